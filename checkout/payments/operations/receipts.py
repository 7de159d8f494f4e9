"""Money that staff see: come by hand, of another sum than was asked for, or not heard of."""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from checkout.payments import queries, telling
from checkout.payments.models import Attempt, Intent, Refund
from checkout.payments.providers import base
from storefront.core import lifecycle
from storefront.core.refusal import Refusal

from . import refunds, results


class NotWaiting(Refusal):
    words = _("This payment is not waiting for money.")


class NoReference(Refusal):
    words = _("Write the reference of the bank, so that this money counts once.")


class NoSum(Refusal):
    words = _("Write what came in, and in which currency.")


class AlreadyBooked(Refusal):
    words = _(
        "The money with the reference %(reference)s has paid for %(purchase)s already. "
        "Look at the statement again."
    )


class NotEnough(Refusal):
    words = _(
        "Less came in than was asked for, or in another currency, so it does not pay this. "
        "Give it back instead."
    )


class NothingCameIn(Refusal):
    words = _("No money of its own came in for this payment, so there is nothing to give back.")


class MoneyIsHere(Refusal):
    words = _("Money came in for this payment. Take it as paid, or give it back.")


class StillAsking(Refusal):
    words = _("The provider may still answer. Give it an hour before you stop this payment.")


def record_receipt(
    *, attempt: Attempt, amount: Decimal, currency: str, reference: str, by: Any, at: datetime
) -> Attempt:
    """
    Record money that staff saw arrive: a transfer on the statement, cash from the carrier.

    The bank's reference makes it count once; recording it again changes nothing. Another sum or
    currency than asked for is held for review. Money for what was cancelled or has run out is
    recorded as well, and goes back; where the purchase waits for it anew, it is that payment's.

    :raises NotWaiting: if the attempt is paid, under review, or not one of those
    :raises NoReference: if there is none
    :raises NoSum: if the amount is not above zero, or in no currency
    :raises AlreadyBooked: if the reference has paid for another purchase
    """
    reference, currency = reference.strip(), currency.strip().upper()
    if attempt.provider not in queries.BY_HAND:
        raise NotWaiting()
    if not reference:
        raise NoReference()
    if amount <= 0 or len(currency) != 3:
        raise NoSum()
    attempt.refresh_from_db()
    recorded = attempt.intent.attempts.filter(provider_reference=reference)
    if known := next((each for each in recorded if each.is_charged), None):
        return known
    if not attempt.is_open:
        attempt = open_of(attempt.intent, provider=attempt.provider) or attempt
    if not may_be_received(attempt):
        raise NotWaiting()
    refuse_twice(attempt, reference)
    answer = base.Answer(base.CHARGED, reference, amount, currency)
    try:
        booked = results.record_result(attempt=attempt, answer=answer, at=at, by=by)
    except IntegrityError:  # somebody has recorded the same line in this very moment
        refuse_twice(attempt, reference)
        raise
    if booked.provider_reference not in (reference, None):
        raise NotWaiting()  # other money was booked on it in this very moment
    return booked


def open_of(intent: Intent, *, provider: str) -> Attempt | None:
    """Return the payment of a purchase that waits for money to come in some way."""
    open_ = (each for each in intent.attempts.filter(provider=provider).order_by("-n"))
    return next((each for each in open_ if each.is_open and may_be_received(each)), None)


def may_be_received(attempt: Attempt) -> bool:
    """Say whether money that staff see may be that of this payment."""
    return (
        attempt.provider in queries.BY_HAND
        and attempt.status not in (Attempt.Status.PREPARED, Attempt.Status.REVIEW)
        and not attempt.captured
        and lifecycle.may_move(attempt, Attempt.Status.CHARGED)
    )


