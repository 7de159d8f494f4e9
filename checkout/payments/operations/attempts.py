"""Collecting the sum: written first, then asked for, and never asked for twice."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from checkout.holds import operations as holds
from checkout.payments import methods, queries
from checkout.payments.models import Attempt, Intent
from checkout.payments.providers import base, registry
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.seller import queries as sellers

log = logging.getLogger("candour.payments")

MOST_TRIES = 8
# The goods stay held for so long after the provider's page has ended: its last word takes a while.
NEWS_TAKES = timedelta(minutes=2)
# How much longer goods are held for a payment of which nobody knows how it stands.
UNKNOWN_FOR = timedelta(minutes=20)
# Every look at a page may ask the provider, but not more often than this.
ASK_AFTER = 3  # seconds


class BeingPaid(Refusal):
    words = _("A payment for this is on its way already. Please finish or stop that one first.")


class Checking(Refusal):
    words = _(
        "We are still asking your bank about the last payment. You will not be charged twice; "
        "please wait a minute."
    )


class TimeIsOver(Refusal):
    words = _("The time to pay for this order is over. Please look at it once more.")


class ChargedMeanwhile(Refusal):
    words = _("The payment has gone through in the meantime.")


class TooManyTries(Refusal):
    words = _(
        "That were %(tries)s tries for one order. Please start again from the basket, "
        "or write to us."
    )


@transaction.atomic
def open_attempt(*, intent: Intent, method: str, at: datetime) -> Attempt:
    """
    Write down one try to collect the sum; the one that is open already is returned as it is.

    The goods are held again where their time ran out between two tries, and for as long as this
    one takes: nobody is asked for money for what another has bought.

    :raises BeingPaid: if all is paid
    :raises TimeIsOver: if the time to pay is over, whether or not a sweep has been there
    :raises methods.NoSuchMethod: if this way is not offered, not the one that was agreed to, or
        costs other than was agreed to
    :raises TooManyTries: after MOST_TRIES for one agreement
    :raises holds.OutOfStock: if the goods are gone; it names them
    """
    intent = queries.locked_intent(intent.pk)
    if method != intent.way:
        raise methods.NoSuchMethod()
    open_one = queries.open_attempt_of(intent)
    if open_one and open_one.status != Attempt.Status.PREPARED:
        return open_one
    if intent.status != Intent.Status.OPEN:
        raise BeingPaid()
    if intent.expires_at <= at:
        raise TimeIsOver()
    way = methods.get(method)
    if (way is methods.NOTHING) != (not intent.total):
        raise methods.NoSuchMethod()
    closed = methods.why_not(way, summary=intent, country=intent.country)
    if way.fee != intent.fee or closed:
        raise methods.NoSuchMethod()
    last = open_one or queries.last_attempt_of(intent)
    n = last.n + 1 if last else 1
    if n > MOST_TRIES and not open_one:
        raise TooManyTries(tries=MOST_TRIES)
    if intent.basket_id:
        holds.retake(basket=intent.basket, at=at)
        holds.prolong(basket=intent.basket, until=at + way.page_lives + NEWS_TAKES)
    return open_one or Attempt.objects.create(**_written(intent, way, n=n, at=at))


def first_attempt(*, intent: Intent, method: str, at: datetime) -> Attempt:
    """
    Write down the first try for a purchase that is agreed to in this very transaction, as sent.

    The caller commits it before it starts it. Nobody else can see the purchase yet, so nothing
    needs a lock.

    :raises methods.NoSuchMethod: if there is no such way of paying
    """
    way = methods.get(method)
    attempt = Attempt.objects.create(
        **_written(intent, way, n=1, at=at),
        status=Attempt.Status.SENT,
        due_at=at + way.page_lives,
    )
    attempt.moves.create(
        from_status=Attempt.Status.PREPARED, to_status=Attempt.Status.SENT, moved_at=at
    )
    return attempt


def start(*, attempt: Attempt, at: datetime) -> str:
    """
    Ask the provider for the money, and return where the buyer goes next.

    Outside any transaction: the attempt is committed as sent before the first byte leaves. An
    answer that is lost makes it unknown, never failed. Starting again finds the same payment at
    the provider by its key.
    """
    attempt = _sent(attempt, at=at)
    if not attempt.is_open:
        return return_path(attempt)
    try:
        answer = registry.get(attempt.provider).start(_order(attempt))
    except base.NoAnswer as silence:
        log.warning("No answer from %s to %s: %s", attempt.provider, attempt.key, silence)
        _mark_unknown(attempt, at=at)
        return return_path(attempt)
    from .results import record_result

    attempt = record_result(attempt=attempt, answer=answer, at=at)
    return attempt.url or return_path(attempt)


def look(*, attempt: Attempt, at: datetime) -> Attempt:
    """
    Ask the provider for a buyer who waits, unless somebody did so in this very moment.

    Outside any transaction. Compared and set in Redis, so that a page that is loaded again and
    again asks once; should Redis forget, it asks once more.
    """
    if not cache.add(f"asked:{attempt.pk}", 1, timeout=ASK_AFTER):
        attempt.refresh_from_db()
        return attempt
    return ask(attempt=attempt, at=at)


def look_on_return(*, attempt: Attempt, at: datetime) -> Attempt:
    """
    Ask for a buyer who comes back from the bank: that is news, however lately another page asked.

    Outside any transaction. Coming back again and again asks once, as `look` does.
    """
    if not cache.add(f"returned:{attempt.pk}", 1, timeout=ASK_AFTER):
        return look(attempt=attempt, at=at)
    cache.set(f"asked:{attempt.pk}", 1, timeout=ASK_AFTER)
    return ask(attempt=attempt, at=at)


def ask(*, attempt: Attempt, at: datetime) -> Attempt:
    """
    Ask the provider how a payment stands, and record what it says.

    Outside any transaction. No answer changes nothing but that it is unknown now.
    """
    from .results import record_result

    provider = registry.get(attempt.provider)
    try:
        try:
            answer = provider.ask(str(attempt.key), attempt.provider_reference or "")
        except base.StartAgain:
            answer = provider.start(_order(attempt))
    except base.NoAnswer as silence:
        log.warning("No answer from %s about %s: %s", attempt.provider, attempt.key, silence)
        return _mark_unknown(attempt, at=at)
    return record_result(attempt=attempt, answer=answer, at=at)


def cancel_attempt(*, attempt: Attempt, at: datetime) -> Attempt:
    """
    Stop a payment so that another can be begun, or another way be agreed to.

    Outside any transaction. The provider is asked to close it first, because the buyer may be
    paying in another tab at this moment.

    :raises ChargedMeanwhile: if the money has moved: the order is placed then
    :raises Checking: if the provider does not answer: nothing else may be tried until it does
    """
    from .results import record_result

    attempt.refresh_from_db()
    if attempt.status == Attempt.Status.PREPARED:
        return _cancel_unsent(attempt, at=at)
    if attempt.is_open and attempt.status != Attempt.Status.REVIEW:
        try:
            answer = registry.get(attempt.provider).cancel(
                str(attempt.key), attempt.provider_reference or ""
            )
        except base.NoAnswer as silence:
            _mark_unknown(attempt, at=at)
            raise Checking() from silence
        attempt = record_result(attempt=attempt, answer=answer, at=at)
    if attempt.is_charged:
        raise ChargedMeanwhile()
    if attempt.is_open:
        raise Checking()
    return attempt


def return_path(attempt: Attempt) -> str:
    """Return the path to which the provider sends the buyer back, in the buyer's language."""
    with translation.override(attempt.intent.language):
        return reverse("payments:return", args=[attempt.intent.reference, attempt.n])


