"""
Until when a buyer may withdraw, when the goods must leave, when the money is owed.

The law of the order as it was frozen, and our own rules where they are better for the buyer.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core.working_time import Calendar
from storefront.law import queries as law
from storefront.law.calculators import refunds, withdrawal
from storefront.law.rules import Rules
from storefront.policies import house
from storefront.policies.house import Window, calendar_of

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
EARLY_REJECTION = {"ie": 30, "gb": 30}


def rules_of(order: Any, at: datetime | None = None) -> Rules:
    """Return the law of an order as it was frozen; with a moment, that of an event on that day."""
    frozen = order.agreement.document["law"]
    kept = law.thaw(frozen)
    if at is None:
        return kept
    return law.rules_for(
        residence=kept.residence.id, ship_to=kept.ship_to.id, seat=kept.seat.id, at=at
    )


def receipts_of(order: Any) -> list[datetime | None]:
    """Return when each parcel came; None for one that has not, or for an order not sent yet."""
    shipments = getattr(order, "shipments", None)
    if shipments is not None:
        there = orders.taken_at(order, Status.DELIVERED)
        # What is lost, or was ended before it came, is not waited for; what leaves us after all has
        # come replaces something, and begins no new time to withdraw.
        came = [
            parcel.delivered_at
            for parcel in shipments.all()
            if not parcel.given_up_at and not (there and parcel.handed_over_at > there)
        ]
        if came:
            return came
    return [orders.taken_at(order, Status.DELIVERED)]


def withdrawal_window(order: Any, *, receipts: list[datetime | None] | None = None) -> Window:
    """
    Return the window to withdraw from an order, see `policies.house`.

    `receipts` asks how it would be if the parcels came at these moments.
    """
    return house.withdrawal_window(rules_of(order), receipts=receipts or receipts_of(order))


def send_back_by(order: Any, *, told_at: datetime) -> date:
    """
    Return the last day to send goods back: by law or by our rules, 14 days after telling us.

    It ends on a working day, as the time to withdraw does.
    """
    rules = rules_of(order)
    calendar = calendar_of(rules)
    day = calendar.local_date(told_at)
    by_law = withdrawal.send_back_by(rules, withdrawn=day)
    ours = calendar.next_working_day(day + timedelta(days=house.WITHDRAWAL_DAYS))
    return max(filter(None, (by_law, ours)))


def last_day_to_send(returned: Any, *, told_at: datetime) -> date | None:
    """Return the last day to send the goods of a return back; what is recalled has none."""
    if returned.kind == returned.Kind.RECALL:
        return None
    return send_back_by(returned.order, told_at=told_at)


def label_price(order: Any) -> Decimal:
    """Return what our label costs a buyer who changed their mind, in euro, as it was agreed."""
    agreed = order.agreement.document.get("coming_back", {}).get("label")
    return house.label_price(rules_of(order)) if agreed is None else Decimal(agreed)


def standard_delivery(order: Any) -> Decimal:
    """
    Return what the cheapest way to a door would have cost these goods, as it was agreed (WDR-04).

    In the order's currency; where the agreement does not say, what was paid for delivery.
    """
    agreed = order.agreement.document.get("coming_back", {}).get("standard_delivery")
    return Decimal(order.shipping_incl_tax if agreed is None else agreed)


def refund_due_at(returned: Any) -> datetime | None:
    """
    Return until when the money of a return is ordered from the bank, or None while nothing is due.

    Our promise is three working days after the parcel came or was shown to be sent; the law's own
    last day stands where it is earlier. What the carrier had when the buyer withdrew comes back
    without them, so the law does not let us wait for it.
    """
    parcel = returned.parcel
    moments = [moment for moment in (parcel.received_at, parcel.sent_at) if moment]
    if not moments and not returned.carrier_has_it:
        return None
    ours = SHOP.due_after_working_days(min(moments), house.REFUND_WORKING_DAYS) if moments else None
    if not returned.is_withdrawal:
        return ours
    rules = rules_of(returned.order)
    calendar = calendar_of(rules)
    owed = refunds.refund_due(
        rules,
        withdrawn=calendar.local_date(returned.told_at),
        goods_back=parcel.received_at and calendar.local_date(parcel.received_at),
        proof=parcel.sent_at and calendar.local_date(parcel.sent_at),
        seller_collects=returned.carrier_has_it,
    )
    by_law = calendar.end_of(owed.due) if owed.due else None
    return min(filter(None, (ours, by_law)), default=None)


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
    ours = _years_after(day, house.GUARANTEE_MONTHS // 12)
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
