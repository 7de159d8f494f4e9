"""What a product's page says of the promotions that run for it, and against which price."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.discounts import terms_url
from storefront.catalogue.kept import Kept
from storefront.catalogue.promoted import Promoted
from storefront.core import marks, money
from storefront.partner import queries as partner
from storefront.partner import reference

from . import engine, queries, wording
from .models import Promotion


@dataclass(frozen=True)
class _Known:
    """What is kept of a promotion for everybody; it never changes after it was signed off."""

    promotion: Promotion
    names: dict[str, str]


def _read() -> list[_Known]:
    rows = Promotion.objects.filter(status=Promotion.Status.APPROVED, code="").order_by("pk")
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        _Known(row, {each: getattr(row, f"name_{each.replace('-', '_')}") for each in languages})
        for row in rows
    ]


FOR_ALL = Kept("promotions:for-all", _read)


def on_product(
    *, product_id: int, stockrecord_id: int, price: Decimal, currency: str, at: datetime
) -> list[Promoted]:
    """
    Say what everybody gets on a thing that costs `price`, with tax, at this moment.

    A percentage off each of them is told as the price that it comes to, and measured by the lowest
    price of the thirty days before it began (PRI-01, PRI-02); where the law lets nothing be
    compared, as with goods that are newer, no reduction is announced. Nor is one of which less is
    left to give than it takes off (LBT-5.3.2.2). No statement where nothing runs; one for the
    goods, one for limits if there are any, one for earlier prices if needed.
    """
    running = [each for each in FOR_ALL.get() if each.promotion.runs(at)]
    if not running:
        return []
    goods = queries.goods_of([each.promotion.pk for each in running], [product_id])
    running = [each for each in running if goods[each.promotion.pk]]
    limited = [each.promotion for each in running if each.promotion.is_limited]
    counted = queries.counted(limited, buyer_id=None, but_basket=None)
    history: list[Any] | None = None
    found = []
    for each in running:
        promotion = each.promotion
        least = engine.least_taken(promotion, price, currency)
        if engine.is_used_up(promotion, counted.get(promotion.pk), least=least):
            continue
        if _reduces_each(promotion):
            if history is None:
                history = partner.history([stockrecord_id]).get(stockrecord_id, [])
            words = _measured(promotion, price, currency, history)
        else:
            words = promotion.told(get_language() or "")["short"]
        if words:
            name = each.names.get(get_language() or "") or str(promotion.name)
            # The page is one for all: what not everybody gets says so beside its price.
            words = marks.sentences([words, *wording.for_whom(promotion)])
            found.append(Promoted(name, words, terms_url(promotion.reference)))
    return found


def _reduces_each(promotion: Promotion) -> bool:
    """Say whether it is a reduction of the price itself, bought in any number."""
    return promotion.gives == Promotion.Gives.PERCENT and not (
        promotion.from_value or (promotion.from_quantity or 1) > 1
    )


def _measured(promotion: Promotion, price: Decimal, currency: str, history: list[Any]) -> str:
    off = money.quantise(price * (promotion.percent or 0) / 100, currency)
    before = [each for each in history if each.since < promotion.starts_at]
    compared = reference.reduction(before, price=price - off, began_at=promotion.starts_at)
    if compared is None:
        return ""
    return _(
        "%(now)s each in the basket, %(cut)s %% below %(before)s, the lowest price of the 30 days "
        "before it began. Until %(until)s."
    ) % {
        "now": money.text(price - off, currency),
        "cut": compared.cut,
        "before": money.text(compared.price, currency),
        "until": wording.last(promotion),
    }


def history(*, product_ids: list[int], at: datetime) -> list[tuple[datetime, str]]:
    """
    Say when promotions that everybody got on these products began and ended (LBT-6.1.3.e).

    What was ended early ended when its history says so; two statements, and one for the goods.
    """
    rows = Promotion.objects.filter(offer__isnull=False, code="", starts_at__lte=at)
    begun = list(rows.prefetch_related("moves").order_by("pk"))
    if not begun:
        return []
    goods = queries.goods_of([each.pk for each in begun], product_ids)
    found = []
    for promotion in begun:
        ended = [each.moved_at for each in promotion.moves.all() if each.to_status == "ended"]
        end = min([promotion.ends_at, *ended])
        if not goods[promotion.pk] or end <= promotion.starts_at:
            continue
        told = {"name": promotion.name, "what": wording.gives(promotion)}
        found.append((promotion.starts_at, _("Promotion began: %(name)s, %(what)s") % told))
        if end <= at:
            found.append((end, _("Promotion ended: %(name)s") % told))
    return found
