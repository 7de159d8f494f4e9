"""Prices by quantity: per kilogram, litre, metre, as the law of our country asks (PRI-05)."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storefront.law import queries as law
from storefront.law.calculators import unit_price
from storefront.law.rules import Rules

TITLES = {
    "1_kg": _("per kg"),
    "100_g": _("per 100 g"),
    "1_l": _("per litre"),
    "100_ml": _("per 100 ml"),
    "1_m": _("per metre"),
    "1_m2": _("per square metre"),
    "1_m3": _("per cubic metre"),
}


def price(
    amount: Decimal, currency: str, content: Decimal | None, unit: str, pieces: int = 1
) -> tuple[Decimal | None, str]:
    """Return the price of the base quantity and the base; none where the law asks for none."""
    if not content or unit not in unit_price.UNITS:
        return None, ""
    found = unit_price.unit_price(
        _rules(timezone.localdate()),
        price=amount,
        quantity=content,
        unit=unit,
        currency=currency,
        count=pieces,
    )
    return found.amount, found.base or ""


def title(base: str) -> object:
    return TITLES.get(base, "")


@lru_cache(maxsize=4)
def _rules(day: date) -> Rules:
    return law.rules_for(residence=settings.CANDOUR_SEAT, seat=settings.CANDOUR_SEAT, at=day)