@transaction.atomic
def accept_review(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """
    Take a sum that is not the one asked for as paid; what is too much goes back.

    :raises NotEnough: if it is less, or in another currency
    :raises lifecycle.IllegalMove: if it is not under review
    """
    intent, attempt = _under_review(attempt)
    if attempt.captured < attempt.amount or attempt.came_in_currency != attempt.currency:
        raise NotEnough()
    _close(attempt, Attempt.Status.CHARGED, why=gettext_noop("taken as paid"), by=by, at=at)
    too_much = attempt.captured - attempt.amount
    has_order = intent.order_id is not None
    if too_much and has_order:
        # First: where the rest goes back as well, that is what the order had cost, and not more.
        surplus = _owe_wrong(intent, attempt, too_much, by=by, at=at)
    results.follow_charge(intent, attempt, at=at, by=by)
    if too_much and not has_order and attempt.left:
        surplus = _owe_wrong(intent, attempt, too_much, by=by, at=at)
        telling.money_comes_back(intent, surplus, at=at)
    elif too_much and has_order and not attempt.left:
        # The order is not paid by it, so no word that its money is here names the surplus.
        telling.money_comes_back(intent, surplus, at=at)
    return attempt


@transaction.atomic
def return_wrong_amount(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """
    Give back a sum that was not the one asked for, in the currency in which it came.

    The buyer can then pay the right one.

    :raises NothingCameIn: if its money is another purchase's, or the provider named none
    :raises lifecycle.IllegalMove: if it is not under review
    """
    intent, attempt = _under_review(attempt)
    if not attempt.left:
        raise NothingCameIn()
    _close(attempt, Attempt.Status.CANCELLED, why=gettext_noop("wrong amount"), by=by, at=at)
    back = _owe_wrong(intent, attempt, attempt.left, by=by, at=at)
    if not _wait_again(intent, attempt, at=at, back=back):
        telling.money_comes_back(intent, back, at=at)
    return attempt


@transaction.atomic
def wait_again(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """
    Close a review of money that was not this purchase's: it goes on waiting for its own.

    :raises MoneyIsHere: if a sum came in
    :raises lifecycle.IllegalMove: if it is not under review
    """
    intent, attempt = _under_review(attempt)
    if attempt.left:
        raise MoneyIsHere()
    _close(
        attempt,
        Attempt.Status.CANCELLED,
        why=gettext_noop("another purchase's money"),
        by=by,
        at=at,
    )
    _wait_again(intent, attempt, at=at)
    return attempt


@transaction.atomic
def give_up(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """
    Stop a payment of which its provider has said nothing for an hour: the buyer is free again.

    Money that comes after all is heard of as any other, and makes the order or goes back.

    :raises StillAsking: if it is not that long
    :raises lifecycle.IllegalMove: if its provider has answered
    """
    _intent, attempt = results.locked(attempt)
    if attempt.status != Attempt.Status.UNKNOWN:
        raise lifecycle.IllegalMove()
    if attempt.made_at > at - queries.TOO_LONG:
        raise StillAsking()
    _close(attempt, Attempt.Status.CANCELLED, why=gettext_noop("given up"), by=by, at=at)
    return attempt


def _under_review(attempt: Attempt) -> tuple[Intent, Attempt]:
    # The lifecycle alone would not stop it: money that waits may become paid, but not unseen.
    intent, attempt = results.locked(attempt)
    if attempt.status != Attempt.Status.REVIEW:
        raise lifecycle.IllegalMove()
    return intent, attempt


def _close(attempt: Attempt, to: str, *, why: str, by: Any, at: datetime) -> None:
    lifecycle.move(attempt, to=to, by=by, at=at, why=why, also={"ended_at": at})


def refuse_twice(attempt: Attempt, reference: str) -> None:
    paid = Attempt.objects.filter(provider_reference=reference).exclude(pk=attempt.pk)
    if other := paid.select_related("intent").first():
        raise AlreadyBooked(reference=reference, purchase=other.intent.reference)


def _owe_wrong(
    intent: Intent, attempt: Attempt, amount: Decimal, *, by: Any, at: datetime
) -> Refund:
    """Owe what of a payment was never asked for; some of it is left, in the currency it came in."""
    reason = Refund.Reason.WRONG_AMOUNT
    owed = refunds.give_back_at_once(attempt, intent, reason, amount=amount, at=at, by=by)
    return cast(Refund, owed)  # something is left, so something is owed


def _wait_again(
    intent: Intent, attempt: Attempt, *, at: datetime, back: Refund | None = None
) -> bool:
    """
    Let an order that waits for its money wait for the right sum; say whether its buyer was told.

    `back` is what came in for it and goes back.
    """
    if not intent.order_id or intent.order.status != intent.order.Status.AWAITING_PAYMENT:
        return False
    again = ask_again(intent, attempt, at=at)
    if attempt.provider != "bank_transfer":
        return False
    telling.transfer_again(intent, again, back=back, at=at)
    return True


def ask_again(intent: Intent, attempt: Attempt, *, at: datetime) -> Attempt:
    """Wait for the money of a payment anew, in the same way; the caller holds its locks."""
    due_at = attempt.due_at
    if attempt.provider == "bank_transfer":
        # A look at it may have taken longer than the buyer had: the days begin anew.
        due_at = max(results.transfer_due(at), due_at or at)
    return Attempt.objects.create(
        intent=intent,
        n=queries.last_attempt_of(intent).n + 1,  # type: ignore[union-attr]
        method=attempt.method,
        provider=attempt.provider,
        status=Attempt.Status.PENDING,
        amount=attempt.amount,
        currency=attempt.currency,
        made_at=at,
        due_at=due_at,
    )
