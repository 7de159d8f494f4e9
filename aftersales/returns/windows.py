"""
Until when a buyer may withdraw, when the goods must leave, when the money is owed.

The law of the order as it was frozen, and our own rules where they are better for the buyer.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from checkout.order.models import Status
from storefront.core.working_time import Calendar
from storefront.law import queries as law
from storefront.law.calculators import refunds, withdrawal
from storefront.law.rules import Rules

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
# What our returns policy promises to everybody (storefront/demo/policies/returns).
DAYS_FOR_EVERYBODY = 14
REFUND_WORKING_DAYS = 3
ANSWER_WORKING_DAYS = 2
LABEL_PRICE = Decimal("4.90")
# And our guarantee policy: at least this long for everybody.
GUARANTEE_YEARS = 2
EARLY_REJECTION = {"ie": 30, "gb": 30}


@dataclass(frozen=True)
class Window:
    """When a right to withdraw ends; `ends_at` is the first moment too late, None while open."""

    exists: bool
    last_day: date | None = None
    ends_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.exists and (self.ends_at is None or at < self.ends_at)


def rules_of(order: Any, at: datetime | None = None) -> Rules:
    """Return the law of an order as it was frozen; with a moment, that of an event on that day."""
    frozen = order.agreement.document["law"]
    kept = law.thaw(frozen)
    if at is None:
        return kept
    return law.rules_for(
        residence=kept.residence.id, ship_to=kept.ship_to.id, seat=kept.seat.id, at=at
    )


def calendar_of(rules: Rules) -> Calendar:
    country = rules.residence
    return Calendar((country.holidays or country.id).upper()[:2], country.zone)


def receipts_of(order: Any) -> list[datetime | None]:
    """Return when each parcel came; None for one that has not, or for an order not sent yet."""
    shipments = getattr(order, "shipments", None)
    if shipments is not None:
        # What is lost, or was ended before it came, is not waited for.
        came = [parcel.delivered_at for parcel in shipments.all() if not parcel.given_up_at]
        if came:
            return came
    moved = [move.moved_at for move in order.moves.all() if move.to_status == Status.DELIVERED]
    return moved[:1] or [None]


def withdrawal_window(order: Any, *, receipts: list[datetime | None] | None = None) -> Window:
    """
    Return the window to withdraw from an order: the law's, or ours where it is longer.

    Ours: 14 days after the last thing came, for everybody, ending on a working day (WDR-01).
    `receipts` asks how it would be if the parcels came at these moments.
    """
    rules, receipts = rules_of(order), receipts or receipts_of(order)
    by_law = withdrawal.withdrawal_window(rules, receipts=receipts, informed=True)
    came = [moment for moment in receipts if moment]
    if len(came) < len(receipts):
        return Window(exists=True)
    calendar = calendar_of(rules)
    last = calendar.next_working_day(
        max(calendar.local_date(moment) for moment in came) + timedelta(days=DAYS_FOR_EVERYBODY)
    )
    if by_law.exists and by_law.ends_at is None:
        return Window(exists=True)
    if by_law.last_day and by_law.last_day > last:
        last = by_law.last_day
    return Window(exists=True, last_day=last, ends_at=calendar.end_of(last))


def send_back_by(order: Any, *, told_at: datetime) -> date:
    """Return the last day to send goods back: by law or by our rules, 14 days after telling us."""
    rules = rules_of(order)
    day = calendar_of(rules).local_date(told_at)
    by_law = withdrawal.send_back_by(rules, withdrawn=day)
    return max(filter(None, (by_law, day + timedelta(days=DAYS_FOR_EVERYBODY))))


def label_price(order: Any) -> Decimal:
    """Return what our label costs a buyer who changed their mind, in euro."""
    payer = withdrawal.return_cost_payer(rules_of(order), told=True)
    return Decimal("0.00") if payer == "seller" else LABEL_PRICE


def refund_due_at(returned: Any) -> datetime | None:
    """
    Return until when the money of a return is ordered from the bank, or None while nothing is due.

    Our promise is three working days after the parcel came or was shown to be sent; the law's own
    last day stands where it is earlier.
    """
    parcel = returned.parcel
    moments = [moment for moment in (parcel.received_at, parcel.sent_at) if moment]
    if not moments:
        return None
    shown = min(moments)
    ours = SHOP.due_after_working_days(shown, REFUND_WORKING_DAYS)
    if not returned.is_withdrawal:
        return ours
    rules = rules_of(returned.order)
    calendar = calendar_of(rules)
    owed = refunds.refund_due(
        rules,
        withdrawn=calendar.local_date(returned.told_at),
        goods_back=parcel.received_at and calendar.local_date(parcel.received_at),
        proof=parcel.sent_at and calendar.local_date(parcel.sent_at),
    )
    return min(ours, calendar.end_of(owed.due)) if owed.due else ours


def is_excluded(returned_kind: str, order: Any, *, unsealed: bool = False) -> bool:
    """Say whether the law of an order takes goods of a kind out of the right to withdraw."""
    acts = ["unsealed"] if unsealed else []
    return withdrawal.is_excluded(rules_of(order), returned_kind, acts=acts)


def fault_until(order: Any) -> date | None:
    """
    Return the last day on which a fault is put right without dispute; None before delivery.

    Our own promise of two years, or the law's period where it is longer. It is not the end of a
    claim: where the law sets no end, a claim is taken in later too.
    """
    from storefront.law.calculators import guarantee

    receipts = receipts_of(order)
    came = [moment for moment in receipts if moment]
    if not came:
        return None
    rules = rules_of(order)
    day = calendar_of(rules).local_date(max(came))
    by_law = guarantee.guarantee(rules, delivered=day).liable_until
    ours = _years_after(day, GUARANTEE_YEARS)
    return max(ours, by_law) if isinstance(by_law, date) else ours


def may_reject_until(order: Any) -> date | None:
    """Return until when a faulty thing goes back for all the money at once (Ireland, Britain)."""
    rules = rules_of(order)
    days = EARLY_REJECTION.get(rules.residence.id)
    came = [moment for moment in receipts_of(order) if moment]
    if not (days and came):
        return None
    return calendar_of(rules).local_date(max(came)) + timedelta(days=days)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
