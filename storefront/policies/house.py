"""
What our own rules promise to everybody, in figures; where a law gives a buyer more, the law holds.

The texts of the rules (returns, guarantee) say the same figures in words. Every page, agreement
and operation asks here, so that none of them can promise less than another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from storefront.core.working_time import Calendar
from storefront.law.calculators import withdrawal
from storefront.law.rules import Rules

WITHDRAWAL_DAYS = 14
GUARANTEE_MONTHS = 24
REFUND_WORKING_DAYS = 3
ANSWER_WORKING_DAYS = 2
# How long before it holds a new version of a rule is announced (LBT-5.2.1.1.note).
NOTICE_DAYS = 7
# What our return label costs a buyer who changed their mind, in euro, tax included.
RETURN_LABEL_PRICE = Decimal("4.90")


@dataclass(frozen=True)
class Window:
    """
    When a right to withdraw ends; `ends_at` is the first moment too late, None while open.

    `by_law` says that the law gives at least as long as our rules do.
    """

    exists: bool
    last_day: date | None = None
    ends_at: datetime | None = None
    by_law: bool = True

    def is_open(self, at: datetime) -> bool:
        return self.exists and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True)
class Length:
    """A length in days or months, whichever the function says, and whether the law gives it."""

    count: int
    by_law: bool


def calendar_of(rules: Rules) -> Calendar:
    """Return the working days of the country in which a buyer lives."""
    country = rules.residence
    return Calendar((country.holidays or country.id).upper()[:2], country.zone)


def withdrawal_length(rules: Rules) -> Length:
    """Return the days to withdraw after the last thing has come: the law's, or ours if longer."""
    period = rules.fact("withdrawal.period")
    by_law = 0
    if rules.holds("withdrawal.exists") and period.unit == "day" and period.exists:
        by_law = int(period.value)
    return Length(max(by_law, WITHDRAWAL_DAYS), by_law >= WITHDRAWAL_DAYS)


def guarantee_length(rules: Rules) -> Length:
    """
    Return the least months for which a fault is put right: the law's, or ours if longer.

    Where a part of a country has a shorter period (Scotland, GUA-14), that one is told to all.
    """
    periods = [rules.fact(f"guarantee.{name}") for name in ("period", "period_scotland")]
    by_law = min(
        (int(each.value) for each in periods if each.exists and each.unit == "month"), default=0
    )
    return Length(max(by_law, GUARANTEE_MONTHS), by_law >= GUARANTEE_MONTHS)


def label_price(rules: Rules) -> Decimal:
    """Return what our label costs a buyer who changed their mind, in euro (WDR-05)."""
    payer = withdrawal.return_cost_payer(rules, told=True)
    return Decimal("0.00") if payer == "seller" else RETURN_LABEL_PRICE


def withdrawal_window(rules: Rules, *, receipts: Sequence[datetime | None]) -> Window:
    """
    Return the window to withdraw: the law's, or ours where it is longer (WDR-01).

    `receipts` has one entry a parcel, None for one that has not come. Ours: 14 days after the
    last thing came, for everybody, ending on a working day.
    """
    by_law = withdrawal.withdrawal_window(rules, receipts=receipts, informed=True)
    came = [moment for moment in receipts if moment]
    length = withdrawal_length(rules)
    if len(came) < len(receipts) or (by_law.exists and by_law.ends_at is None):
        return Window(exists=True, by_law=length.by_law)
    calendar = calendar_of(rules)
    last = calendar.next_working_day(
        max(calendar.local_date(moment) for moment in came) + timedelta(days=WITHDRAWAL_DAYS)
    )
    longer = by_law.last_day is not None and by_law.last_day >= last
    if by_law.last_day and longer:
        last = by_law.last_day
    return Window(exists=True, last_day=last, ends_at=calendar.end_of(last), by_law=longer)
