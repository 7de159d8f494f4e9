"""What a late refund adds, worked out from our own promise and from the law of the order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.returns import windows
from checkout.payments.models import Refund
from storefront.core import money
from storefront.law.calculators import refunds as law
from storefront.promises import queries as promises

# Promise 4 of our code of conduct: "1 % more for each week begun".
PERCENT_A_WEEK = Decimal(1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Extra:
    """What lateness adds to one refund at a moment, in its currency; zero while it is in time."""

    amount: Decimal
    basis: str
    due_at: datetime


def of(refund: Refund, *, at: datetime) -> Extra:
    """
    Work out the extra of a refund, at a moment or, if it is done by then, at its end.

    Our promise: 1 % of the sum for each week begun. The law of the order (WDR-06, WDR-12) where
    that gives more.
    """
    due_at = owed_at(refund)
    until = min(refund.done_at, at) if refund.done_at else at
    if until <= due_at:
        return Extra(Decimal("0.00"), "", due_at)
    weeks = -((due_at - until) // WEEK)
    ours = money.quantise(refund.amount * PERCENT_A_WEEK * weeks / 100, refund.currency)
    by_law = _by_law(refund, due_at, until)
    if by_law > ours:
        return Extra(by_law, _("The law of your country"), due_at)
    return Extra(ours, _("Our promise 4: 1 % more for each week begun"), due_at)


def owed_at(refund: Refund) -> datetime:
    """Return by when the money was owed: as it was promised first, for the return or the refund."""
    returned = getattr(refund, "paid_return", None)
    if returned is not None:
        first = promises.about(returned).filter(kind="return_refund").exclude(status="withdrawn")
        earliest = first.values_list("due_at", flat=True).first()
        # Ordered by its day, it is in time as long as the bank is.
        if earliest and returned.settled_at and returned.settled_at > earliest:
            return earliest
    return refund.due_at


def _by_law(refund: Refund, due_at: datetime, until: datetime) -> Decimal:
    order = refund.order
    if order is None or not hasattr(order, "agreement"):
        return Decimal("0.00")
    sections = {Refund.Reason.WITHDRAWAL: "withdrawal", Refund.Reason.LATE: "late_delivery"}
    section: Any = sections.get(Refund.Reason(refund.reason))
    if section is None:
        return Decimal("0.00")
    rules = windows.rules_of(order, at=until)
    calendar = windows.calendar_of(rules)
    late = law.lateness(
        rules,
        due=calendar.local_date(due_at),
        paid=calendar.local_date(until),
        amount=refund.amount,
        section=section,
    )
    return max(late.add or Decimal("0.00"), late.interest or Decimal("0.00"))
