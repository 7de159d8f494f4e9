"""
Sending parcels and writing down what becomes of them. Each: lock, check, write, tell.

The order is locked before its parcels, everywhere, so a report and a cancellation cannot block each
other. A carrier is called outside any transaction, for a parcel that is already written.
"""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.changes import queries as changes
from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.order.models import Status as OrderStatus
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when
from storefront.promises import operations as promises
from storefront.seller import queries as sellers

from . import listeners, numbering, parts, queries, telling
from .carriers import base, registry
from .models import Checkpoint, Kind, Shipment, ShipmentLine

log = logging.getLogger("candour.parcels")

# Clocks differ, and a scan on the ramp may be stamped before we press the button.
AHEAD = timedelta(minutes=10)
BEFORE = timedelta(hours=12)
# A delivery that is reported so much later is believed, and shown to staff.
LATE_REPORT = timedelta(hours=12)
BOOK_AGAIN_AFTER = timedelta(seconds=30)


class NotPacked(Refusal):
    words = gettext_lazy("This order is not packed, so it cannot be handed to a carrier.")


class NothingLeft(Refusal):
    words = gettext_lazy(
        "Everything of this order is in a parcel already, or not that many are left."
    )


class NotPossible(Refusal):
    words = gettext_lazy(
        "This cannot have happened then: the parcel was handed over only on %(handed_over)s."
    )


class NotYet(NotPossible):
    words = gettext_lazy("This has yet to happen: it is %(now)s now. Write when it happened.")


class PartlyGone(Refusal):
    words = gettext_lazy(
        "A part of this order has left us, so the order cannot be cancelled as a whole any more."
    )


@transaction.atomic
def hand_over(
    *,
    order: Any,
    carrier: str = "",
    number: str = "",
    lines: Mapping[int, int] | None = None,
    key: uuid.UUID | None = None,
    by: Any = None,
    at: datetime,
) -> Shipment:
    """
    Give a parcel to a carrier: all that is left of the order, or these lines in these quantities.

    With the last parcel the order is dispatched; one that goes ahead of the rest takes its units
    out of stock, and has a promise of its own, on the day that was promised. Without a `number`
    the carrier is asked for one after this transaction. `key` is that of the page on which it was
    pressed: pressing again finds the first parcel, also where more of the order is left.

    :raises NotPacked: if the order is not ready, is cancelled or has left
    :raises NothingLeft: if more is asked for than is in no parcel yet
    :raises numbering.OddNumber: if the carrier gives out no such numbers
    :raises numbering.NumberTaken: if another parcel has it
    """
    order = order_queries.locked(order)
    # Of an order and a page together, so that the page of one order finds no parcel of another.
    key = uuid.uuid5(key, order.number) if key else uuid.uuid4()
    if found := Shipment.everything.filter(key=key).first():
        return found
    if order.status != OrderStatus.PACKED:
        raise NotPacked()
    left = queries.left_to_send(order)
    chosen = dict(lines) if lines is not None else left
    if not chosen or any(not 0 < n <= left.get(pk, 0) for pk, n in chosen.items()):
        raise NothingLeft()
    shipment = _ship(order, chosen, carrier=carrier, number=number, by=by, at=at, key=key)
    if chosen != left:
        orders.take_ahead(order=order, units=chosen)
        parts.promise(shipment, at=at)
    else:
        name = shipment.carrier_name
        orders.dispatch(order=order, by=by, at=at, carrier=name, tracking=number)
    return shipment


def ship_again(
    *, order: Any, lines: Mapping[int, int], carrier: str, number: str, by: Any, at: datetime
) -> Shipment:
    """Make a parcel in place of one that is lost; the caller holds the order's lock."""
    return _ship(order, lines, carrier=carrier, number=number, by=by, at=at)


def ship_the_rest(
    *, order: Any, by: Any, at: datetime, carrier: str = "", tracking: str = "", **_facts: Any
) -> None:
    """Make the parcel of an order that somebody dispatched without naming one; see `apps.py`."""
    if left := queries.left_to_send(order):
        code = carrier if carrier in registry.codes() else ""
        _ship(order, left, carrier=code, number=tracking, by=by, at=at)


def _ship(
    order: Any,
    lines: Mapping[int, int],
    *,
    carrier: str,
    number: str,
    by: Any,
    at: datetime,
    key: uuid.UUID | None = None,
) -> Shipment:
    from . import tasks

    last = Shipment.everything.filter(order=order).order_by("-n").first()
    collected = order.intent.is_collected
    carrier = carrier or (registry.first().code if not number else "by_hand")
    if collected:
        carrier, number = "collection", ""
    promised = str(order.intent.delivery.get("carrier") or "")
    number = numbering.checked(number, carrier=carrier, promised=promised)
    numbering.refuse_taken(number, carrier=carrier)
    shipment = Shipment.objects.create(
        order=order,
        n=last.n + 1 if last else 1,
        key=key or uuid.uuid4(),
        carrier=carrier,
        number=number,
        handed_over_at=at,
        booked_at=at if number or collected else None,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line_id=pk, quantity=n) for pk, n in sorted(lines.items())
    )
    listeners.announce("sending", shipment=shipment, at=at)
    by = by if getattr(by, "pk", None) else None
    shipment.moves.create(to_status=shipment.status, moved_by=by, moved_at=at)
    if collected:
        _set_ready(shipment, by=by, at=at)
    elif number:
        telling.dispatched(shipment, at=at)
    else:
        tasks.book.delay_on_commit(shipment_id=shipment.pk)
    return shipment


