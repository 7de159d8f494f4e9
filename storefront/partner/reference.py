"""The honest earlier price of a reduction: the law's calculator over our price history (PRI-01)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from storefront.law import queries as law
from storefront.law.calculators import reference_price
from storefront.law.rules import Rules

# Days before a reduction in which also a price of hours counts.
LONGEST_WINDOW = 30


class Price(Protocol):
    price: Decimal
    since: datetime
    reduced: bool
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Reference:
    """
    What a reduced price may be compared with, the whole percent off, since when, and why.

    `reason` is {language: words}, empty where none was stated.
    """

    price: Decimal
    cut: int
    began_at: datetime
    reason: Mapping[str, str] = field(default_factory=dict)


def reference(history: Iterable[Price], *, at: datetime) -> Reference | None:
    """
    Return what the price in force at `at` may be compared with, or None if with nothing.

    Only a price that was announced as a reduction is compared.
    """
    past = [each for each in history if each.since <= at]
    past.sort(key=lambda each: each.since)
    if not past or not past[-1].reduced:
        return None
    now = past[-1]
    found = reduction(past[:-1], price=now.price, began_at=now.since)
    return replace(found, reason=now.reason) if found else None


def reduction(before: Sequence[Price], *, price: Decimal, began_at: datetime) -> Reference | None:
    """
    Return the reference of a reduction to `price` that begins at `began_at`, if it is one.

    By the law of the shop's own country, since everybody sees the same price: the lowest price of
    the thirty days before; a good that is newer than that has nothing to be compared with.
    """
    found = reference_price.prior_price(
        _rules(_day(began_at)),
        starts=_day(began_at),
        price=price,
        history=[
            reference_price.Price(_day(each.since), each.price, each.reduced) for each in before
        ],
    )
    if found.claim != "yes" or found.price is None:
        return None
    # The law counts in days. A price that was asked for an hour was asked too: whoever lowers a
    # price and raises it again on one day has reduced nothing.
    lowest = min([found.price, *_asked_on_the_way(before, began_at)])
    percent = reference_price.percent_off(lowest, price)
    return Reference(lowest, percent, began_at) if percent else None


def _asked_on_the_way(before: Sequence[Price], began_at: datetime) -> list[Decimal]:
    """Prices that a later one of the same day took the place of, or that began on the last day."""
    days = [_day(each.since) for each in before[1:]] + [_day(began_at)]
    opens = _day(began_at) - timedelta(days=LONGEST_WINDOW)
    return [
        each.price
        for each, until in zip(before, days, strict=True)
        if _day(each.since) == until and until >= opens
    ]


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@lru_cache(maxsize=64)
def _rules(day: date) -> Rules:
    return law.rules_for(residence=settings.CANDOUR_SEAT, seat=settings.CANDOUR_SEAT, at=day)
