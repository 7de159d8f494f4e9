"""How an order stands, in one sentence and on a line of time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftersales.rights.registry import last_moment
from checkout.order.models import Status
from storefront.core.templatetags import candour as days
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from .models import Checkpoint, Kind, Shipment

# Reports that change what a buyer does, the most pressing first.
PRESSING = (
    Kind.LOST,
    Kind.RETURNED,
    Kind.TO_COLLECT,
    Kind.FAILED_ATTEMPT,
    Kind.OUT_FOR_DELIVERY,
)


def day(at: datetime | None) -> str:
    """Write the day of a moment as pages do, with its weekday and year; nothing for nothing."""
    return days.day_words(timezone.localtime(last_moment(at)).date()) if at else ""


def sentence(
    order: Any,
    shipments: Sequence[Shipment],
    promises: Sequence[Promise],
    *,
    all_sent: bool = True,
    ended_by_us: bool = False,
) -> str:
    """Say how an order stands; it is the heading of its page."""
    status = order.status
    if status == Status.CANCELLED:
        return (
            _("We cancelled this order, and are sorry")
            if ended_by_us
            else _("This order is cancelled")
        )
    if status == Status.AWAITING_PAYMENT:
        return _("We hold your things and wait for your transfer")
    if status in (Status.DELIVERED, Status.COMPLETED):
        arrived = max((each.delivered_at for each in shipments if each.delivered_at), default=None)
        if arrived is None:
            return _("It is with you")
        return _("It is with you since %(day)s") % {"day": day(arrived)}
    if shipments and status in (Status.DISPATCHED, Status.PACKED):
        return _on_the_way(shipments, promises, all_sent=all_sent)
    if status == Status.PACKED and not order.intent.is_collected:
        return _("It is packed and waits for the carrier")
    leaves = open_promise(promises, "dispatch")
    if leaves:
        return _("We pack it and hand it over by %(day)s") % {"day": day(leaves.due_at)}
    ready = open_promise(promises, "deliver")
    if ready and order.intent.is_collected:
        return _("We have it ready for you by %(day)s") % {"day": day(ready.due_at)}
    return _("We have your order")


def _on_the_way(
    shipments: Sequence[Shipment], promises: Sequence[Promise], *, all_sent: bool
) -> str:
    given_up = shipments
    shipments = [each for each in shipments if not each.given_up_at]
    if not shipments:
        return _given_up(given_up)
    there = sum(each.is_delivered for each in shipments)
    seen = {each.status for each in shipments}
    worst = next((kind for kind in PRESSING if kind in seen), None)
    if worst == Kind.LOST:
        return _("The carrier cannot find it, and we are sorry")
    if worst == Kind.RETURNED:
        return _("It is on its way back to us")
    if worst == Kind.TO_COLLECT and all(each.is_collected_from_us for each in shipments):
        return _("It is ready for you at our workshop")
    if worst == Kind.TO_COLLECT:
        return _("It waits for you at a pick-up point")
    if worst == Kind.FAILED_ATTEMPT:
        return _("The carrier came and could not hand it over")
    if worst == Kind.OUT_FOR_DELIVERY:
        return _("It is on the van and comes today")
    if there:
        return ngettext(
            "%(there)s parcel of %(all)s is with you, the rest is on its way",
            "%(there)s parcels of %(all)s are with you, the rest is on its way",
            there,
        ) % {"there": there, "all": len(shipments)}
    if not all_sent:
        return _("A part is on its way, the rest follows")
    if promise := comes(promises, shipments):
        return _("It is on its way and comes by %(day)s") % {"day": day(promise.due_at)}
    return _("It is on its way")


def _given_up(shipments: Sequence[Shipment]) -> str:
    """Say what became of parcels that nobody waits for; who ended it is not told from here."""
    seen = {each.status for each in shipments}
    if Kind.LOST in seen:
        return _("It was lost on its way and does not come; we are sorry")
    if Kind.RETURNED in seen:
        return _("It goes back to us and does not come again")
    return _("Nothing of it is to come any more")


def open_promise(promises: Sequence[Promise], kind: str) -> Promise | None:
    """Return the promise of a kind that is still to be kept."""
    return next(
        (each for each in promises if each.kind == kind and each.status == PromiseStatus.MADE),
        None,
    )


def comes(promises: Sequence[Promise], shipments: Sequence[Shipment]) -> Promise | None:
    """
    Return the promise of what comes; of what is sent again the new day, not the first.

    None where all that has left and is not there is lost or comes back: the day that was promised
    for it stays in the ledger, and nobody is told to wait for it.
    """
    if again := open_promise(promises, "deliver_again"):
        return again
    out = [each for each in shipments if not each.is_delivered and not each.given_up_at]
    if out and all(each.status in (Kind.LOST, Kind.RETURNED) for each in out):
        return None
    return open_promise(promises, "deliver")


def is_late(order: Any, promises: Sequence[Promise]) -> bool:
    """Say whether a delivery promise of an order was broken and it has still not come."""
    return order.status not in (Status.DELIVERED, Status.COMPLETED, Status.CANCELLED) and any(
        each.kind == "deliver" and each.status == PromiseStatus.BROKEN for each in promises
    )


def timeline(
    order: Any,
    moves: Sequence[Any],
    shipments: Sequence[Shipment],
    promises: Sequence[Promise],
) -> list[dict[str, Any]]:
    """Return what happened and what comes, as `components/timeline.html` takes it."""
    at = {move.to_status: move.moved_at for move in moves}
    events = [{"title": _("Ordered"), "at": order.date_placed}]
    for status, title in (
        (Status.PAID, _("Paid")),
        (Status.PACKED, _("Packed")),
    ):
        if status in at:
            events.append({"title": title, "at": at[status]})
    for shipment in shipments:
        events += _of_parcel(shipment, alone=len(shipments) == 1)
    if Status.CANCELLED in at:
        events.append({"title": _("Cancelled"), "at": at[Status.CANCELLED]})
    events.sort(key=lambda event: event["at"])
    for event in events:
        event["state"] = "done"
    if order.status in (Status.DELIVERED, Status.COMPLETED, Status.CANCELLED):
        return events
    events[-1]["state"] = "now"
    coming = (
        ("dispatch", _("Handed to the carrier")) if not shipments else None,
        ("deliver", _("Ready for you") if order.intent.is_collected else _("At your door")),
    )
    for kind, title in filter(None, coming):
        if (
            promise := comes(promises, shipments)
            if kind == "deliver"
            else open_promise(promises, kind)
        ):
            words = _("by %(day)s") % {"day": day(promise.due_at)}
            events.append({"title": title, "at_words": words, "state": "next"})
    return events


def _of_parcel(shipment: Shipment, *, alone: bool) -> list[dict[str, Any]]:
    which = "" if alone else _("Parcel %(n)s: ") % {"n": shipment.n}
    left = _("Made ready") if shipment.is_collected_from_us else _("Handed to the carrier")
    events = [{"title": which + left, "at": shipment.handed_over_at}]
    for checkpoint in _telling(shipment):
        events.append(
            {
                "title": which + str(checkpoint.get_kind_display()),
                "at": checkpoint.happened_at,
                "words": _about(shipment, checkpoint),
            }
        )
    return events


def _telling(shipment: Shipment) -> list[Checkpoint]:
    """Of all reports those that a line of time needs: failures, and how it stands now."""
    reports = list(shipment.checkpoints.all())
    shown = [each for each in reports if each.kind == Kind.FAILED_ATTEMPT]
    latest = next((each for each in reports if each.kind == shipment.status), None)
    if latest and latest not in shown:
        shown.append(latest)
    return shown


def _about(shipment: Shipment, checkpoint: Checkpoint) -> str:
    if checkpoint.reason:
        return str(checkpoint.get_reason_display())
    if checkpoint.kind == Kind.DELIVERED and shipment.received_by:
        return _("Taken in by %(who)s") % {"who": shipment.received_by}
    return checkpoint.place_told
