"""What a provider says, recorded once; the moment at which a payment becomes an order."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.holds import stock
from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.payments import ledger, methods, placing, queries, telling
from checkout.payments.models import OPEN, Attempt, Intent, Refund
from checkout.payments.providers import base
from checkout.promotions import operations as promotions
from storefront.core import lifecycle
from storefront.partner import stops

from . import intents, refunds

log = logging.getLogger("candour.payments")
Basket = get_model("basket", "Basket")

AGAIN_WITHIN = timedelta(minutes=15)
PAID_BY_OTHER_MONEY = gettext_noop("paid by other money")
TRANSFER_WITHIN_WORKING_DAYS = 5
# Carriers settle what their drivers took within a week or so.
CASH_WITHIN_WORKING_DAYS = 7


@transaction.atomic
def record_result(
    *, attempt: Attempt, answer: base.Answer, at: datetime, by: Any = None
) -> Attempt:
    """
    Write down what a provider says of an attempt, and all that follows from it, at once.

    Called by the return page, by the webhook and by reconciliation: whoever comes first writes
    order, ledger, agreement, promises, stock and messages in this one transaction; the others wait
    at the intent's lock and find it done. Late or repeated news changes nothing. Money that comes
    for something that cannot be had any more goes back by itself.
    """
    intent, attempt = locked(attempt)
    # What is decided, or is for a person to decide, no news moves any more; nor what a person has
    # decided, having given back what came in.
    decided = attempt.captured or attempt.status in (Attempt.Status.CHARGED, Attempt.Status.REVIEW)
    if decided or not lifecycle.may_move(attempt, answer.status):
        _note_page(attempt, answer)
        return attempt
    if answer.status == base.CHARGED:
        _charged(intent, attempt, answer, at=at, by=by)
        return attempt
    ends = answer.status not in OPEN
    lifecycle.move(
        attempt,
        to=answer.status,
        by=by,
        at=at,
        why=answer.reason,
        also={
            "reason": answer.reason,
            "url": attempt.url or answer.url,
            "provider_reference": attempt.provider_reference or answer.reference or None,
            "ended_at": at if ends else None,
        },
    )
    if ends:
        _refused(intent, attempt, at=at)
    elif methods.EVERY[attempt.method].waits and not intent.order_id:
        _place_unpaid(intent, attempt, at=at)
    return attempt


def locked(attempt: Attempt) -> tuple[Intent, Attempt]:
    """Return an intent and its attempt as they stand, locked: intent, order, attempt."""
    intent = queries.locked_intent(attempt.intent_id)
    if intent.order_id:
        intent.order = order_queries.locked(intent.order)
    attempt = queries.locked_attempt(attempt.pk)
    attempt.intent = intent
    return intent, attempt


def _note_page(attempt: Attempt, answer: base.Answer) -> None:
    """Keep the address of the provider's page, which an answer that overtook it did not have."""
    if answer.url and not attempt.url:
        attempt.url = answer.url
        attempt.provider_reference = attempt.provider_reference or answer.reference or None
        attempt.save(update_fields=["url", "provider_reference"])


def _charged(
    intent: Intent, attempt: Attempt, answer: base.Answer, *, at: datetime, by: Any
) -> None:
    attempt.provider_reference = answer.reference or attempt.provider_reference
    known = {"url": attempt.url or answer.url, "ended_at": at}
    wrong = _what_is_wrong(attempt, answer)
    if wrong:
        # Held for a person: neither an order for the wrong sum nor silence about money that came.
        words, came_in = wrong
        log.error("Attempt %s needs review: %s", attempt.key, words)
        lifecycle.move(
            attempt,
            to=Attempt.Status.REVIEW,
            by=by,
            at=at,
            why=words,
            also={
                **known,
                "provider_reference": attempt.provider_reference,
                "review_words": words,
                "captured": came_in,
                "captured_currency": answer.currency if came_in else "",
            },
        )
        return
    lifecycle.move(
        attempt,
        to=Attempt.Status.CHARGED,
        by=by,
        at=at,
        also={
            **known,
            "provider_reference": attempt.provider_reference,
            "captured": attempt.amount,
            "captured_currency": attempt.currency,
        },
    )
    follow_charge(intent, attempt, at=at, by=by)


def follow_charge(intent: Intent, attempt: Attempt, *, at: datetime, by: Any) -> None:
    """Place or pay the order of a charge, or give the money back; behind the locks of both."""
    if intent.order_id:
        _charged_after_order(intent, attempt, at=at, by=by)
    elif not _may_still_be_placed(intent, at=at):
        refunds.give_back_at_once(attempt, intent, Refund.Reason.LEFT, at=at)
    else:
        _place(intent, attempt, at=at)


def _what_is_wrong(attempt: Attempt, answer: base.Answer) -> tuple[str, Decimal] | None:
    """
    Say why a charge is not simply the one asked for, and what came in by it, in its own currency.

    Money under a reference that has paid before came in once, and is the other purchase's.
    """
    twice = Attempt.objects.filter(provider_reference=attempt.provider_reference)
    if attempt.provider_reference and twice.exclude(pk=attempt.pk).exists():
        reference, attempt.provider_reference = attempt.provider_reference, None
        return f"the reference {reference} has paid for another purchase already", Decimal("0.00")
    if answer.amount != attempt.amount or answer.currency != attempt.currency:
        return (
            f"{answer.amount} {answer.currency} came in, "
            f"{attempt.amount} {attempt.currency} was asked for"
        ), answer.amount or Decimal("0.00")
    return None


