"""What can be chosen after a setback, until when, and what happens otherwise."""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from aftersales.tracking import failures
from aftersales.tracking.models import Checkpoint, Kind, Reason, Shipment
from storefront.core.working_time import Calendar

from .models import Choice

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
# The vans are loaded then: whoever chooses before it is heard.
LOADED = time(7)
DAYS_OFFERED = 5
# How long a buyer has to choose between goods and money before the money comes by itself.
GOODS_OR_MONEY_WITHIN = 3
GONE = (Kind.LOST, Kind.RETURNED)


def options(shipment: Shipment, checkpoint: Checkpoint) -> tuple[list[str], str]:
    """
    Return what a buyer can choose after a report, and what happens otherwise; nothing for nothing.

    A parcel that the buyer refused comes back without a question, and is asked about on its way;
    one that was decided on is not.
    """
    refused = checkpoint.reason == Reason.REFUSED and shipment.status != Kind.RETURNED
    if refused or shipment.given_up_at:
        return [], ""
    if shipment.status in GONE or checkpoint.reason == Reason.DAMAGED:
        return [Choice.RESEND, Choice.REFUND], Choice.REFUND
    if shipment.status != Kind.FAILED_ATTEMPT:
        return [], ""
    if checkpoint.reason == Reason.WRONG_ADDRESS:
        return [Choice.ELSEWHERE, Choice.COLLECT, Choice.BACK], Choice.COLLECT
    if failures.tries(checkpoint) >= failures.TRIES:
        return [Choice.COLLECT, Choice.AGAIN, Choice.BACK], Choice.COLLECT
    return [Choice.AGAIN, Choice.COLLECT, Choice.BACK], Choice.AGAIN


def still_asked(shipment: Shipment, checkpoint: Checkpoint) -> bool:
    """Say whether a parcel still stands so that a question that a report has put makes sense."""
    if checkpoint.withdrawn_at:
        return False
    if checkpoint.kind in GONE:
        return bool(shipment.status == checkpoint.kind)
    return shipment.status not in (Kind.DELIVERED, *GONE)


def decide_by(choices: list[str], *, at: datetime) -> datetime:
    """Return until when a buyer chooses: before the vans are loaded, or three working days."""
    today = SHOP.local_date(at)
    if Choice.REFUND in choices:
        return SHOP.close_of(SHOP.add_working_days(today, GOODS_OR_MONEY_WITHIN))
    return SHOP.at(next_day(today), LOADED)


def next_day(today: date) -> date:
    """Return the day on which a carrier comes again by itself."""
    return SHOP.next_working_day(today + timedelta(days=1))


def days_offered(*, at: datetime) -> list[date]:
    """Return the days on which a carrier can be asked to come, from the next one on."""
    days = [next_day(SHOP.local_date(at))]
    while len(days) < DAYS_OFFERED:
        days.append(next_day(days[-1]))
    return days