def _set_ready(shipment: Shipment, *, by: Any, at: datetime) -> None:
    """Have a parcel wait at our own place for a buyer who wanted to fetch it there."""
    checkpoint = Checkpoint.objects.create(
        shipment=shipment,
        carrier=shipment.carrier,
        event_id=f"ready-{shipment.key}",
        kind=Kind.TO_COLLECT,
        place=sellers.current().place,
        happened_at=at,
        received_at=at,
        noted_by=by,
    )
    lifecycle.move(shipment, to=Kind.TO_COLLECT, by=by, at=at)
    promises.keep(subject=shipment.order, kind="deliver", at=at, by=by)
    telling.moved(shipment, checkpoint, at=at)


def book(*, shipment: Shipment, at: datetime) -> Shipment:
    """
    Ask the carrier for its number of a parcel; asking again under the same key books nothing twice.

    Outside any transaction. No answer leaves the parcel waiting for the sweep.
    """
    if shipment.booked_at:
        return shipment
    intent = shipment.order.intent
    parcel = base.Parcel(
        key=str(shipment.key),
        order_number=shipment.order.number,
        address=changes.goes_to(shipment.order),
        language=intent.language,
        service=str(intent.delivery.get("code", "")),
    )
    try:
        booking = registry.get(shipment.carrier).book(parcel)
    except base.NoAnswer as silence:
        log.warning("No answer from %s about parcel %s: %s", shipment.carrier, parcel.key, silence)
        Shipment.objects.filter(pk=shipment.pk).update(problem=str(silence)[:200])
        return shipment
    return record_booking(shipment=shipment, booking=booking, at=at)


@transaction.atomic
def record_booking(*, shipment: Shipment, booking: base.Booking, at: datetime) -> Shipment:
    """Write down a carrier's number for a parcel and tell the buyer, once."""
    shipment = queries.locked(shipment)
    if shipment.booked_at or shipment.taken_back_at:
        return shipment
    shipment.number, shipment.url, shipment.booked_at = booking.number, booking.url, at
    shipment.expected_at, shipment.problem = booking.expected_at, ""
    shipment.save(update_fields=["number", "url", "booked_at", "expected_at", "problem"])
    telling.dispatched(shipment, at=at)
    return shipment


def book_waiting(*, at: datetime) -> int:
    """Book what its own task did not; return how many are booked now."""
    waiting = queries.to_book(at=at, waiting=BOOK_AGAIN_AFTER).select_related("order__intent")
    return sweeps.each(
        "carriers.book", waiting, lambda shipment: book(shipment=shipment, at=at).booked_at
    )


@transaction.atomic
def record_checkpoint(
    *,
    shipment: Shipment,
    event_id: str,
    kind: str,
    happened_at: datetime,
    at: datetime,
    reason: str = "",
    place: str = "",
    words: str = "",
    received_by: str = "",
    expected_at: datetime | None = None,
    by: Any = None,
) -> Checkpoint:
    """
    Write down one report about a parcel, once: the same event again changes nothing.

    The parcel's status follows from all reports together, so an old one that comes late is shown
    and moves nothing. With the last parcel in the buyer's hands the order is delivered, at the
    carrier's time.

    :raises NotPossible: if it is said to have happened before we handed it over
    :raises NotYet: if it has yet to happen
    :raises numbering.WasTakenBack: if the parcel never left
    """
    order = order_queries.locked(shipment.order)
    shipment = queries.locked(shipment)
    shipment.order = order
    if shipment.taken_back_at:
        raise numbering.WasTakenBack()
    if known := Checkpoint.objects.filter(carrier=shipment.carrier, event_id=event_id).first():
        return known
    refuse_moment(happened_at, left_at=shipment.handed_over_at, at=at)
    checkpoint = Checkpoint.objects.create(
        shipment=shipment,
        carrier=shipment.carrier,
        event_id=event_id,
        kind=kind,
        reason=reason if kind in (Kind.FAILED_ATTEMPT, Kind.RETURNED, Kind.LOST) else "",
        place=place,
        words=words,
        happened_at=happened_at,
        received_at=at,
        noted_by=by if getattr(by, "pk", None) else None,
        doubt=_doubt(kind, happened_at, at),
    )
    if expected_at:
        shipment.expected_at = expected_at
        shipment.save(update_fields=["expected_at"])
        telling.warn_if_late(shipment, at=at)
    status = queries.status_from(shipment.checkpoints.all())
    if status == shipment.status:
        return checkpoint
    if status == Kind.DELIVERED:
        shipment.delivered_at, shipment.received_by = happened_at, received_by
        shipment.save(update_fields=["delivered_at", "received_by"])
    lifecycle.move(shipment, to=status, by=by, at=happened_at, why=event_id)
    listeners.announce("moved", shipment=shipment, checkpoint=checkpoint, at=at)
    telling.moved(shipment, checkpoint, at=at)
    if status == Kind.DELIVERED:
        promises.keep(subject=shipment, kind=parts.KIND, at=happened_at, by=by)
        deliver_if_all_is_there(order, by=by)
    return checkpoint


