"""
The test bank: does to a shop whatever banks do, when asked to.

It keeps its own books, knows nothing of orders and is reached by the shop through its adapter and
by the buyer through its hosted page. What it owes the shop by post is a row, sent by its task.
"""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from . import tasks
from .models import Callback, GivenBack, Payment

OPEN_FOR = timedelta(minutes=20)
CODE_LASTS = timedelta(minutes=5)
CODE_TRIES = 5
SILENT_FOR = timedelta(seconds=40)
LATE_BY = timedelta(seconds=30)

# The cards of the demonstration and what the bank says of each.
CARDS = {
    "good": "",
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "limit_reached": "limit_reached",
    "do_not_honour": "do_not_honour",
    "wrong_amount": "",
}


class Silent(Exception):
    """The bank does not answer."""


class Over(Refusal):
    words = _("This payment is over.")


# What the shop asks


@transaction.atomic
def open_payment(
    *,
    key: str,
    shop_reference: str,
    amount: Decimal,
    currency: str,
    language: str,
    return_url: str,
    at: datetime,
) -> Payment:
    """Open a payment, or find the one that was opened with this key."""
    payment, _created = Payment.objects.get_or_create(
        key=key,
        defaults={
            "shop_reference": shop_reference,
            "amount": amount,
            "currency": currency,
            "language": language,
            "return_url": return_url,
            "made_at": at,
            "open_until": at + OPEN_FOR,
        },
    )
    return payment


def state(*, key: str, at: datetime) -> dict[str, Any]:
    """
    Say how a payment stands; cancelled for a key never seen.

    :raises Silent: while the bank answers nobody
    """
    payment = Payment.objects.filter(key=key).first()
    if payment is None:
        return describe(Payment(status=Payment.Status.CANCELLED))
    if payment.silent_until and at < payment.silent_until:
        raise Silent("no answer within the time allowed")
    if not payment.is_over and at >= payment.open_until:
        payment = _end_in_time(payment, at=at)
    return describe(payment)


@transaction.atomic
def close(*, key: str, at: datetime) -> dict[str, Any]:
    """
    Close a payment on which no money has moved, and say how it stands.

    :raises Silent: while the bank answers nobody
    """
    payment = Payment.objects.select_for_update().filter(key=key).first()
    if payment is not None:
        if payment.silent_until and at < payment.silent_until:
            raise Silent("no answer within the time allowed")
        if not payment.is_over:
            _end(payment, Payment.Status.CANCELLED, at=at, reason="cancelled", post=False)
        return describe(payment)
    return describe(Payment(status=Payment.Status.CANCELLED))


@transaction.atomic
def give_back(
    *, key: str, payment_key: str, amount: Decimal, currency: str, at: datetime
) -> dict[str, str]:
    """Give money back, once for a key; never more than was taken."""
    payment = Payment.objects.select_for_update().filter(key=payment_key).first()
    if payment is None or payment.status != Payment.Status.CHARGED:
        return _no("there was no such payment")
    if currency != payment.currency:
        return _no("that is another currency")
    if found := GivenBack.objects.filter(key=key).first():
        return {"status": "done", "reference": found.reference, "problem": ""}
    if payment.given_back + amount > (payment.taken or 0):
        return _no("that is more than was taken")
    Payment.objects.filter(pk=payment.pk).update(given_back=F("given_back") + amount)
    made = GivenBack.objects.create(
        key=key, payment=payment, amount=amount, reference=_reference("TBR"), made_at=at
    )
    return {"status": "done", "reference": made.reference, "problem": ""}


def refund_state(*, key: str) -> dict[str, str] | None:
    """Say how a refund stands; nothing for a key never seen."""
    found = GivenBack.objects.filter(key=key).first()
    return {"status": "done", "reference": found.reference} if found else None


# What the buyer does on the bank's page


@transaction.atomic
def use_card(*, payment: Payment, card: str, behaviour: str, at: datetime) -> Payment:
    """
    Try a card: refuse it, or ask for a one-time code.

    :raises Over: if the payment has ended
    """
    payment = _locked_open(payment, at=at)
    payment.behaviour = behaviour
    if CARDS[card]:
        _end(payment, Payment.Status.DECLINED, at=at, reason=CARDS[card])
        return payment
    payment.status = Payment.Status.CHALLENGE
    payment.taken = payment.amount - 1 if card == "wrong_amount" else payment.amount
    payment.code_until = at + CODE_LASTS
    payment.save()
    return payment


