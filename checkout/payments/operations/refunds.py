"""Giving money back: owed from the moment it is written, sent once, never more than came in."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as order_queries
from checkout.order import registry as registry_of_orders
from checkout.payments import ledger, queries, telling
from checkout.payments.models import Attempt, Intent, Refund, RefundAttempt
from checkout.payments.providers import base, registry
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

log = logging.getLogger("candour.payments")

# WDR-03, LBT-6.3: what the law allows as the longest; our own promise is far shorter.
GIVEN_BACK_WITHIN = timedelta(days=3)
ASK_AGAIN_AFTER = timedelta(seconds=30)
TRY_AGAIN_AFTER = timedelta(minutes=30)
MOST_TRIES = 5


class TooMuch(Refusal):
    words = _("Of this payment only %(left)s %(currency)s can still be given back.")


class NotPaidYet(Refusal):
    words = _("Nothing was paid for this order yet, so there is nothing to give back.")


class WithTheBank(Refusal):
    words = _(
        "The bank is giving this money back, or is about to. Wait for its answer: paid out by "
        "hand as well, it would go out twice."
    )


@transaction.atomic
def refund(
    *,
    order: Any,
    amount: Decimal,
    reason: str,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    by: Any = None,
    words: str = "",
) -> Refund:
    """
    Owe a buyer part of what an order cost; the money goes back the way it came.

    `key` names the fact that it is for ("withdrawal:12"): asking again returns the first refund.
    `amount` is in the order's currency. The promise is due at `due_at`, in three days by default.

    :raises TooMuch: if less than that is left of what came in
    :raises NotPaidYet: if nothing came in
    """
    order = order_queries.locked(order)
    charged = Attempt.objects.filter(intent__order=order, captured__gt=0)
    # The lock is on the money that came in: two refunds of it stand in line here.
    for attempt in charged.select_for_update(of=("self",), no_key=True).order_by("n"):
        if found := Refund.objects.filter(told_once_as=key).first():
            return found
        if attempt.is_charged and attempt.left >= amount:
            return _owe(
                attempt,
                order=order,
                amount=amount,
                reason=reason,
                key=key,
                words=words,
                due_at=due_at or at + GIVEN_BACK_WITHIN,
                by=by,
                at=at,
            )
    if not charged.exists():
        raise NotPaidYet()
    raise TooMuch(left=queries.refundable(order), currency=order.currency)


def give_back_at_once(
    attempt: Attempt,
    intent: Intent,
    reason: str,
    *,
    at: datetime,
    by: Any = None,
    amount: Decimal | None = None,
) -> Refund | None:
    """
    Owe all that is left of a payment, or `amount` of it; the caller holds the locks of both.

    Where nothing is left, as of a purchase for which a code had paid, nothing is owed.
    """
    if not attempt.left:
        return None
    return _owe(
        attempt,
        order=intent.order,
        amount=attempt.left if amount is None else amount,
        reason=reason,
        key=f"{reason}:{attempt.pk}",
        words="",
        due_at=at + GIVEN_BACK_WITHIN,
        by=by,
        at=at,
    )


def refund_cancelled(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Give back all that is left of what a cancelled order cost, and wait for no more of it."""
    attempts = Attempt.objects.filter(intent__order=order).order_by("n")
    for attempt in attempts.select_for_update(of=("self",), no_key=True):
        if attempt.is_charged:
            give_back_at_once(attempt, attempt.intent, Refund.Reason.CANCELLED, at=at, by=by)
        elif attempt.status == Attempt.Status.PENDING and attempt.provider in queries.BY_HAND:
            # Money that comes all the same is recorded as late, and goes back.
            lifecycle.move(
                attempt,
                to=Attempt.Status.CANCELLED,
                by=by,
                at=at,
                why="order cancelled",
                also={"ended_at": at},
            )


