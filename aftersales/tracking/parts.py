"""Parcels that go ahead of the rest of their order: each with a promise of its own."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from checkout.order import queries as orders
from storefront.core import marks
from storefront.core.templatetags.candour import day_words
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from storefront.promises.models import Promise, Status

from . import late, telling
from .models import Shipment

KIND = "deliver_parcel"
# A parcel that goes in place of one that was lost, promised beside the day of the order.
AGAIN = "deliver_again"


def promise(shipment: Shipment, *, at: datetime) -> Promise | None:
    """Promise a parcel that goes ahead for the day that was promised for the whole."""
    order = shipment.order
    whole = promise_queries.latest(subject=order, kind="deliver")
    if whole is None or not whole.is_open:
        return None
    with translation.override(order.intent.language):
        words = _("Bring parcel %(n)s by %(day)s: %(things)s") % {
            "n": shipment.n,
            "day": day_words(orders.local_day(whole.due_at)),
            "things": in_words(
                (row.quantity, row.line.title) for row in shipment.lines.select_related("line")
            ),
        }
    return promises.make(
        kind=KIND,
        subject=shipment,
        due_at=whole.due_at,
        at=at,
        words=words,
        basis=whole.basis,
        order_number=order.number,
        user=order.user,
    )


def on_broken(*, promise: Promise, at: datetime) -> None:
    """
    Give the delivery fee back, once for an order, and tell the buyer.

    Where the promise of the whole order ended at the same moment, that one does both.
    """
    shipment = Shipment.objects.select_related("order").get(pk=promise.subject_id)
    whole = promise_queries.about(shipment.order).filter(kind="deliver", due_at=promise.due_at)
    if whole.filter(status__in=[Status.MADE, Status.BROKEN]).exists():
        return
    order = late.locked_or_later(shipment.order_id)
    refund = late.give_back_for_lateness(order=order, at=at)
    telling.late(order, promise, at=at, refund=refund.pk if refund else None, new_promise=None)


def give_up(shipment: Shipment, *, at: datetime) -> None:
    """Withdraw the promise of a parcel that nobody waits for any more."""
    promises.withdraw(subject=shipment, kind=KIND, at=at, why="not awaited any more")


def again(order: Any) -> Promise | None:
    """Return the promise of a parcel that is sent once more, while it is open."""
    rows = promise_queries.of_order(order.number).filter(kind=AGAIN, status=Status.MADE)
    return rows.last()


def in_words(things: Any) -> str:
    """Name things with their numbers, such as: 2 × Hob mug, 1 × Bread board."""
    return marks.listed(f"{count} × {title}" for count, title in things)
