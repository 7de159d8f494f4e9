"""What offers and codes take off a basket: found only where there are any, shared to the cent."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class, get_model

from storefront.core import money
from storefront.core.prepared import Prepared

Offer = get_model("offer", "ConditionalOffer")
Basket = get_model("basket", "Basket")

MAY_BE_ANY = Prepared(
    "basket_may_have_discounts",
    ("varchar", "varchar", "bigint"),
    f"SELECT EXISTS (SELECT FROM {Offer._meta.db_table}"  # noqa: S608
    " WHERE offer_type = $1 AND status = $2)"
    f" OR EXISTS (SELECT FROM {Basket.vouchers.through._meta.db_table} WHERE basket_id = $3)",
)


def apply(basket: Any) -> None:
    """Work out anew what the offers of the shop and the codes of a basket take off its lines."""
    basket.forget_discounts()
    if not basket.is_empty and _may_be_any(basket):
        applicator = get_class("offer.applicator", "Applicator")()
        applicator.apply(basket, basket.owner or AnonymousUser())


def shares(lines: list[Any]) -> dict[int, list[tuple[str, Decimal]]]:
    """
    Share each offer's discount among its lines, by line id, rounded once for the whole offer.

    The offers engine leaves fractions of a cent on the lines.
    """
    raw: dict[Any, dict[Any, Decimal]] = {}
    for line in lines:
        for each in line.discounts.all():
            of_offer = raw.setdefault(each.offer, {})
            of_offer[line] = of_offer.get(line, money.ZERO) + each.amount
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for offer, by_line in raw.items():
        currency = next(iter(by_line)).purchase_info.price.currency
        total = money.quantise(sum(by_line.values(), money.ZERO), currency)
        if total <= 0:
            continue
        parts = money.split(total, weights=list(by_line.values()), currency=currency)
        for line, part in zip(by_line, parts, strict=True):
            found.setdefault(line.pk, []).append((_name(offer), part))
    return found


def _may_be_any(basket: Any) -> bool:
    """
    Say whether there is an offer for everybody, or a code on this basket.

    Mostly there is neither, and this one statement spares the engine several.
    """
    return bool(MAY_BE_ANY.rows(Offer.SITE, Offer.OPEN, basket.pk)[0][0])


def _name(offer: Any) -> str:
    voucher = offer.get_voucher() if offer is not None else None
    return str(voucher.name if voucher else getattr(offer, "name", "") or _("Discount"))
