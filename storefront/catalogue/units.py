"""Prices by quantity: per kilogram, litre, metre (PRI-05)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from storefront.core import money

# unit -> (base, how many of the unit the base holds)
BASES = {
    "g": ("1_kg", 1000),
    "kg": ("1_kg", 1),
    "ml": ("1_l", 1000),
    "l": ("1_l", 1),
    "m": ("1_m", 1),
    "m2": ("1_m2", 1),
    "piece": ("1_piece", 1),
}
TITLES = {
    "1_kg": _("per kg"),
    "1_l": _("per litre"),
    "1_m": _("per metre"),
    "1_m2": _("per square metre"),
    "1_piece": _("each"),
}


def price(
    amount: Decimal, currency: str, content: Decimal, unit: str, pieces: int = 1
) -> tuple[Decimal, str]:
    """Return the price of the base quantity, rounded half up, and the base."""
    base, size = BASES[unit]
    return money.quantise(amount * size / (content * pieces), currency), base


def title(base: str) -> object:
    return TITLES.get(base, "")