@transaction.atomic
def confirm(*, payment: Payment, code: str, at: datetime) -> Payment:
    """
    Check the one-time code and take the money.

    Five wrong ones refuse the payment.

    :raises Over: if the payment or the code has run out
    """
    payment = _locked_open(payment, at=at)
    if payment.status != Payment.Status.CHALLENGE:
        raise Over()
    if payment.code_until is None or at >= payment.code_until:
        _end(payment, Payment.Status.EXPIRED, at=at, reason="timed_out")
        return payment
    if not secrets.compare_digest(code.encode(), payment.code.encode()):
        payment.tries += 1
        if payment.tries >= CODE_TRIES:
            _end(payment, Payment.Status.DECLINED, at=at, reason="wrong_code")
        else:
            payment.save(update_fields=["tries"])
        return payment
    payment.reference = _reference("TBP")
    if payment.behaviour == Payment.Behaviour.LOST:
        payment.silent_until = at + SILENT_FOR
    _end(payment, Payment.Status.CHARGED, at=at)
    return payment


@transaction.atomic
def leave(*, payment: Payment, at: datetime) -> Payment:
    """Stop a payment at the buyer's wish; one that is over stays as it is."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if not payment.is_over:
        _end(payment, Payment.Status.CANCELLED, at=at, reason="cancelled")
    return payment


# The bank's own books


def describe(payment: Payment) -> dict[str, Any]:
    """Return what the bank says of a payment, in the form of the wire."""
    charged = payment.status == Payment.Status.CHARGED
    word = "pending" if payment.status == Payment.Status.OPEN else str(payment.status)
    return {
        "key": str(payment.key or ""),
        "status": word,
        "reference": payment.reference or "",
        "amount": str(payment.taken) if charged else None,
        "currency": payment.currency if charged else "",
        "reason": payment.reason,
        "url": _page(payment) if payment.pk else "",
    }


def _page(payment: Payment) -> str:
    """Return the bank's page in the language of the buyer, whoever asks for it."""
    with translation.override(payment.language):
        return reverse("testbank:pay", args=[payment.token])


def _locked_open(payment: Payment, *, at: datetime) -> Payment:
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    payment = _run_out(payment, at=at)
    if payment.is_over:
        raise Over()
    return payment


@transaction.atomic
def _end_in_time(payment: Payment, *, at: datetime) -> Payment:
    """End a payment whose time is over as it now stands: it may have been made in that minute."""
    return _run_out(Payment.objects.select_for_update().get(pk=payment.pk), at=at)


def _run_out(payment: Payment, *, at: datetime) -> Payment:
    if not payment.is_over and at >= payment.open_until:
        _end(payment, Payment.Status.EXPIRED, at=at, reason="timed_out", post=False)
    return payment


def _end(
    payment: Payment, status: str, *, at: datetime, reason: str = "", post: bool = True
) -> None:
    payment.status, payment.reason, payment.ended_at = status, reason, at
    if status != Payment.Status.CHARGED:
        payment.taken = None
    payment.save()
    if post:
        _owe_posts(payment, at=at)


def _owe_posts(payment: Payment, *, at: datetime) -> None:
    """Write down what the shop is to be told, in the way that the demonstration asked for."""
    kinds = Payment.Behaviour
    said = describe(payment)
    final = {"type": f"payment.{payment.status}", "payment": said}
    before = {
        "type": "payment.pending",
        "payment": {**said, "status": "pending", "amount": None, "currency": "", "reason": ""},
    }
    # When the answer is lost, so is the post: only asking brings it to light.
    plan: list[tuple[dict[str, Any], timedelta]] = {
        kinds.NORMAL: [(final, timedelta(0))],
        kinds.LOST: [],
        kinds.NO_POSTS: [],
        kinds.LATE: [(final, LATE_BY)],
        kinds.TWICE: [(final, timedelta(0)), (final, timedelta(seconds=2))],
        kinds.REORDERED: [(final, timedelta(0)), (before, timedelta(seconds=3))],
    }[kinds(payment.behaviour)]
    event_id = f"evt_{secrets.token_hex(8)}"
    for n, (body, after) in enumerate(plan):
        same = payment.behaviour == kinds.TWICE
        each_id = event_id if same else f"{event_id}_{n}"
        post = Callback.objects.create(
            payment=payment, event_id=each_id, body={**body, "id": each_id}, due_at=at + after
        )
        if not after:
            tasks.post_callback.delay_on_commit(callback_id=post.pk)


def _reference(prefix: str) -> str:
    return f"{prefix}-{secrets.token_hex(6).upper()}"


def _no(problem: str) -> dict[str, str]:
    return {"status": "failed", "reference": "", "problem": problem}