def _order(attempt: Attempt) -> base.Order:
    """Say what a provider is asked to collect."""
    intent = attempt.intent
    return base.Order(
        key=str(attempt.key),
        reference=intent.reference,
        amount=attempt.amount,
        currency=attempt.currency,
        language=intent.language,
        return_url=settings.CANDOUR_ORIGIN.rstrip("/") + return_path(attempt),
        description=f"{sellers.shop_name()} {intent.reference}",
        email=intent.email,
        due_at=attempt.due_at,
    )


def _written(intent: Intent, way: methods.PaymentMethod, *, n: int, at: datetime) -> dict[str, Any]:
    return {
        "intent": intent,
        "n": n,
        "method": way.code,
        "provider": way.provider,
        "amount": intent.total,
        "currency": intent.currency,
        "made_at": at,
    }


@transaction.atomic(durable=True)  # a call inside another transaction would not be committed
def _sent(attempt: Attempt, *, at: datetime) -> Attempt:
    if attempt.status != Attempt.Status.PREPARED:
        return attempt  # as it was written with the press, or read a moment ago
    attempt = queries.locked_both(attempt)
    if attempt.status != Attempt.Status.PREPARED:
        return attempt
    if not attempt.intent.is_open:
        return _cancel(attempt, at=at)
    due_at = at + methods.EVERY[attempt.method].page_lives
    lifecycle.move(attempt, to=Attempt.Status.SENT, at=at, also={"due_at": due_at})
    return attempt


@transaction.atomic
def _mark_unknown(attempt: Attempt, *, at: datetime) -> Attempt:
    attempt = queries.locked_both(attempt)
    if lifecycle.may_move(attempt, Attempt.Status.UNKNOWN) and attempt.is_open:
        lifecycle.move(
            attempt,
            to=Attempt.Status.UNKNOWN,
            at=at,
            why=gettext_noop("no answer"),
            also={"asked_at": at},
        )
        if attempt.intent.basket_id:
            holds.prolong(basket=attempt.intent.basket, until=at + UNKNOWN_FOR)
    return attempt


@transaction.atomic
def _cancel_unsent(attempt: Attempt, *, at: datetime) -> Attempt:
    return _cancel(queries.locked_both(attempt), at=at)


def _cancel(attempt: Attempt, *, at: datetime) -> Attempt:
    lifecycle.move(
        attempt,
        to=Attempt.Status.CANCELLED,
        at=at,
        why=gettext_noop("never sent"),
        also={"ended_at": at},
    )
    return attempt
