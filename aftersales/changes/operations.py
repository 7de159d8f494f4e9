"""Leaving things out of an order that has not left. Each: lock, check, write, tell."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from aftersales import shares
from checkout.holds import stock
from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.order.models import Status
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core.refusal import Refusal

from . import queries, telling
from .models import Cancellation, CancelledLine

TooLate = orders.TooLate


class NothingChosen(Refusal):
    words = _("Choose at least one thing to leave out.")


class NotInThisOrder(Refusal):
    words = _("This is not, or no longer, part of the order.")


class OnlyAsAWhole(Refusal):
    words = _(
        "This order is not paid yet, so it can only be cancelled as a whole. "
        "You can then order again what you want."
    )


@transaction.atomic
def cancel_order(
    *, order: Any, at: datetime, by: Any = None, by_staff: bool = False, reason: str = ""
) -> Cancellation:
    """
    End an order that has not left: its goods are for sale again, all that was paid goes back.

    Asking again returns the first cancellation (LBT-6.3.3.1). The refund is owed in the same
    transaction and sent after it.

    :raises TooLate: if a carrier has it
    :raises NotInThisOrder: if it was cancelled otherwise, such as for want of payment
    """
    order = order_queries.locked(order)
    if found := Cancellation.objects.filter(order=order, whole=True).first():
        return found
    if order.status == Status.CANCELLED:
        raise NotInThisOrder()
    orders.cancel(order=order, by=by, at=at, why=reason, by_staff=by_staff)
    # Written down by `write_down`, as for an order that is cancelled anywhere else.
    return Cancellation.objects.get(order=order, whole=True)


def write_down(
    *, order: Any, by: Any, at: datetime, why: str = "", by_staff: bool | None = None, **_facts: Any
) -> None:
    """Keep who cancelled an order, what was left of it and why; called in its transaction."""
    if by_staff is None:
        by_staff = bool(getattr(by, "is_staff", False) and by.pk != order.user_id)
    left = queries.units_left(order)
    _write(order, left, whole=True, by=by, by_staff=by_staff, reason=why, at=at)


@transaction.atomic
def cancel_lines(
    *,
    order: Any,
    units: Mapping[int, int],
    at: datetime,
    by: Any = None,
    by_staff: bool = False,
    reason: str = "",
    refund_reason: str = Refund.Reason.CANCELLED,
) -> Cancellation:
    """
    Leave some units out of a paid order; their price goes back, the delivery charge stays.

    Where part of what was paid has gone back already, such as out of goodwill, no more goes back
    than is left of it.

    `units` are numbers of units by the key of the order line. Leaving out all that is left is
    cancelling the order; what is in a parcel already, or withdrawn from, is not here any more.

    :raises TooLate: if a carrier has it
    :raises NotInThisOrder: if there are not as many left
    :raises OnlyAsAWhole: if the money has not come in, so that the sum asked for would be wrong
    """
    wanted = {pk: count for pk, count in units.items() if count}
    if not wanted:
        raise NothingChosen()
    order = order_queries.locked(order)
    if not queries.may_be_cancelled(order):
        raise TooLate(number=order.number)
    here = queries.units_here(order)
    if any(count < 0 or count > here.get(pk, 0) for pk, count in wanted.items()):
        raise NotInThisOrder()
    if is_whole(order, wanted):
        return cancel_order(order=order, by=by, by_staff=by_staff, reason=reason, at=at)
    if not payment_queries.money_came_in(order):
        raise OnlyAsAWhole()
    made = _write(order, wanted, whole=False, by=by, by_staff=by_staff, reason=reason, at=at)
    _give_back_to_stock(order, wanted)
    worth = sum((row.amount for row in made.lines.all()), start=Decimal("0.00"))
    amount = min(worth, payment_queries.refundable(order))
    if amount > 0:
        payments.refund(
            order=order,
            amount=amount,
            reason=refund_reason,
            key=f"cancellation:{made.pk}",
            by=by,
            at=at,
        )
    telling.lines_cancelled(made, at=at)
    if order.shipments.exists() and not any(queries.units_here(order).values()):
        # What was left out was the rest of it: all that is to go has gone.
        orders.dispatch(order=order, by=by, at=at)
    return made


def comes_back(*, order: Any, units: Mapping[int, int]) -> Decimal:
    """
    Return what leaving these units out would give back, in the order's currency; writes nothing.

    :raises OnlyAsAWhole: if they are a part of what is not paid yet
    """
    refundable: Decimal = payment_queries.refundable(order)
    if is_whole(order, units):
        return refundable
    if not payment_queries.money_came_in(order):
        raise OnlyAsAWhole()
    given = shares.given_back(order)
    lines = order.lines.filter(pk__in=list(units))
    worth = sum((given.share_of(line, units[line.pk]) for line in lines), start=Decimal("0.00"))
    return min(worth, refundable)


def is_whole(order: Any, units: Mapping[int, int]) -> bool:
    """Say whether leaving these out is cancelling all that is left of the order."""
    left = {pk: count for pk, count in queries.units_left(order).items() if count}
    return {pk: count for pk, count in units.items() if count} == left


def refund_of(cancellation: Cancellation) -> Refund | None:
    """Return the money that went back for leaving things out; None where it brought none back."""
    order = cancellation.order
    if not cancellation.whole:
        return Refund.objects.filter(told_once_as=f"cancellation:{cancellation.pk}").first()
    made = Refund.objects.filter(order=order, reason=Refund.Reason.CANCELLED)
    return made.filter(told_once_as__startswith=f"{Refund.Reason.CANCELLED}:").first()


def _write(
    order: Any,
    units: Mapping[int, int],
    *,
    whole: bool,
    by: Any,
    by_staff: bool,
    reason: str,
    at: datetime,
) -> Cancellation:
    given = shares.given_back(order)
    gone = queries.cancelled_units(order)
    made = Cancellation.objects.create(
        order=order,
        whole=whole,
        by_staff=by_staff,
        reason=reason[:300],
        asked_by=by if getattr(by, "pk", None) else None,
        asked_at=at,
    )
    for line in order.lines.filter(pk__in=[pk for pk, count in units.items() if count]):
        CancelledLine.objects.create(
            cancellation=made,
            line=line,
            quantity=units[line.pk],
            amount=given.share_of(line, units[line.pk]),
        )
        if gone[line.pk] + units[line.pk] == line.quantity:
            # Whoever packs passes over it.
            order.lines.filter(pk=line.pk).update(status="cancelled")
    return made


def _give_back_to_stock(order: Any, units: Mapping[int, int]) -> None:
    # In stock-record order, as everywhere, so that nobody deadlocks.
    held = order.lines.filter(pk__in=list(units), num_allocated__gt=0, stockrecord__isnull=False)
    for line in held.order_by("stockrecord_id", "pk"):
        count = min(units[line.pk], line.num_allocated)
        stock.put_back({line.stockrecord_id: count})
        order.lines.filter(pk=line.pk).update(num_allocated=F("num_allocated") - count)
