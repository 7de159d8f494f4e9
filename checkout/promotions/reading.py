"""What the engine needs to know of one basket or one product, in few statements."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from storefront.core import money
from storefront.core.prepared import PreparedQuery

from . import engine, queries
from .models import Promotion

Basket = get_model("basket", "Basket")

_OF_BASKET = PreparedQuery(
    "promotions_of_basket",
    lambda basket: Promotion.objects.filter(
        Q(status=Promotion.Status.APPROVED, code="")
        | Q(voucher__in=Basket.vouchers.through.objects.filter(basket=basket).values("voucher")),
    ).order_by("pk"),
)
_FOR_ALL = PreparedQuery(
    "promotions_for_all",
    lambda: Promotion.objects.filter(status=Promotion.Status.APPROVED, code="").order_by("pk"),
)


def of_basket(basket: Any, *, at: datetime, more: Promotion | None = None) -> engine.Outcome:
    """
    Say what promotions do for a basket as it has its lines in hand.

    One statement where there are none; else one more for the goods that they are about, and one for
    their limits where there are any. `more` is one whose code is not on the basket yet.
    """
    lines = [line for line in basket.all_lines() if line.quantity and _price(line)]
    if not lines:
        return engine.NOTHING
    found = [each for each in _OF_BASKET.rows(basket.pk) if each.code or each.runs(at)]
    if more and more not in found:
        found.append(more)
    if not found:
        return engine.NOTHING
    currency = lines[0].purchase_info.price.currency
    pieces = [
        engine.Piece(
            line.pk,
            line.product_id,
            line.quantity,
            money.quantise(_price(line) or money.ZERO, currency) * line.quantity,
        )
        for line in lines
    ]
    limited = [each for each in found if each.is_limited]
    counted = queries.counted(limited, buyer_id=basket.owner_id, but_basket=basket.pk)
    goods = queries.goods_of([each.pk for each in found], [each.product_id for each in pieces])
    return engine.outcome(
        [
            engine.Candidate(each, goods[each.pk], counted.get(each.pk, engine.Counted()))
            for each in found
            # What everybody gets on other things is no news to this basket.
            if each.code or goods[each.pk]
        ],
        pieces,
        currency=currency,
        signed_in=bool(basket.owner_id),
        at=at,
    )


def of_product(product_ids: list[int], *, at: datetime) -> list[Promotion]:
    """Return what everybody gets on one of these products now; one statement, two if any runs."""
    found = [each for each in _FOR_ALL.rows() if each.runs(at)]
    if not found:
        return []
    goods = queries.goods_of([each.pk for each in found], product_ids)
    return [each for each in found if goods[each.pk]]


def _price(line: Any) -> Decimal | None:
    price = line.purchase_info.price
    return price.incl_tax if price.exists else None
