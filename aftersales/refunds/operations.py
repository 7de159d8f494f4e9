"""Money given of our own accord, and what lateness adds. Each: lock, check, write, tell."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as orders
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core import sweeps
from storefront.core.refusal import Refusal
from storefront.promises.models import Promise

from . import lateness, queries, telling
from .models import Goodwill, GoodwillProposal, LateExtra

TooMuch = payments.TooMuch
NotPaidYet = payments.NotPaidYet


class NoMoney(Refusal):
    words = _("The sum must be above zero.")


class NoWords(Refusal):
    words = _("Say why: the buyer reads it.")


class NotAlone(Refusal):
    words = _("One person gives %(most)s %(currency)s for an order; above that two decide.")


class SamePerson(Refusal):
    words = _("Who proposed it does not decide it: that is for a colleague.")


class AlreadyDecided(Refusal):
    words = _("This is decided already; nothing was changed.")


class NoReference(Refusal):
    words = _("Write the reference of the bank.")


@transaction.atomic
def give(
    *, order: Any, amount: Decimal, why: str, key: uuid.UUID, by: Any, at: datetime
) -> Goodwill:
    """
    Give part of what an order cost back of our own accord; pressing twice (`key`) gives once.

    `amount` is in the order's currency and never more than is left of what came in.

    :raises NoMoney: if it is not above zero
    :raises NoWords: if no reason is given
    :raises NotAlone: if it is more than one person gives; then it is proposed
    :raises TooMuch: if less is left
    :raises NotPaidYet: if nothing came in
    """
    order = orders.locked(order)
    if found := Goodwill.objects.filter(key=key).first():
        return found
    _check(amount, why)
    if not queries.may_give_alone(order, amount):
        raise NotAlone(most=queries.MOST_ALONE, currency=order.currency)
    return _give(order, amount, why, key=key, by=by, at=at)


@transaction.atomic
def give_or_propose(
    *, order: Any, amount: Decimal, why: str, key: uuid.UUID, by: Any, at: datetime
) -> Goodwill | GoodwillProposal:
    """
    Give what one person may, and propose what is more; pressing twice (`key`) finds the first.

    `amount` is in the order's currency. What one press gave is never proposed by its second one.

    :raises NoMoney: if it is not above zero
    :raises NoWords: if no reason is given
    :raises TooMuch: if less is left
    :raises NotPaidYet: if nothing came in
    """
    order = orders.locked(order)
    if found := queries.pressed(key):
        return found
    do = give if queries.may_give_alone(order, amount) else propose
    return do(order=order, amount=amount, why=why, key=key, by=by, at=at)


@transaction.atomic
def propose(
    *, order: Any, amount: Decimal, why: str, key: uuid.UUID, by: Any, at: datetime
) -> GoodwillProposal:
    """
    Propose goodwill that a second person decides about; pressing twice (`key`) proposes once.

    `amount` is in the order's currency. Nothing goes back, and the buyer hears nothing, before.

    :raises NoMoney: if it is not above zero
    :raises NoWords: if no reason is given
    :raises TooMuch: if less is left
    :raises AlreadyDecided: if this press has given it already
    """
    order = orders.locked(order)
    if found := GoodwillProposal.objects.filter(key=key).first():
        return found
    if Goodwill.objects.filter(key=key).exists():
        raise AlreadyDecided()
    _check(amount, why)
    if amount > payment_queries.refundable(order):
        raise TooMuch()
    return GoodwillProposal.objects.create(
        key=key,
        order=order,
        amount=amount,
        why=why,
        proposed_by=by if getattr(by, "pk", None) else None,
        proposed_at=at,
    )


@transaction.atomic
def approve(*, proposal: GoodwillProposal, by: Any, at: datetime) -> Goodwill:
    """
    Give what a colleague has proposed, as the second person; approving again gives nothing more.

    :raises SamePerson: if it is whoever proposed it
    :raises AlreadyDecided: if it was turned down
    :raises TooMuch: if less is left by now
    """
    order = orders.locked(proposal.order)
    proposal = queries.locked_proposal(proposal)
    if proposal.goodwill:
        return proposal.goodwill
    _check_second(proposal, by)
    made = _give(order, proposal.amount, proposal.why, key=proposal.key, by=by, at=at)
    proposal.goodwill, proposal.decided_at, proposal.decided_by = made, at, by
    proposal.save(update_fields=["goodwill", "decided_at", "decided_by"])
    return made


@transaction.atomic
def turn_down(*, proposal: GoodwillProposal, by: Any, at: datetime) -> GoodwillProposal:
    """
    Give nothing of what a colleague has proposed; whoever proposed it may take it back like this.

    :raises AlreadyDecided: if it was given
    """
    orders.locked(proposal.order)
    proposal = queries.locked_proposal(proposal)
    if proposal.goodwill:
        raise AlreadyDecided()
    if proposal.decided_at is None:
        proposal.decided_at, proposal.decided_by = at, by
        proposal.save(update_fields=["decided_at", "decided_by"])
    return proposal


def _check(amount: Decimal, why: str) -> None:
    if amount <= 0:
        raise NoMoney()
    if not why.strip():
        raise NoWords()


def _check_second(proposal: GoodwillProposal, by: Any) -> None:
    if proposal.decided_at:
        raise AlreadyDecided()
    if getattr(by, "pk", None) is None or by.pk == proposal.proposed_by_id:
        raise SamePerson()


def _give(
    order: Any, amount: Decimal, why: str, *, key: uuid.UUID, by: Any, at: datetime
) -> Goodwill:
    refund = payments.refund(
        order=order,
        amount=amount,
        reason=Refund.Reason.GOODWILL,
        key=f"goodwill:{key}",
        words=why,
        by=by,
        at=at,
    )
    made = Goodwill.objects.create(
        key=key,
        order=order,
        amount=amount,
        why=why,
        given_by=by if getattr(by, "pk", None) else None,
        given_at=at,
        refund=refund,
    )
    telling.goodwill(made, at=at)
    return made


def tell_late(*, promise: Promise, at: datetime) -> None:
    """Open the remedy of a refund that is late: tell the buyer, and what it adds for each week."""
    refund = _refund_of(promise)
    if refund is not None and refund.order is not None:
        telling.late(refund, at=at)


def work_out_extras(*, at: datetime) -> int:
    """
    Owe the extra of every refund that was given back late; return how many. Repeatable.

    Worked out once, when the refund is done: until then it still grows.
    """
    return sweeps.each(
        "refunds.extras", queries.late_and_done(), lambda refund: _work_out_extra(refund, at=at)
    )


@transaction.atomic
def _work_out_extra(refund: Refund, *, at: datetime) -> bool:
    extra = lateness.of(refund, at=at)
    if not extra.amount:
        return False
    made, is_new = LateExtra.objects.get_or_create(
        refund=refund,
        defaults={
            "amount": extra.amount,
            "currency": refund.currency,
            "basis": extra.basis,
            "due_at": extra.due_at,
            "worked_out_at": at,
        },
    )
    if is_new:
        telling.more(made, at=at)
    return is_new


@transaction.atomic
def record_paid(*, extra: LateExtra, reference: str, by: Any, at: datetime) -> LateExtra:
    """
    Record that an extra was transferred, with the reference of the bank; once.

    :raises NoReference: if there is none
    """
    extra = LateExtra.objects.select_for_update().get(pk=extra.pk)
    if extra.paid_at:
        return extra
    if not reference.strip():
        raise NoReference()
    extra.paid_at, extra.bank_reference = at, reference.strip()[:64]
    extra.paid_by = by if getattr(by, "pk", None) else None
    extra.save(update_fields=["paid_at", "bank_reference", "paid_by"])
    return extra


def _refund_of(promise: Promise) -> Refund | None:
    subject = promise.subject
    return subject if isinstance(subject, Refund) else getattr(subject, "refund", None)
