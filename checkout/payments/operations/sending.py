"""Sending what is owed back: by its provider or by hand, and never by both."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from checkout.payments import ledger, queries, telling
from checkout.payments.models import Attempt, Refund, RefundAttempt
from checkout.payments.providers import base, registry
from checkout.payments.providers.base import RefundAnswer
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

log = logging.getLogger("candour.payments")

ASK_AGAIN_AFTER = timedelta(seconds=30)
TRY_AGAIN_AFTER = timedelta(minutes=30)
MOST_TRIES = 5
# Providers may forget a key after a day; an hour of it is for clocks and queues.
KEY_IS_KNOWN_FOR = timedelta(hours=23)


class NotSaidUnderWhat(Refusal):
    words = _("Write the bank's reference, so that the buyer finds it.")


class WithTheBank(Refusal):
    words = _(
        "The bank is giving this money back, or is about to. Wait for its answer: paid out by "
        "hand as well, it would go out twice."
    )


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
        answer = _asked_about(tried, attempt, at=at) or provider.refund(
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


def _asked_about(tried: RefundAttempt, attempt: Attempt, *, at: datetime) -> RefundAnswer | None:
    """
    Ask how a refund stands that its provider has named, or may have made and forgotten the key of.

    Until then its key makes sending it again harmless, and finds what a lost answer was about.
    """
    if not tried.provider_reference and at < tried.made_at + KEY_IS_KNOWN_FOR:
        return None
    return registry.get(attempt.provider).ask_refund(
        key=str(tried.key),
        reference=tried.provider_reference,
        payment=attempt.provider_reference or "",
    )


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
        lifecycle.move(refund, to=Refund.Status.UNKNOWN, at=at, why=gettext_noop("no answer"))
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
    if refund.is_done:
        return refund
    if answer.status == base.PENDING:
        if answer.reference:  # from now on it is asked about, never made again
            RefundAttempt.objects.filter(pk=tried.pk).update(provider_reference=answer.reference)
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

    :raises NotSaidUnderWhat: without that reference
    :raises WithTheBank: if the provider is giving it back, or is about to
    """
    if not (reference := reference.strip()):
        raise NotSaidUnderWhat()
    refund = queries.locked_refund(refund.pk)
    if refund.is_done:
        return refund
    if not may_be_paid_by_hand(refund):
        raise WithTheBank()
    last = queries.last_try_of(refund)
    if lifecycle.may_move(refund, Refund.Status.SENT):
        lifecycle.move(
            refund, to=Refund.Status.SENT, by=by, at=at, why=gettext_noop("paid out by hand")
        )
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
