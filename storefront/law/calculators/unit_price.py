"""The price by quantity that stands beside the price."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from storefront.law.facts import NONE
from storefront.law.rules import Rules

UNITS = {
    "mg": ("mass", Decimal("0.001")),
    "g": ("mass", Decimal(1)),
    "kg": ("mass", Decimal(1000)),
    "ml": ("volume", Decimal(1)),
    "cl": ("volume", Decimal(10)),
    "l": ("volume", Decimal(1000)),
    "mm": ("length", Decimal("0.001")),
    "cm": ("length", Decimal("0.01")),
    "m": ("length", Decimal(1)),
    "m2": ("area", Decimal(1)),
    "m3": ("space", Decimal(1)),
}
"""What a unit measures, and how many grams, millilitres, metres, square or cubic metres it is."""

BASES = {
    "1_kg": ("mass", Decimal(1000)),
    "100_g": ("mass", Decimal(100)),
    "1_l": ("volume", Decimal(1000)),
    "100_ml": ("volume", Decimal(100)),
    "1_m": ("length", Decimal(1)),
    "1_m2": ("area", Decimal(1)),
    "1_m3": ("space", Decimal(1)),
}
WITHOUT_A_LAW = ("1_kg", "1_l", "1_m", "1_m2", "1_m3")
EXEMPTIONS = {"mass": "exempt_below_mass", "volume": "exempt_below_volume"}
WHOLE_UNITS = frozenset({"JPY", "KRW", "CLP", "VND", "ISK"})
"""Currencies without a smaller unit."""


@dataclass(frozen=True)
class UnitPrice:
    """
    A price for one base quantity (`1_kg`), in the places of the currency, rounded half up.

    Not `required`: no law asks for it, or the pack is too small; then there is none.
    """

    required: bool
    base: str | None = None
    amount: Decimal | None = None
    member_amount: Decimal | None = None
    confirm: bool = False


def unit_price(
    rules: Rules,
    *,
    price: Decimal,
    quantity: Decimal,
    unit: str,
    currency: str,
    count: int = 1,
    deposit: Decimal = Decimal(0),
    member_price: Decimal | None = None,
) -> UnitPrice:
    """
    The price by quantity of a pack of `count` pieces of `quantity` `unit` each (PRI-05, PRI-07).

    `price` is what is asked now, a reduction and the deposit included; the deposit is taken off.
    Unread: required, by the kilogram, litre, metre.

    :raises KeyError: if the unit is not one of `UNITS`
    :raises ValueError: if there is no content
    """
    measure, factor = UNITS[unit]
    content = quantity * factor * count
    if content <= 0:
        raise ValueError(f"a pack of {count} times {quantity} {unit}")
    duty = rules.fact("price.unit_price.required")
    if duty.value is False or duty.value == NONE or _too_small(rules, measure, content):
        return UnitPrice(required=False, confirm=duty.confirm)
    bases = rules.fact("price.unit_price.bases")
    allowed = bases.value if bases.exists else WITHOUT_A_LAW
    base = next((each for each in allowed if BASES[each][0] == measure), None)
    if base is None:
        return UnitPrice(required=False, confirm=bases.confirm)

    places = Decimal(1) if currency in WHOLE_UNITS else Decimal("0.01")

    def by_quantity(asked: Decimal) -> Decimal:
        return ((asked - deposit) * BASES[base][1] / content).quantize(places, ROUND_HALF_UP)

    return UnitPrice(
        required=True,
        base=base,
        amount=by_quantity(price),
        member_amount=None if member_price is None else by_quantity(member_price),
        confirm=duty.confirm or bases.confirm,
    )


def _too_small(rules: Rules, measure: str, content: Decimal) -> bool:
    """The pack is exempt; an exemption that nobody has read is not used."""
    if measure not in EXEMPTIONS:
        return False
    limit = rules.fact(f"price.unit_price.{EXEMPTIONS[measure]}")
    return limit.exists and content < limit.amount
