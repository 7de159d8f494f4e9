"""Closing orders about which nothing is left to do."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop

from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.order.models import Status as OrderStatus
from checkout.payments.models import Attempt, Refund
from storefront.core import sweeps
from storefront.policies import house
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from . import windows
from .models import Return

WITHDRAWAL = timedelta(days=house.WITHDRAWAL_DAYS)


def complete_due(*, at: datetime) -> int:
    """
    Complete every order about which nothing is left to do; return how many. Repeatable.

    It is delivered and paid for, the time to withdraw is over, no promise about it is open and no
    return or complaint of it waits for anybody. Faults are still put right after that.
    """
    return sweeps.each("orders.complete", to_ask(at), lambda order: _complete(order, at=at))


def to_ask(at: datetime) -> QuerySet[Order]:
    """Return the orders that may be over; until when one may withdraw is asked of each."""
    # A letter that could not be delivered keeps nothing open.
    open_promises = Promise.objects.filter(
        order_number=OuterRef("number"), status=PromiseStatus.MADE
    ).exclude(kind__in=["confirm", "acknowledge_withdrawal"])
    owed = Refund.objects.filter(attempt__intent__order=OuterRef("pk")).exclude(
        status=Refund.Status.DONE
    )
    unfinished = Return.objects.filter(
        order=OuterRef("pk"),
        settled_at=None,
        status__in=[Return.Status.OPEN, Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED],
    )
    unpaid = Attempt.objects.filter(
        intent__order=OuterRef("pk"), status__in=[Attempt.Status.PENDING, Attempt.Status.REVIEW]
    )
    return (
        Order.objects.filter(status=OrderStatus.DELIVERED, agreement__isnull=False)
        # In one filter: the move that is old enough is that of the delivery.
        .filter(moves__to_status=OrderStatus.DELIVERED, moves__moved_at__lte=at - WITHDRAWAL)
        .exclude(Exists(open_promises))
        .exclude(Exists(unfinished))
        .exclude(Exists(unpaid))
        .exclude(Exists(owed))
        .select_related("agreement")
        .distinct()
    )


def _complete(order: Any, *, at: datetime) -> bool:
    if windows.withdrawal_window(order).is_open(at):
        return False
    orders.complete(order=order, at=at, why=gettext_noop("nothing left to do"))
    return True
