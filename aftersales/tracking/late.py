"""
What a buyer gets when the promised day of delivery passes, without asking.

The delivery policy, under "When we are late": the delivery fee comes back, or €4.90 where delivery
was free; the buyer hears of it with a new day; and may wait or end the contract (LAT-02).
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from checkout.order.models import Order
from checkout.order.models import Status as OrderStatus
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core.templatetags.candour import day_words
from storefront.core.working_time import Calendar
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from . import telling
from .models import Ending

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
FREE_DELIVERY_GIVES = Decimal("4.90")
NEW_DATE_AFTER = 3  # working days
MOST_NEW_DATES = 2
HAS_ARRIVED = (OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def on_broken(*, promise: Promise, at: datetime) -> None:
    """Give the fee back and name a new day; runs in the transaction that breaks the promise."""
    order = locked_or_later(promise.subject_id)
    refund = give_back_for_lateness(order=order, at=at)
    new = None if order.status in HAS_ARRIVED else _promise_again(order, promise, at=at)
    telling.late(
        order,
        promise,
        at=at,
        refund=refund.pk if refund else None,
        new_promise=new.pk if new else None,
    )


def locked_or_later(order_id: int) -> Order:
    """Return an order, locked; where somebody else has it, the sweep comes again in a minute."""
    # Whoever delivers this order holds its lock and waits for the promise: waiting for each other
    # would be a deadlock.
    return (
        Order.objects.select_for_update(of=("self",), no_key=True, nowait=True)
        .select_related("intent")
        .get(pk=order_id)
    )


@transaction.atomic
def give_back_for_lateness(*, order: Any, at: datetime) -> Refund | None:
    """
    Owe the delivery fee of a late order, or €4.90 where it was free; once for an order.

    Nothing while nothing has been paid: then it is owed when the money comes.
    """
    wanted = order.shipping_incl_tax or FREE_DELIVERY_GIVES
    amount = min(wanted, payment_queries.refundable(order))
    known = payment_queries.refunds_of(order).filter(reason=Refund.Reason.LATE).first()
    if known or amount <= 0:
        return known
    return payments.refund(
        order=order, amount=amount, reason=Refund.Reason.LATE, key=f"late:{order.number}", at=at
    )


def pay_what_lateness_owes(
    *, order: Any, by: Any, at: datetime, at_once: bool = False, **_facts: Any
) -> None:
    """
    Give back for lateness what could not be while nothing was paid; see `apps.py`.

    An order that was paid `at_once`, as it was placed, cannot be late yet.
    """
    if at_once:
        return
    late = (PromiseStatus.BROKEN, PromiseStatus.KEPT_LATE)
    if promise_queries.about(order).filter(kind="deliver", status__in=late).exists():
        give_back_for_lateness(order=order, at=at)


def keep_earlier_promises_late(*, order: Any, by: Any, at: datetime, **facts: Any) -> None:
    """
    Close the broken promises of a delivery that came in the end; see `apps.py`.

    It may have come in time, and its carrier's report after our sweep: then the first was kept.
    """
    broken = promise_queries.about(order).filter(kind="deliver", status=PromiseStatus.BROKEN)
    for promise in list(broken):
        promises.keep(promise=promise, at=at, by=by, evidence={"carrier": facts.get("carrier", "")})


def _promise_again(order: Any, broken: Promise, *, at: datetime) -> Promise | None:
    """Promise a second day, and a third; after that nobody would believe a date."""
    made = promise_queries.about(order).filter(kind="deliver").count()
    if Ending.objects.filter(order=order).exists():
        return None
    if made > MOST_NEW_DATES or order.status == OrderStatus.CANCELLED:
        return None
    if again := promise_queries.of_order(order.number).filter(
        kind="deliver_again", status=PromiseStatus.MADE
    ):
        # A lost parcel is sent again, and that has its day already.
        return again[0]
    day = SHOP.add_working_days(SHOP.local_date(at), NEW_DATE_AFTER)
    with translation.override(order.intent.language):
        words = _("Bring it by %(day)s, after we missed the first day") % {"day": day_words(day)}
    return promises.make(
        kind="deliver",
        subject=order,
        due_at=SHOP.end_of(day),
        at=at,
        words=words,
        basis=broken.basis,
        order_number=order.number,
        user=order.user,
    )
