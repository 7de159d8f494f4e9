"""What an answer gives: owed from the moment at which it is sent, and seen to until it is done."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.refunds import operations as refunds
from aftersales.refunds import queries as refund_queries
from aftersales.refunds.models import Goodwill, GoodwillProposal
from checkout.order import queries as orders
from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.core.working_time import Calendar
from storefront.promises import operations as promises
from storefront.promises import queries as ledger
from storefront.promises.models import Status as PromiseStatus

from . import queries
from .models import Complaint, Entry, Remedy, Speaker
from .saying import Answered, say, tell

MONEY = (Remedy.REFUND, Remedy.COMPENSATION)
GOODS = (Remedy.REPLACEMENT, Remedy.REPAIR)
PROMISE = "complaint-remedy"
# As our rules on the guarantee say of a repair or a replacement.
DONE_WITHIN = timedelta(days=14)
SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)


class SumNeeded(Refusal):
    words = _("Money back needs a sum, and an order that was paid. Nothing was sent.")


class ForTwo(Refusal):
    words = _(
        "One person gives up to %(most)s for an order. Nothing was sent: propose the sum to a "
        "colleague with the button for it, and answer once they have agreed."
    )


class Waits(Refusal):
    words = _("A colleague has not decided yet about the sum. Nothing was sent.")


class AgreedSum(Refusal):
    words = _("A colleague has agreed to %(sum)s, and it goes back: name that sum.")


class AnotherWaits(Refusal):
    words = _(
        "A colleague is deciding about %(sum)s for this complaint, and nothing else was proposed. "
        "If it should be another sum, have them turn that one down first."
    )


class AloneIsEnough(Refusal):
    words = _("One person may give this sum: send it with the answer.")


class NothingOwed(Refusal):
    words = _("Nothing is owed for this complaint any more.")


class WhatWasDone(Refusal):
    words = _("Say what was done: the complainant reads it.")


def order_of(complaint: Complaint, *, remedy: str, amount: Decimal | None) -> Any:
    """
    Return the order that money goes back for, locked before the complaint is; None for the rest.

    :raises SumNeeded: if there is no such order, or no sum above zero
    """
    if remedy not in MONEY:
        return None
    order = orders.by_number(complaint.order_number) if complaint.order_number else None
    if order is None or not amount or amount <= 0:
        raise SumNeeded()
    return orders.locked(order)


def owe(complaint: Complaint, *, order: Any, amount: Decimal | None, by: Any, at: datetime) -> None:
    """
    Give the money, or promise the thing, in the transaction that answers.

    What a colleague has agreed to is told by the answer that follows, whatever else that gives.

    :raises ForTwo: if it is more than one person gives and no colleague has agreed
    :raises Waits: if a colleague has not decided yet about money that may go back
    :raises AgreedSum: if they agreed to another sum
    """
    if waiting(complaint):
        raise Waits()
    promises.withdraw(subject=complaint, kind=PROMISE, at=at, why="Answered anew")
    words = _what_for(complaint, complaint.remedy)
    if complaint.remedy in MONEY:
        _give(complaint, order, Decimal(str(amount)), words, by=by, at=at)
    elif agreed := agreed_to(complaint):
        complaint.goodwill.add(agreed)
    if complaint.remedy in GOODS:
        promises.make(
            kind=PROMISE,
            subject=complaint,
            due_at=SHOP.close_of(SHOP.next_working_day(SHOP.local_date(at + DONE_WITHIN))),
            at=at,
            words=words,
            basis="CMP-01",
            order_number=complaint.order_number,
            user=complaint.user,
        )


def _give(
    complaint: Complaint, order: Any, amount: Decimal, words: str, *, by: Any, at: datetime
) -> None:
    """Give the sum, or take it for given where a colleague has agreed to it for this answer."""
    if agreed := agreed_to(complaint):
        if agreed.amount != amount:
            raise AgreedSum(sum=money.text(agreed.amount, order.currency))
        complaint.goodwill.add(agreed)
        return
    try:
        key = uuid.uuid5(complaint.key, complaint.status)
        given = refunds.give(order=order, amount=amount, why=words, key=key, by=by, at=at)
    except refunds.NotAlone as alone:
        raise ForTwo(most=money.text(refund_queries.MOST_ALONE, order.currency)) from alone
    complaint.goodwill.add(given)


@transaction.atomic
def propose(
    *, complaint: Complaint, amount: Decimal | None, remedy: str, by: Any, at: datetime
) -> GoodwillProposal:
    """
    Ask a colleague to agree to a sum that one person may not give; the same one is asked once.

    `amount` is in the order's currency. The complainant hears nothing before it is agreed to; then
    the money goes back, and the answer follows. Turned down, another sum may be proposed.

    :raises SumNeeded: if there is no order, or no sum above zero; Answered: if it is not our turn
    :raises AnotherWaits: if a colleague is to decide about another sum
    :raises AgreedSum: if one has agreed to a sum that no answer has told of yet
    :raises AloneIsEnough: if one person may give it, with the answer
    :raises TooMuch: if less than the sum is left of what was paid
    """
    order = order_of(complaint, remedy=Remedy.REFUND, amount=amount)
    complaint = queries.locked(complaint)
    if not complaint.waits_for_us:
        raise Answered()
    if (asked := waiting(complaint)) and asked.amount == amount:
        return asked
    if asked:
        raise AnotherWaits(sum=money.text(asked.amount, order.currency))
    if agreed := agreed_to(complaint):
        raise AgreedSum(sum=money.text(agreed.amount, order.currency))
    if refund_queries.may_give_alone(order, Decimal(str(amount))):
        raise AloneIsEnough()
    made = refunds.propose(
        order=order,
        amount=Decimal(str(amount)),
        why=_what_for(complaint, remedy if remedy in MONEY else Remedy.REFUND),
        key=uuid.uuid4(),
        by=by,
        at=at,
    )
    complaint.proposals.add(made)
    return made


def _what_for(complaint: Complaint, remedy: str) -> str:
    with override(complaint.language):
        what = str(Remedy(remedy).label)
        about = _now("Complaint %(number)s: %(what)s")
        return about % {"number": complaint.reference, "what": what}


def waiting(complaint: Complaint) -> Any:
    """Return the sum that a colleague is to decide about, None if there is none."""
    return complaint.proposals.filter(decided_at=None).first()


def agreed_to(complaint: Complaint) -> Any:
    """Return what a colleague has agreed to and no answer has told of yet, None if nothing."""
    told = complaint.goodwill.values("pk")
    row = complaint.proposals.filter(goodwill__isnull=False).exclude(goodwill__in=told).first()
    return row.goodwill if row else None


class Given(NamedTuple):
    """Money that went back for a complaint: with the last answer, if any, and all of it."""

    by_last: Decimal | None
    in_all: Decimal
    currency: str


def given(complaint: Complaint) -> Given | None:
    """Return what went back for a complaint, by every answer; None where nothing did."""
    mine = Q(complaints=complaint) | Q(proposal__complaints=complaint)
    rows = list(
        Goodwill.objects.filter(mine).select_related("order").distinct().order_by("given_at", "pk")
    )
    if not rows:
        return None
    by_last = rows[-1].amount if complaint.remedy in MONEY else None
    return Given(by_last, sum((each.amount for each in rows), money.ZERO), rows[-1].order.currency)


@transaction.atomic
def carry_out(*, complaint: Complaint, words: str, by: Any, at: datetime) -> Entry:
    """
    Record that the new thing or the repair that was promised is done, and tell the complainant.

    :raises WhatWasDone: if no words say what was done
    :raises NothingOwed: if nothing is, or it was recorded before
    """
    if not words.strip():
        raise WhatWasDone()
    complaint = queries.locked(complaint)
    if owed(complaint) is None:
        raise NothingOwed()
    entry = say(complaint, speaker=Speaker.SHOP, words=words, by=by, at=at)
    promises.keep(subject=complaint, kind=PROMISE, at=at, evidence={"entry": entry.pk}, by=by)
    Complaint.objects.filter(pk=complaint.pk).update(told_at=at)
    tell(complaint, kind="complaint-done", key=f"done-{entry.pk}", at=at)
    return entry


def owed(complaint: Complaint) -> Any:
    """Return the promise of a thing or a repair that is still to be kept, None if there is none."""
    promise = ledger.latest(subject=complaint, kind=PROMISE)
    open_still = (PromiseStatus.MADE, PromiseStatus.BROKEN)
    return promise if promise and promise.status in open_still else None


def late(*, promise: Any, at: datetime) -> None:
    """Tell the complainant, unasked, that what we promised them is late."""
    if complaint := promise.subject:
        tell(complaint, kind="complaint-done-late", key=f"late-{promise.pk}", at=at)