def refuse_moment(happened_at: datetime, *, left_at: datetime, at: datetime) -> None:
    """
    Go on only with a moment that is past, and not before a parcel was handed over.

    :raises NotPossible: if it lies before
    :raises NotYet: if it has yet to come
    """
    if happened_at > at + AHEAD:
        raise NotYet(now=strip_tags(when(at)))
    if happened_at < left_at - BEFORE:
        raise NotPossible(handed_over=strip_tags(when(left_at)))


def _doubt(kind: str, happened_at: datetime, at: datetime) -> str:
    if kind == Kind.DELIVERED and at - happened_at > LATE_REPORT:
        hours = int((at - happened_at).total_seconds() // 3600)
        return _("Reported %(hours)s hours after it is said to have happened") % {"hours": hours}
    return ""


def deliver_if_all_is_there(order: Any, *, by: Any) -> None:
    """Record that an order is delivered once its last parcel is there, or not waited for."""
    parcels = list(Shipment.objects.filter(order=order))
    there = [each for each in parcels if each.is_delivered]
    gone = (Kind.RETURNED, Kind.LOST)
    if not there or any(
        not each.is_delivered and each.status not in gone and not each.given_up_at
        for each in parcels
    ):
        return
    if order.status != OrderStatus.DISPATCHED or queries.left_to_send(order):
        return
    last = max(there, key=lambda each: each.delivered_at or each.handed_over_at)
    report = last.checkpoints.filter(kind=Kind.DELIVERED).order_by("pk").first()
    orders.deliver(
        order=order,
        by=by,
        at=last.delivered_at or last.handed_over_at,
        why=_("Report about parcel %(parcel)s") % {"parcel": last} if report else "",
        carrier=last.carrier,
        parcel=last.number,
        received_by=last.received_by,
        doubt=report.doubt if report else "",
    )


def arrive_with_the_order(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Mark the parcels of an order that somebody says is delivered; see `apps.py`."""
    open_ = Shipment.objects.filter(order=order, given_up_at=None).exclude(
        status__in=[Kind.DELIVERED, Kind.RETURNED, Kind.LOST]
    )
    for shipment in open_.select_for_update(of=("self",), no_key=True).order_by("pk"):
        Checkpoint.objects.create(
            shipment=shipment,
            carrier=shipment.carrier,
            event_id=queries.marked(shipment),
            kind=Kind.DELIVERED,
            happened_at=at,
            received_at=at,
            noted_by=by if getattr(by, "pk", None) else None,
        )
        shipment.delivered_at = at
        shipment.save(update_fields=["delivered_at"])
        lifecycle.move(shipment, to=Kind.DELIVERED, by=by, at=at)
        promises.keep(subject=shipment, kind=parts.KIND, at=at, by=by)


def refuse_unpacking_what_has_left(*, order: Any, **_facts: Any) -> None:
    """
    Stop an order of which a parcel is on its way from waiting to be packed; see `apps.py`.

    :raises PartlyGone: if a parcel of it exists
    """
    if Shipment.objects.filter(order=order).exists():
        raise PartlyGone(
            gettext_lazy(
                "A part of this order has left us, so the rest stays packed. If that was handed "
                "over by mistake, take that parcel back first."
            )
        )


def refuse_unpaying_what_has_left(*, order: Any, **_facts: Any) -> None:
    """
    Stop an order of which a parcel is on its way from waiting for a transfer; see `apps.py`.

    :raises PartlyGone: if a parcel of it exists
    """
    if orders.is_covered(order):
        return  # it is paid at the door, and goes there
    if order.status == OrderStatus.PACKED and Shipment.objects.filter(order=order).exists():
        raise PartlyGone(
            gettext_lazy(
                "A part of this order has left us, so the booking of its money stays. Ask its "
                "buyer for the money, and book that on the purchase to which this money belonged."
            )
        )


def refuse_cancelling_what_has_left(*, order: Any, **_facts: Any) -> None:
    """
    Stop an order from being cancelled while a part of it is with a carrier; see `apps.py`.

    :raises PartlyGone: if a parcel of it exists
    """
    if Shipment.objects.filter(order=order).exists():
        raise PartlyGone()