def _charged_after_order(intent: Intent, attempt: Attempt, *, at: datetime, by: Any) -> None:
    others = intent.attempts.filter(status=Attempt.Status.CHARGED).exclude(pk=attempt.pk)
    order = intent.order
    if others.exists():
        refunds.give_back_at_once(attempt, intent, Refund.Reason.PAID_TWICE, at=at)
    elif order.status == order.Status.CANCELLED:
        if back := refunds.give_back_at_once(attempt, intent, Refund.Reason.CANCELLED, at=at):
            telling.money_comes_back(intent, back, at=at)
    else:
        refunds.end_waiting(order, why=PAID_BY_OTHER_MONEY, by=by, at=at)
        ledger.record_capture(order, attempt, at=at)
        was_waiting = order.status == order.Status.AWAITING_PAYMENT
        orders.mark_paid(order=order, by=by, at=at, why=attempt.provider_reference or "")
        if was_waiting:
            placing.promise_delivery(order, intent, at=at)
        telling.payment_received(intent, attempt, at=at)


def _place(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    try:
        counted = _take_goods(intent, at=at)
    except (holds.OutOfStock, holds.HoldIsOver):
        _sold_out(intent, at=at)
        recalled = stops.stopped(line["stockrecord_id"] for line in intent.summary["lines"])
        why = Refund.Reason.RECALL if recalled else Refund.Reason.SOLD_OUT
        refunds.give_back_at_once(attempt, intent, why, at=at)
        return
    placing.place(intent, attempt, paid=True, counted=counted, at=at)


def _place_unpaid(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    """
    Place an order whose money comes later: by transfer, or at the door.

    Where a worker died after the press, that may be later than the goods were held.
    """
    try:
        counted = _take_goods(intent, at=at)
    except (holds.OutOfStock, holds.HoldIsOver):
        _sold_out(intent, at=at)
        lifecycle.move(
            attempt,
            to=Attempt.Status.CANCELLED,
            at=at,
            why=gettext_noop("sold out"),
            also={"ended_at": at},
        )
        return
    # What is paid at the door is due once the goods have been there.
    attempt.due_at = transfer_due(at) if attempt.provider == "bank_transfer" else None
    attempt.save(update_fields=["due_at"])
    placing.place(intent, attempt, paid=False, counted=counted, at=at)


def transfer_due(at: datetime) -> datetime:
    """Return until when a transfer that is asked for at this moment is waited for."""
    return placing.SHOP.due_after_working_days(at, TRANSFER_WITHIN_WORKING_DAYS)


def cash_is_due(*, order: Any, at: datetime, **_facts: Any) -> None:
    """Say by when the carrier hands in what its driver took at the door of a delivered order."""
    waiting = Attempt.objects.filter(
        intent__order=order, provider="on_delivery", status=Attempt.Status.PENDING, due_at=None
    )
    waiting.update(due_at=placing.SHOP.due_after_working_days(at, CASH_WITHIN_WORKING_DAYS))


def cash_is_not_due(*, order: Any, **_facts: Any) -> None:
    """Wait for no cash of an order that has not been delivered after all."""
    Attempt.objects.filter(
        intent__order=order, provider="on_delivery", status=Attempt.Status.PENDING
    ).update(due_at=None)


def _sold_out(intent: Intent, *, at: datetime) -> None:
    """End an agreement whose goods are gone; the basket is its buyer's again."""
    if intent.status == Intent.Status.OPEN:
        lifecycle.move(
            intent, to=Intent.Status.EXPIRED, at=at, why=gettext_noop("sold out while paying")
        )
    intents.thaw(intent, at=at)


def _take_goods(intent: Intent, *, at: datetime) -> set[int]:
    """
    Turn the holds into the order's allocation; take again what a late payment has paid for.

    Returns the stock records whose units are allocated; others are not counted.

    :raises holds.OutOfStock: if it is gone, or recalled
    """
    basket = intent.basket
    if intent.status == Intent.Status.EXPIRED:  # it was thawed, and is taken out of use again
        Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.FROZEN)
    try:
        confirmed = holds.confirm_within(basket=basket, at=at)
    except holds.HoldIsOver:
        holds.retake(basket=basket, at=at)
        confirmed = holds.confirm_within(basket=basket, at=at)
    counted = {hold.stockrecord_id for hold in confirmed}
    # A recall lets go of every hold, so of goods that are held there is nothing left to ask.
    if unheld := {line["stockrecord_id"] for line in intent.summary["lines"]} - counted:
        stock.lock(unheld)
        if stops.stopped(unheld):
            raise holds.OutOfStock()
    return counted


def _may_still_be_placed(intent: Intent, *, at: datetime) -> bool:
    """
    An open agreement may; one that ran out may if its basket is as it was agreed to.

    What its promotions are limited to must not be used up meanwhile: it is taken again here.
    """
    if intent.status == Intent.Status.OPEN:
        return True
    if intent.status != Intent.Status.EXPIRED or intent.basket_id is None:
        return False
    basket = queries.locked_basket(intent.basket_id)
    if basket.status not in (Basket.OPEN, Basket.FROZEN) or queries.live_intent(
        basket_id=basket.pk
    ):
        return False
    agreed = {(line["line_id"], line["quantity"]) for line in intent.summary["lines"]}
    as_agreed = agreed == set(basket.lines.values_list("pk", "quantity"))
    return as_agreed and promotions.take_again(intent=intent, at=at)


def _refused(intent: Intent, attempt: Attempt, *, at: datetime) -> None:
    """Keep the goods for another try, and say what happened (LBT-6.2.5.4)."""
    if intent.order_id:
        return
    if intent.is_open:
        until = at + AGAIN_WITHIN
        if intent.expires_at < until:
            intent.expires_at = until
            intent.save(update_fields=["expires_at"])
        if intent.basket_id:
            holds.prolong(basket=intent.basket, until=until, in_all=holds.LONGEST)
    if attempt.status == Attempt.Status.DECLINED:
        telling.payment_refused(intent, attempt, at=at)
