"""
Money that staff booked by mistake: on the wrong purchase, or with a wrong sum or reference.

Nothing is deleted: what was booked stays as a `TakenBack`, and in the ledger a movement against it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as order_queries
from checkout.order import undoing as orders
from checkout.payments import ledger, queries, telling
from checkout.payments.models import OPEN, Attempt, Intent, TakenBack
from checkout.payments.providers import base
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.staff.history import NotSaidWhy

from . import receipts, results


class NotBooked(Refusal):
    words = _("Staff have booked no money on this payment, so there is nothing to put right.")


class GoesBack(Refusal):
    words = _(
        "Money of this booking goes back as %(reference)s, or has gone back, so it stays. If it "
        "was another buyer's, send that one's money by hand, and note it with both orders."
    )


class HasLeft(Refusal):
    words = _(
        "Order %(number)s has left us, so the booking of its money stays. Ask its buyer for the "
        "money; book that, when it comes, on the purchase to which this money belonged. A wrong "
        "reference alone can be put right here."
    )


class WaitsForNone(Refusal):
    words = _(
        "Purchase %(number)s waits for no money that staff book: it does not exist, is paid, or is "
        "paid another way. Look at its number again."
    )


@transaction.atomic
def take_back_booking(*, attempt: Attempt, why: str, by: Any, at: datetime) -> TakenBack:
    """
    Take money off a payment on which it was booked by mistake, whoever it may be of.

    An order that it had paid waits for its money again, from now within its usual days, its goods
    set aside; its buyer is told, if they were told that it had come. The line of the statement can
    be booked anew. Taking it back again returns the first.

    :raises NotSaidWhy: without a word on why
    :raises NotBooked: if no money is booked on it, or not by staff
    :raises GoesBack: if some of it is owed back or went back
    :raises HasLeft: if the order that it paid has left us
    """
    intent, attempt = results.locked(attempt)
    if not attempt.captured and (known := attempt.taken_back.order_by("-pk").first()):
        return known
    taken, again = _take_off(intent, attempt, why=why, by=by, at=at)
    if again and taken.counted:
        telling.payment_taken_back(intent, again, at=at)
    return taken


@transaction.atomic
def rebook(
    *,
    attempt: Attempt,
    purchase: str,
    amount: Decimal,
    currency: str,
    reference: str,
    why: str,
    by: Any,
    at: datetime,
) -> Attempt:
    """
    Book money on the right purchase, with its right sum and reference, in one step.

    `purchase` is a reference: another's, or that of the payment itself. `amount` is in `currency`.
    Returns the payment on which it stands now, which another sum than asked for puts under review.
    Where the reference alone was wrong, nothing else changes, wherever the order is.

    :raises NoSum: if the amount is not above zero, or in no currency
    :raises NoReference: if there is none
    :raises AlreadyBooked: if another payment has that reference
    :raises WaitsForNone: if the purchase waits for no such money
    :raises: as `take_back_booking` does
    """
    reference, currency = reference.strip()[:120], currency.strip().upper()
    if not reference:
        raise receipts.NoReference()
    if amount <= 0 or len(currency) != 3:
        raise receipts.NoSum()
    right = queries.intent(reference=purchase)
    if right is None:
        raise WaitsForNone(number=purchase)
    intent, attempt = _locked(attempt, right)
    if right.pk == intent.pk and (amount, currency) == (
        attempt.captured,
        attempt.came_in_currency,
    ):
        return _correct_reference(intent, attempt, reference, why=why, by=by, at=at)
    receipts.refuse_twice(attempt, reference)
    taken, again = _take_off(intent, attempt, why=why, by=by, at=at)
    waiting = _waiting(right)
    if waiting is None:
        raise WaitsForNone(number=purchase)
    answer = base.Answer(base.CHARGED, reference, amount, currency)
    with _booked_once(attempt, reference):
        booked = results.record_result(attempt=waiting, answer=answer, at=at, by=by)
    taken.moved_to = booked
    taken.save(update_fields=["moved_to"])
    if again and taken.counted and right.pk != intent.pk:
        telling.payment_taken_back(intent, again, at=at)
    return booked


def may_be_put_right(attempt: Attempt) -> bool:
    """Say whether staff have booked money on a payment that nothing was given back of."""
    return bool(attempt.provider in queries.BY_HAND and attempt.captured and not attempt.refunded)


def has_left(attempt: Attempt) -> bool:
    """Say whether the order of a payment is too far for its money to be taken off."""
    if (order := attempt.intent.order) is None:
        return False
    # Cash is booked after the parcel has gone, a transfer before.
    ends = {order.Status.COMPLETED}
    if attempt.provider == "bank_transfer":
        ends |= {order.Status.DISPATCHED, order.Status.DELIVERED}
    return order.status in ends


def _locked(attempt: Attempt, right: Intent) -> tuple[Intent, Attempt]:
    """Lock both purchases, then both orders, each by key, so that nobody waits in a ring."""
    intents = {pk: queries.locked_intent(pk) for pk in sorted({attempt.intent_id, right.pk})}
    placed = [each.order for each in intents.values() if each.order is not None]
    for order in sorted(placed, key=lambda each: each.pk):
        order_queries.locked(order)
    return results.locked(attempt)


def _waiting(intent: Intent) -> Attempt | None:
    """Return the payment of a purchase that waits for money, else one for which it may come."""
    may = [each for each in intent.attempts.order_by("-n") if receipts.may_be_received(each)]
    open_ = [each for each in may if each.is_open]
    return next(iter(open_ or may), None)


def _take_off(
    intent: Intent, attempt: Attempt, *, why: str, by: Any, at: datetime
) -> tuple[TakenBack, Attempt | None]:
    """Take the money off a payment; return that, and the payment that waits in its place."""
    if attempt.provider not in queries.BY_HAND or not attempt.captured:
        raise NotBooked()
    if not (why := why.strip()[:200]):
        raise NotSaidWhy()
    if back := attempt.refunds.order_by("pk").first():
        raise GoesBack(reference=back.reference)
    order, counted = intent.order, attempt.is_charged
    if counted and has_left(attempt):
        raise HasLeft(number=intent.reference)
    taken = _write(attempt, why=why, by=by, at=at)
    if counted and order:
        ledger.record_taken_back(order, attempt, at=at)
        orders.unpay(order=order, by=by, at=at, why=why)
    lifecycle.undo(
        attempt,
        to=Attempt.Status.CANCELLED,
        by=by,
        at=at,
        why=why,
        also={
            "captured": Decimal("0.00"),
            "captured_currency": "",
            "provider_reference": None,
            "review_words": "",
            "ended_at": at,
        },
    )
    return taken, _wait_on(intent, attempt, at=at)


def _wait_on(intent: Intent, attempt: Attempt, *, at: datetime) -> Attempt | None:
    """Wait for the money again, unless the order is over, paid by other money, or waits already."""
    others = intent.attempts.filter(status__in=[*OPEN, Attempt.Status.CHARGED])
    over = intent.order is None or intent.order.status == intent.order.Status.CANCELLED
    if over or others.exclude(pk=attempt.pk).exists():
        return None
    return receipts.ask_again(intent, attempt, at=at)


def _correct_reference(
    intent: Intent, attempt: Attempt, reference: str, *, why: str, by: Any, at: datetime
) -> Attempt:
    if attempt.provider not in queries.BY_HAND or not attempt.captured:
        raise NotBooked()
    if reference == attempt.provider_reference:
        return attempt
    if not (why := why.strip()[:200]):
        raise NotSaidWhy()
    receipts.refuse_twice(attempt, reference)
    taken = _write(attempt, why=why, by=by, at=at)
    taken.moved_to = attempt
    taken.save(update_fields=["moved_to"])
    if intent.order and attempt.is_charged:
        ledger.correct_reference(intent.order, attempt, reference, at=at)
    attempt.provider_reference = reference
    with _booked_once(attempt, reference):
        attempt.save(update_fields=["provider_reference"])
    return attempt


@contextmanager
def _booked_once(attempt: Attempt, reference: str) -> Iterator[None]:
    """
    Write a reference, which is unique.

    :raises AlreadyBooked: if somebody has booked the same line elsewhere in this very moment
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        receipts.refuse_twice(attempt, reference)
        raise


def _write(attempt: Attempt, *, why: str, by: Any, at: datetime) -> TakenBack:
    return TakenBack.objects.create(
        attempt=attempt,
        amount=attempt.captured,
        currency=attempt.came_in_currency,
        reference=attempt.provider_reference or "",
        counted=attempt.is_charged,
        booked_at=attempt.ended_at,
        why=why,
        taken_back_by=by if getattr(by, "pk", None) else None,
        taken_back_at=at,
    )