def end_waiting_payments(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """
    End the payments that a cancelled order still waited for: a transfer, or cash at the door.

    Money that comes all the same is a fact, and goes back.
    """
    waiting = Attempt.objects.filter(
        intent__order=order, provider__in=queries.BY_HAND, status=Attempt.Status.PENDING
    )
    for attempt in waiting.select_for_update(of=("self",), no_key=True).order_by("n"):
        lifecycle.move(
            attempt,
            to=Attempt.Status.CANCELLED,
            by=by,
            at=at,
            why="order cancelled",
            also={"ended_at": at},
        )


def _owe(
    attempt: Attempt,
    *,
    order: Any,
    amount: Decimal,
    reason: str,
    key: str,
    words: str,
    due_at: datetime,
    by: Any,
    at: datetime,
) -> Refund:
    attempt.refunded += amount
    attempt.save(update_fields=["refunded"])
    owed = Refund.objects.create(
        told_once_as=key,
        attempt=attempt,
        order=order,
        amount=amount,
        currency=attempt.came_in_currency,
        reason=reason,
        words=words,
        asked_at=at,
        asked_by=by if getattr(by, "pk", None) else None,
        due_at=due_at,
    )
    promises.make(
        kind="refund",
        subject=owed,
        due_at=due_at,
        at=at,
        words=telling.refund_promise(owed, attempt.intent.language),
        basis="LBT-6.3.3",
        order_number=order.number if order else "",
        user=attempt.intent.user,
    )
    if reason in (Refund.Reason.SOLD_OUT, Refund.Reason.LEFT, Refund.Reason.PAID_TWICE):
        telling.money_comes_back(attempt.intent, owed, at=at)
    if order:
        registry_of_orders.announce("refund_owed", order=order, by=by, at=at, refund=owed)
    if attempt.provider not in queries.BY_HAND:
        from checkout.payments import tasks

        tasks.send_refund.delay_on_commit(refund_id=owed.pk)
    return owed


def send_refund(*, refund: Refund, at: datetime) -> Refund:
    """
    Have the provider give the money back, or ask about the try whose answer was lost.

    Outside any transaction; the try is committed with its key before the provider is called.
    Money that a person has to send stays owed until `record_payout`.

    :raises KeyError: if the shop has that provider no more; nothing has changed
    """
    attempt = refund.attempt
    provider = registry.get(attempt.provider)
    tried = None if attempt.provider in queries.BY_HAND else _open_try(refund, at=at)
    if tried is None:
        refund.refresh_from_db()
        return refund
    try:
        # The key makes asking again harmless, so a lost answer is simply asked for anew.
        answer = provider.refund(
            key=str(tried.key),
            payment_key=str(attempt.key),
            reference=attempt.provider_reference or "",
            amount=refund.amount,
            currency=refund.currency,
        )
    except base.NoAnswer as silence:
        log.warning("No answer from %s to refund %s: %s", attempt.provider, tried.key, silence)
        return _not_known(tried, at=at)
    return record_refund(tried=tried, answer=answer, at=at)


@transaction.atomic(durable=True)  # committed before the provider hears of it
def _open_try(refund: Refund, *, at: datetime) -> RefundAttempt | None:
    return _next_try(refund, at=at)


def _next_try(refund: Refund, *, at: datetime) -> RefundAttempt | None:
    refund = queries.locked_refund(refund.pk)
    if refund.is_done:
        return None
    last = queries.last_try_of(refund)
    if last and last.outcome == RefundAttempt.Outcome.OPEN:
        return last
    if last and (last.n >= MOST_TRIES or at < (last.ended_at or at) + TRY_AGAIN_AFTER):
        return None
    if lifecycle.may_move(refund, Refund.Status.SENT):
        lifecycle.move(refund, to=Refund.Status.SENT, at=at)
    return RefundAttempt.objects.create(refund=refund, n=last.n + 1 if last else 1, made_at=at)


@transaction.atomic
def _not_known(tried: RefundAttempt, *, at: datetime) -> Refund:
    refund = queries.locked_refund(tried.refund_id)
    if lifecycle.may_move(refund, Refund.Status.UNKNOWN):
        lifecycle.move(refund, to=Refund.Status.UNKNOWN, at=at, why="no answer")
    return refund


@transaction.atomic
def record_refund(
    *, tried: RefundAttempt, answer: base.RefundAnswer, at: datetime, by: Any = None
) -> Refund:
    """
    Write down what a provider, or staff with a bank statement, says of a refund; once.

    Done: ledger, promise kept with the bank's reference, buyer told. Refused: staff see it.
    """
    refund = queries.locked_refund(tried.refund_id)
    if refund.is_done or answer.status == base.PENDING:
        return refund
    done = answer.status == base.DONE
    RefundAttempt.objects.filter(pk=tried.pk).update(
        outcome=RefundAttempt.Outcome.DONE if done else RefundAttempt.Outcome.FAILED,
        ended_at=at,
        problem=answer.problem[:200],
    )
    if not done:
        log.error("Refund %s was refused: %s", refund.reference, answer.problem)
        if lifecycle.may_move(refund, Refund.Status.FAILED):
            lifecycle.move(refund, to=Refund.Status.FAILED, at=at, why=answer.problem)
        return refund
    lifecycle.move(refund, to=Refund.Status.DONE, by=by, at=at, why=answer.reference)
    refund.done_at, refund.bank_reference = at, answer.reference
    refund.save(update_fields=["done_at", "bank_reference"])
    if refund.order:
        ledger.record_refund(refund.order, refund, at=at)
    promises.keep(subject=refund, kind="refund", at=at, evidence={"bank": answer.reference})
    telling.refund_made(refund.attempt.intent, refund, at=at)
    return refund


@transaction.atomic
def record_payout(*, refund: Refund, reference: str, by: Any, at: datetime) -> Refund:
    """
    Record that staff sent the money back by hand, with the reference of our bank; once.

    Only what a person has to send, or what the provider has refused and does not have in hand:
    the payout becomes the next try in this same step, so that no sweep sends it as well.

    :raises WithTheBank: if the provider is giving it back, or is about to
    """
    refund = queries.locked_refund(refund.pk)
    if refund.is_done:
        return refund
    if not may_be_paid_by_hand(refund):
        raise WithTheBank()
    last = queries.last_try_of(refund)
    if lifecycle.may_move(refund, Refund.Status.SENT):
        lifecycle.move(refund, to=Refund.Status.SENT, by=by, at=at, why="paid out by hand")
    tried = RefundAttempt.objects.create(refund=refund, n=last.n + 1 if last else 1, made_at=at)
    answer = base.RefundAnswer(base.DONE, reference)
    return record_refund(tried=tried, answer=answer, at=at, by=by)


def may_be_paid_by_hand(refund: Refund) -> bool:
    """Say whether a person sends this money back: no provider does, or it has refused to."""
    last = queries.last_try_of(refund)
    if refund.is_done:
        return False
    if last and last.outcome == RefundAttempt.Outcome.OPEN:
        return False
    provider = refund.attempt.provider
    nobody_sends_it = provider in queries.BY_HAND or provider not in registry.codes()
    return nobody_sends_it or refund.status == Refund.Status.FAILED


def send_refunds(*, at: datetime) -> int:
    """Send what is owed and was not sent by its own task, and ask about what is not known."""
    waiting = queries.refunds_to_send(at=at, quiet_for=ASK_AGAIN_AFTER, most_tries=MOST_TRIES)
    return sweeps.each(
        "payments.refunds", waiting, lambda refund: send_refund(refund=refund, at=at).is_done
    )
