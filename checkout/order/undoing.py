"""
Steps of an order that were taken by mistake, undone inside a transaction that holds its lock.

Whoever took the step by an operation of its own undoes it by one: a booking is taken back in
`payments`, a parcel and a report in `tracking`. Here is what that does to the order itself. Each
raises `lifecycle.IllegalMove` where the order does not stand where the step has led to.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from checkout.holds import stock
from storefront.core import lifecycle
from storefront.promises import operations as promises

from . import queries, registry
from .models import Order, Status


def unpay(*, order: Order, by: Any, at: datetime, why: str) -> None:
    """
    Have an order wait for its money again; the goods stay set aside for it.

    What waits for a transfer promises no day until the money is here. What is paid at the door
    goes on its way as it was.
    """
    registry.announce("unpaid", order=order, by=by, at=at)
    came_from = next(
        (move.from_status for move in queries.steps(order) if move.to_status == Status.PAID), ""
    )
    stays = order.status == Status.PACKED and came_from != Status.AWAITING_PAYMENT
    if not stays and came_from in order.BACK.get(order.status, set()):
        lifecycle.undo(order, to=came_from, by=by, at=at, why=why)
    if order.status == Status.AWAITING_PAYMENT:
        for kind in ("dispatch", "deliver"):
            promises.withdraw(subject=order, kind=kind, at=at, why=why)


def unpack(*, order: Order, by: Any, at: datetime, why: str) -> None:
    """Have an order wait to be packed again; what was promised stands."""
    came_from = next(
        (move.from_status for move in queries.steps(order) if move.to_status == Status.PACKED), ""
    )
    lifecycle.undo(order, to=came_from, by=by, at=at, why=why)
    registry.announce("unpacked", order=order, by=by, at=at)


def undispatch(*, order: Order, units: Mapping[int, int], by: Any, at: datetime, why: str) -> None:
    """
    Take a parcel of an order in again: `units` by the key of the order line are here, and its.

    An order of which the last parcel had left stands packed again.
    """
    if order.status == Status.DISPATCHED:
        left_at = queries.taken_at(order, Status.DISPATCHED)
        lifecycle.undo(order, to=Status.PACKED, by=by, at=at, why=why)
        if left_at:
            promises.reopen(subject=order, kind="dispatch", ended_at=left_at, by=by, at=at, why=why)
    lines = list(order.lines.filter(pk__in=units).select_related("product"))
    counted = stock.counted((line, units[line.pk]) for line in lines)
    stock.lock(counted)
    stock.take_in(counted)
    for line in lines:
        if line.stockrecord_id in counted:
            order.lines.filter(pk=line.pk).update(num_allocated=F("num_allocated") + units[line.pk])
    registry.announce("undispatched", order=order, by=by, at=at)


def undeliver(*, order: Order, by: Any, at: datetime, why: str) -> None:
    """Have an order be on its way again, with its promise of delivery as it was before."""
    came_at = queries.taken_at(order, Status.DELIVERED)
    lifecycle.undo(order, to=Status.DISPATCHED, by=by, at=at, why=why)
    if came_at:
        promises.reopen(subject=order, kind="deliver", ended_at=came_at, by=by, at=at, why=why)
    registry.announce("undelivered", order=order, by=by, at=at)
