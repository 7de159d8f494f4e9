"""
What happens to an order after it was placed. Each: lock, check, write, tell.

Stock: until dispatch the goods stand in `num_allocated`; dispatch takes them out of both numbers,
cancelling gives them back. Money: a cancelled order is refunded by whoever listens to "cancelled".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from checkout.holds import stock
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises
from storefront.staff.history import NotSaidWhy

from . import queries, registry, undoing
from .models import Order, Status


class NotPaid(Refusal):
    words = _("This order is not paid yet, so it is not packed.")


class TooLate(Refusal):
    words = _(
        "Order %(number)s has left us, so it cannot be cancelled any more. You can send it back."
    )


@transaction.atomic
def mark_paid(*, order: Order, by: Any = None, at: datetime, why: str = "") -> Order:
    """
    Record that the whole sum has come in; an order that is on its way already stays where it is.

    Those who wait for the money are told wherever the order is: cash may come after the goods.
    Marking it again tells them again, and moves nothing.
    """
    order = queries.locked(order)
    if lifecycle.may_move(order, Status.PAID):
        lifecycle.move(order, to=Status.PAID, by=by, at=at, why=why)
    if order.status != Status.CANCELLED:
        registry.announce("paid", order=order, by=by, at=at)
    return order


@transaction.atomic
def pack(*, order: Order, by: Any = None, at: datetime, why: str = "") -> Order:
    """
    Record that the parcel stands packed; packing it again changes nothing.

    :raises NotPaid: if nobody has paid or undertaken to pay at the door
    :raises lifecycle.IllegalMove: if it was cancelled or has left
    """
    order = queries.locked(order)
    if order.status == Status.PACKED:
        return order
    if not is_covered(order):
        raise NotPaid()
    lifecycle.move(order, to=Status.PACKED, by=by, at=at, why=why)
    registry.announce("packed", order=order, by=by, at=at)
    return order


@transaction.atomic
def unpack(*, order: Order, why: str, by: Any, at: datetime) -> Order:
    """
    Take back that an order stands packed, because it was said by mistake, until it is handed over.

    Its buyer is told, and may change where it goes for as long as before. Doing it again changes
    nothing.

    :raises NotSaidWhy: without a word on why
    :raises lifecycle.IllegalMove: if it was cancelled or has left
    :raises Refusal: if a part of it has left
    """
    order = queries.locked(order)
    if lifecycle.may_move(order, Status.PACKED) and queries.was_unpacked(order):
        return order
    if not (why := why.strip()[:200]):
        raise NotSaidWhy()
    if order.status != Status.PACKED:
        raise lifecycle.IllegalMove()
    undoing.unpack(order=order, by=by, at=at, why=why)
    return order


@transaction.atomic
def dispatch(*, order: Order, by: Any = None, at: datetime, why: str = "", **facts: Any) -> Order:
    """
    Hand the parcel to the carrier: from here the goods are no longer in our stock.

    `facts` (carrier=, tracking=, ...) go to those who listen. Doing it again changes nothing.

    :raises lifecycle.IllegalMove: if it is not packed
    """
    order = queries.locked(order)
    if order.status == Status.DISPATCHED:
        return order
    lifecycle.move(order, to=Status.DISPATCHED, by=by, at=at, why=why)
    _take_out_of_stock(order)
    promises.keep(subject=order, kind="dispatch", at=at, by=by, evidence=_plain(facts))
    registry.announce("dispatched", order=order, by=by, at=at, **facts)
    return order


@transaction.atomic
def deliver(*, order: Order, by: Any = None, at: datetime, why: str = "", **facts: Any) -> Order:
    """
    Record that the goods are with the buyer; `facts` (received_by=, ...) go to those who listen.

    Doing it again changes nothing: a carrier may report a delivery twice.

    :raises lifecycle.IllegalMove: if it was not on its way
    """
    order = queries.locked(order)
    if order.status in (Status.DELIVERED, Status.COMPLETED):
        return order
    lifecycle.move(order, to=Status.DELIVERED, by=by, at=at, why=why)
    promises.keep(subject=order, kind="deliver", at=at, by=by, evidence=_plain(facts))
    registry.announce("delivered", order=order, by=by, at=at, **facts)
    return order


@transaction.atomic
def complete(*, order: Order, by: Any = None, at: datetime, why: str = "") -> Order:
    """
    Close an order about which nothing is left to do.

    :raises lifecycle.IllegalMove: if it is not delivered
    """
    order = queries.locked(order)
    if order.status == Status.COMPLETED:
        return order
    lifecycle.move(order, to=Status.COMPLETED, by=by, at=at, why=why)
    registry.announce("completed", order=order, by=by, at=at)
    return order


@transaction.atomic
def cancel(*, order: Order, by: Any = None, at: datetime, why: str = "", **facts: Any) -> Order:
    """
    End an order before it leaves: the goods go back on sale, what was paid goes back.

    The order row is locked first, as in `dispatch`, so of the two only one happens. Cancelling
    again changes nothing.

    :raises TooLate: if a carrier has it
    """
    order = queries.locked(order)
    if order.status == Status.CANCELLED:
        return order
    if not lifecycle.may_move(order, Status.CANCELLED):
        raise TooLate(number=order.number)
    lifecycle.move(order, to=Status.CANCELLED, by=by, at=at, why=why)
    _give_back_to_stock(order)
    promises.withdraw(subject=order, at=at, why="cancelled")
    registry.announce("cancelled", order=order, by=by, at=at, why=why, **facts)
    return order


@transaction.atomic
def send_link(*, number: str, email: str, at: datetime) -> None:
    """
    Send a fresh link to an order to the address that it was made with, if both belong together.

    Says nothing and takes as long either way: who bought what here is nobody's business.
    """
    from checkout.payments import telling

    order = queries.by_number(number)
    if order is not None and email.strip().lower() in _addresses(order):
        telling.link_to_order(order, at=at)


def take_ahead(*, order: Order, units: Mapping[int, int]) -> None:
    """
    Take out of stock what leaves ahead of the rest; the caller holds the order's lock.

    `units` are numbers of units by the key of the order line.
    """
    for line in _allocated(order):
        if count := min(units.get(line.pk, 0), line.num_allocated):
            stock.take_out({line.stockrecord_id: count})
            order.lines.filter(pk=line.pk).update(num_allocated=F("num_allocated") - count)


def is_covered(order: Order) -> bool:
    """Say whether the whole sum came in, or a provider has undertaken to collect it."""
    covered = sum(
        (source.amount_allocated for source in order.sources.all()), start=order.total_incl_tax * 0
    )
    return bool(covered >= order.total_incl_tax)


def _addresses(order: Order) -> set[str]:
    given = {order.guest_email, order.intent.email, order.user.email if order.user else ""}
    return {address.lower() for address in given if address}


def _plain(facts: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items() if value}


def _allocated(order: Order) -> list[Any]:
    """Return the lines that still hold stock, in stock-record order so that nobody deadlocks."""
    return list(
        order.lines.filter(num_allocated__gt=0, stockrecord__isnull=False).order_by(
            "stockrecord_id", "pk"
        )
    )


def _take_out_of_stock(order: Order) -> None:
    for line in _allocated(order):
        stock.take_out({line.stockrecord_id: line.num_allocated})
    order.lines.filter(num_allocated__gt=0).update(num_allocated=0)


def _give_back_to_stock(order: Order) -> None:
    for line in _allocated(order):
        stock.put_back({line.stockrecord_id: line.num_allocated})
    order.lines.filter(num_allocated__gt=0).update(num_allocated=0, allocation_cancelled=True)
