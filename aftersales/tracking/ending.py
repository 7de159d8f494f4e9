"""
Ending what has not come: the buyer's way out of a late delivery (LAT-02, LAT-03).

The delivery policy is better for the buyer than the law, which may ask for an extra time: once
a promised day has passed, or a parcel is lost, what has not come can be ended at once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales import shares
from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right
from checkout.order import queries as orders
from checkout.order.models import Status
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises
from storefront.promises.models import Status as PromiseStatus

from . import listeners, operations, parts, queries, telling
from .models import Ending, Kind, Shipment


class NotLate(Refusal):
    words = gettext_lazy(
        "It is not late, or it has come meanwhile, so it cannot be ended for being late. "
        "The page of the order says what you can do instead."
    )


@transaction.atomic
def end_what_has_not_come(*, order: Any, by: Any = None, at: datetime) -> Ending:
    """
    End the contract about every parcel that has not come, and owe all that was paid for it.

    Ending again returns the first ending.

    :raises NotLate: if no promised day has passed and nothing is lost, or all of it has come
    """
    order = orders.locked(order)
    if found := _ending_of(order):
        return found
    shipments = list(Shipment.objects.filter(order=order).prefetch_related("lines__line"))
    if not may_be_ended(order, shipments, is_late=was_missed(order, at=at)):
        raise NotLate()
    late = was_missed(order, at=at)
    amount = worth_of_what_has_not_come(order, shipments)
    missing = [each.pk for each in shipments if not each.is_delivered and not each.given_up_at]
    Shipment.objects.filter(pk__in=missing).update(given_up_at=at)
    for each in shipments:
        parts.give_up(each, at=at)
    listeners.announce("ended", order=order, at=at)
    promises.withdraw(subject=order, kind="deliver", at=at, why="ended by the buyer")
    refund = (
        payments.refund(
            order=order,
            amount=amount,
            reason=Refund.Reason.LATE,
            key=f"ended:{order.number}",
            by=by,
            at=at,
        )
        if amount > 0
        else None
    )
    ending = Ending.objects.create(
        order=order, ended_by=by if getattr(by, "pk", None) else None, ended_at=at, refund=refund
    )
    telling.ended(ending, late=late, at=at)
    # What did come was the last of it: from here faults of it are put right, and it is invoiced.
    operations.deliver_if_all_is_there(order, by=by)
    return ending


def may_be_ended(order: Any, shipments: Sequence[Shipment], *, is_late: bool) -> bool:
    """Say whether there is something on its way that is late or lost; before, it is cancelled."""
    waiting = [each for each in shipments if not each.is_delivered and not each.given_up_at]
    lost = any(each.status in (Kind.LOST, Kind.RETURNED) for each in waiting)
    return bool(order.status == Status.DISPATCHED and waiting and (is_late or lost))


def was_missed(order: Any, *, at: datetime) -> bool:
    """Say whether a promised day of delivery has passed, seen by the sweep or not."""
    return any(
        each.status == PromiseStatus.BROKEN
        or (each.status == PromiseStatus.MADE and each.due_at < at)
        for each in queries.promises_of(order)
        if each.kind in ("deliver", parts.KIND, parts.AGAIN)
    )


def worth_of_what_has_not_come(order: Any, shipments: Sequence[Shipment]) -> Decimal:
    """
    Return what goes back, in the order's currency: all of it where nothing has come, else the
    price of what is in the missing parcels. Never more than is left of what was paid.
    """
    if not any(each.is_delivered for each in shipments):
        return Decimal(payment_queries.refundable(order))
    waiting = [each for each in shipments if not each.is_delivered and not each.given_up_at]
    return worth_of(order, waiting)


def worth_of(order: Any, shipments: Sequence[Shipment]) -> Decimal:
    """Return the price of what is in some parcels, never more than is left of what was paid."""
    lines: dict[int, Any] = {}
    units: Counter[int] = Counter()
    for row in (row for shipment in shipments for row in shipment.lines.all()):
        lines[row.line_id] = row.line
        units[row.line_id] += row.quantity
    given = shares.given_back(order)
    worth = sum((given.share_of(lines[pk], units[pk]) for pk in units), start=money.ZERO)
    return Decimal(min(worth, payment_queries.refundable(order)))


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to end what is late or lost; nothing while all goes as promised."""
    if order.status != Status.DISPATCHED:
        return []
    shipments = list(order.shipments.all())
    late = was_missed(order, at=at)
    # A parcel that was lost, or that its buyer did not take, is given up too, without this right.
    ended = _ending_of(order) if any(each.given_up_at for each in shipments) else None
    if not ended and not may_be_ended(order, shipments, is_late=late):
        return []
    return [
        Right(
            key="late",
            title=_("Cancel what has not come, because it is late")
            if late
            else _("Cancel what has not come"),
            until=ended.ended_at if ended else None,
            open=ended is None,
            why_not=_("You have done that; the money is on its way back.") if ended else "",
            url=reverse("orders:end", args=[order.number]),
            words=_("Until it arrives. All you paid for it comes back; no reason, no postage.")
            if late
            else _("All you paid for it comes back; no reason, no postage."),
            basis=_("Our delivery rules, under “When we are late”"),
            action=_("Cancel what has not come"),
            order=5,
            answers=(Problem.LATE,),
        )
    ]


def _ending_of(order: Any) -> Ending | None:
    return Ending.objects.filter(order=order).first()
