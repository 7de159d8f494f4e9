"""What an answer gives: owed from the moment at which it is sent, and seen to until it is done."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.refunds import operations as refunds
from checkout.order import queries as orders
from storefront.core.refusal import Refusal
from storefront.core.working_time import Calendar
from storefront.promises import operations as promises
from storefront.promises import queries as ledger
from storefront.promises.models import Status as PromiseStatus

from .models import Complaint, Entry, Remedy, Speaker
from .saying import say, tell

MONEY = (Remedy.REFUND, Remedy.COMPENSATION)
GOODS = (Remedy.REPLACEMENT, Remedy.REPAIR)
PROMISE = "complaint-remedy"
# As our rules on the guarantee say of a repair or a replacement.
DONE_WITHIN = timedelta(days=14)
SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)


class SumNeeded(Refusal):
    words = _("Money back needs a sum, and an order that was paid. Nothing was sent.")


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
    """Give the money, or promise the thing, in the transaction that answers."""
    promises.withdraw(subject=complaint, kind=PROMISE, at=at, why="Answered anew")
    with override(complaint.language):
        what = str(Remedy(complaint.remedy).label)
        about = _now("Complaint %(number)s: %(what)s")
        words = about % {"number": complaint.reference, "what": what}
    if complaint.remedy in MONEY:
        given = refunds.give(
            order=order,
            amount=Decimal(str(amount)),
            why=words,
            key=uuid.uuid5(complaint.key, complaint.status),
            by=by,
            at=at,
        )
        complaint.given, complaint.given_currency = given.amount, order.currency
    else:
        complaint.given, complaint.given_currency = None, ""
    complaint.save(update_fields=["given", "given_currency"])
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


@transaction.atomic
def carry_out(*, complaint: Complaint, words: str, by: Any, at: datetime) -> Entry:
    """
    Record that the new thing or the repair that was promised is done, and tell the complainant.

    :raises WhatWasDone: if no words say what was done
    :raises NothingOwed: if nothing is, or it was recorded before
    """
    if not words.strip():
        raise WhatWasDone()
    complaint = Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
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
