"""
What staff did to parcels by mistake, taken back: a report typed in, a parcel handed over.

The order is locked before its parcel, as everywhere, so a post of the carrier that comes at the
same moment is either seen here or finds it done.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as order_queries
from checkout.order import undoing as orders
from checkout.order.models import Status as OrderStatus
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises
from storefront.staff.history import NotSaidWhy

from . import listeners, operations, parts, queries, telling
from .models import Checkpoint, Kind, Shipment


class NotTypedIn(Refusal):
    words = _(
        "The carrier has reported this itself, so it stands. If it is wrong, have the carrier put "
        "it right, or type in what is so now."
    )


class OrderIsClosed(Refusal):
    words = _(
        "Order %(number)s is closed: the time to withdraw has run out by this report, so it is "
        "not taken back any more. If the buyer never had it, give the money back as goodwill, or "
        "take their complaint down."
    )


class Reported(Refusal):
    words = _(
        "There is a report about this parcel, so somebody has it. If staff typed it in by mistake, "
        "take that back first; if the carrier has it, ask it to bring the parcel back, and type in "
        "“On its way back to us” once it does."
    )


class NotAwaited(Refusal):
    words = _(
        "This parcel was sent in place of another, or nobody waits for it any more, so it stays. "
        "If its number is wrong, correct that."
    )


@transaction.atomic
def take_back_report(*, checkpoint: Checkpoint, why: str, by: Any, at: datetime) -> Checkpoint:
    """
    Take back a report that staff typed in by mistake; it stays in sight, and counts no more.

    The parcel, its order, their promises and the time to withdraw stand again as the remaining
    reports say; the buyer is told if the report was told, and no other says the same. Taking it
    back again changes nothing.

    :raises NotSaidWhy: without a word on why
    :raises NotTypedIn: if it is the carrier's
    :raises OrderIsClosed: if the order was completed since
    :raises Refusal: if something was decided or claimed on the strength of it; see `listeners`
    """
    order = order_queries.locked(checkpoint.shipment.order)
    shipment = queries.locked(checkpoint.shipment)
    shipment.order = order
    checkpoint = Checkpoint.everything.get(pk=checkpoint.pk)
    checkpoint.shipment = shipment
    if checkpoint.withdrawn_at:
        return checkpoint
    if not why.strip():
        raise NotSaidWhy()
    if not was_typed_in(checkpoint):
        raise NotTypedIn()
    if order.status == OrderStatus.COMPLETED:
        raise OrderIsClosed(number=order.number)
    checkpoint.withdrawn_at, checkpoint.withdrawn_by = at, by
    checkpoint.withdrawn_why = why.strip()[:200]
    checkpoint.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _stand_as_reported(shipment, without=checkpoint, why=why.strip(), by=by, at=at)
    listeners.announce("unreported", shipment=shipment, checkpoint=checkpoint, by=by, at=at)
    operations.deliver_if_all_is_there(order, by=by)
    if queries.same_report(checkpoint) is None:
        telling.report_was_wrong(shipment, checkpoint, at=at)
    return checkpoint


def _stand_as_reported(
    shipment: Shipment, *, without: Checkpoint, why: str, by: Any, at: datetime
) -> None:
    """Put a parcel where its reports leave it, and undo what its delivery had done."""
    reports = list(shipment.checkpoints.order_by("pk"))
    status = queries.status_from(reports)
    came = next((each.happened_at for each in reports if each.kind == Kind.DELIVERED), None)
    if without.kind == Kind.DELIVERED and shipment.delivered_at == without.happened_at:
        promises.reopen(
            subject=shipment,
            kind=parts.KIND,
            ended_at=without.happened_at,
            by=by,
            at=at,
            why=why,
        )
        if shipment.order.status == OrderStatus.DELIVERED:
            orders.undeliver(order=shipment.order, by=by, at=at, why=why)
        shipment.delivered_at, shipment.received_by = came or shipment.delivered_at, ""
        shipment.save(update_fields=["delivered_at", "received_by"])
        if came:  # another report has it there all the same, at its own time
            promises.keep(subject=shipment, kind=parts.KIND, at=came, by=by)
    if status != shipment.status:
        gone = {} if status == Kind.DELIVERED else {"delivered_at": None}
        lifecycle.undo(shipment, to=status, by=by, at=at, why=why, also=gone)


@transaction.atomic
def take_back_parcel(*, shipment: Shipment, why: str, by: Any, at: datetime) -> Shipment:
    """
    Take back a parcel that was handed over by mistake, while nobody has reported on it.

    Its things are here again and set aside for the order, which stands packed; what was promised
    when it left is promised as before, and the buyer is told. Its row stays in sight of staff, and
    its number is free for the parcel that it is really of. Doing it again changes nothing.

    :raises NotSaidWhy: without a word on why
    :raises Reported: if there is a report about it, or it has arrived
    :raises NotAwaited: if it replaces another, or was given up
    :raises Refusal: if the buyer has asked for something since; see `listeners`
    """
    order = order_queries.locked(shipment.order)
    shipment = queries.locked(shipment)
    shipment.order = order
    if shipment.taken_back_at:
        return shipment
    if not why.strip():
        raise NotSaidWhy()
    reported = shipment.checkpoints.exclude(event_id=_ready(shipment)).exists()
    if reported or order.status not in (OrderStatus.PACKED, OrderStatus.DISPATCHED):
        raise Reported()
    if shipment.given_up_at:
        raise NotAwaited()
    listeners.announce("taking_back", shipment=shipment, at=at)
    units = dict(shipment.lines.values_list("line_id", "quantity"))
    shipment.taken_back_at, shipment.taken_back_by = at, by
    shipment.taken_back_why = why.strip()[:200]
    shipment.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    promises.withdraw(subject=shipment, kind=parts.KIND, at=at, why=why.strip())
    if shipment.is_collected_from_us:
        promises.reopen(
            subject=order,
            kind="deliver",
            ended_at=shipment.handed_over_at,
            by=by,
            at=at,
            why=why.strip(),
        )
    orders.undispatch(order=order, units=units, by=by, at=at, why=why.strip())
    if shipment.booked_at:  # before that, the buyer was told nothing
        telling.taken_back(shipment, at=at)
    return shipment


def was_typed_in(checkpoint: Checkpoint) -> bool:
    """Say whether it was staff who reported it, and not the carrier, or the handing over."""
    event = checkpoint.event_id
    if event == _ready(checkpoint.shipment):
        return False
    # The event says it for good: the account of whoever typed it in may be gone by now.
    typed = event.startswith(queries.BY_HAND) or event == queries.marked(checkpoint.shipment)
    return typed or checkpoint.noted_by_id is not None


def may_be_taken_back(shipment: Shipment) -> bool:
    """Say whether a parcel could be taken back as it stands; the operation looks again."""
    on_its_way = shipment.order.status in (OrderStatus.PACKED, OrderStatus.DISPATCHED)
    reported = shipment.checkpoints.exclude(event_id=_ready(shipment)).exists()
    return on_its_way and not (reported or shipment.given_up_at or shipment.taken_back_at)


def _ready(shipment: Shipment) -> str:
    """Return the event by which a parcel stands ready at our own place: it left with that."""
    return f"ready-{shipment.key}"
