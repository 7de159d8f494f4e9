"""The honest earlier price of a reduction, from the price history alone (PRI-01, PRI-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

WINDOW = timedelta(days=30)


class Price(Protocol):
    price: Decimal
    since: datetime
    reduced: bool


@dataclass(frozen=True)
class Reference:
    """The lowest price of the thirty days before the reduction began, and the whole percent off."""

    price: Decimal
    cut: int
    began_at: datetime


def reference(history: Iterable[Price], *, at: datetime) -> Reference | None:
    """
    Return what the price in force at `at` may be compared with, or None if with nothing.

    Only a price that was set as a reduction is compared. A good that has been on sale for less
    than thirty days has no earlier price: the strict reading (PRI-03, option unknown).
    """
    past = sorted((each for each in history if each.since <= at), key=lambda each: each.since)
    if not past or not past[-1].reduced:
        return None
    return reduction(past[:-1], price=past[-1].price, began_at=past[-1].since)


def reduction(before: Iterable[Price], *, price: Decimal, began_at: datetime) -> Reference | None:
    """Return the reference of a reduction to `price` that begins at `began_at`, if it is one."""
    past = sorted((each for each in before if each.since < began_at), key=lambda each: each.since)
    opens = began_at - WINDOW
    if not past or past[0].since > opens:
        return None
    in_force_then = max(i for i, each in enumerate(past) if each.since <= opens)
    lowest = min(each.price for each in past[in_force_then:])
    cut = int(((lowest - price) * 100 / lowest).quantize(Decimal(1), rounding=ROUND_DOWN))
    return Reference(lowest, cut, began_at) if cut > 0 else None
