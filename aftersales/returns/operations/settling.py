"""Paying for a return: once, under the lock of its order; and objections to what was taken off."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.returns import queries, sums, telling, windows
from aftersales.returns.models import Return
from checkout.order import queries as orders
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from storefront.core import sweeps
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import day_words
from storefront.policies import house
from storefront.promises import operations as promises

# So long before it is due a refund is ordered even if nobody has looked into the parcel.
BEFORE_DUE = timedelta(hours=2)
AT_THE_BANK = timedelta(days=3)
OBJECT_WITHIN = timedelta(days=30)


class NotDecided(Refusal):
    words = _("This return is not accepted, so nothing is paid for it.")


class NothingTakenOff(Refusal):
    words = _("Nothing was taken off, so there is nothing to object to.")


class NothingToAnswer(Refusal):
    words = _("There is no objection to decide here, or it is decided, or its reasons are missing.")


class TooLateToObject(Refusal):
    words = _("The last day to object was %(day)s. You can still make a complaint about it.")


class SomebodyElse(Refusal):
    words = _(
        "An objection is decided by somebody who neither unpacked the parcel nor took anything off."
    )


@transaction.atomic
def settle(
    *, returned: Return, at: datetime, by: Any = None, part_of_price: Decimal | None = None
) -> Return:
    """
    Order the money of an accepted return from the bank; settling again changes nothing.

    `part_of_price` is what a price reduction gives back, in the order's currency, instead of the
    sum for goods that come back.

    :raises NotDecided: if it is not accepted
    :raises NotPaidYet: if nobody has recorded the buyer's money yet, such as cash of a driver
    """
    order = orders.locked(returned.order)
    returned = queries.locked(returned)
    if returned.is_settled:
        return returned
    if not payment_queries.money_came_in(order):
        raise payments.NotPaidYet()
    if returned.status not in (Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED):
        raise NotDecided()
    made = (
        sums.of(returned) if part_of_price is None else sums.part_of_price(returned, part_of_price)
    )
    if made.total:
        due = windows.refund_due_at(returned) if part_of_price is None else None
        returned.refund = payments.refund(
            order=order,
            amount=made.total,
            reason=_reason(returned),
            key=f"return:{returned.pk}",
            due_at=max(due or at, at + AT_THE_BANK),
            words=returned.reference,
            by=by,
            at=at,
        )
    if part_of_price is None:
        # What is counted later says what came, not what was paid for.
        for each in returned.lines.all():
            each.paid = each.counted
            each.save(update_fields=["paid"])
    returned.settled_at, returned.settlement = at, made.as_json()
    returned.save(update_fields=["settled_at", "settlement", "refund"])
    evidence = {"refund": returned.refund.reference} if returned.refund else {}
    promises.keep(subject=returned, kind="return_refund", at=at, by=by, evidence=evidence)
    telling.about("return_settled", returned, at=at)
    return returned


def settle_due(*, at: datetime) -> int:
    """
    Order the money of every return of which the promise would else be broken; return how many.

    Nobody has to have unpacked it: the promise counts from the parcel's coming, not from our
    looking. Each in a transaction of its own, so that one that fails does not stop the others.
    """
    return sweeps.each(
        "returns.settle", queries.to_settle(at), lambda returned: _settle_if_due(returned, at=at)
    )


def _settle_if_due(returned: Return, *, at: datetime) -> bool:
    due = windows.refund_due_at(returned)
    if due is None or at < due - BEFORE_DUE:
        return False
    if returned.remedy not in ("", Return.Remedy.REFUND):
        return False
    return settle(returned=returned, at=at).is_settled


@transaction.atomic
def object_to(*, returned: Return, words: str, at: datetime, by: Any = None) -> Return:
    """
    Take the buyer's objection to a deduction; objecting again changes nothing.

    :raises NothingTakenOff: if nothing was
    :raises TooLateToObject: if the time to object is over
    """
    orders.locked(returned.order)
    returned = queries.locked(returned)
    if returned.objected_at:
        return returned
    last = last_day_to_object(returned)
    if last is None:
        raise NothingTakenOff()
    if windows.SHOP.local_date(at) > last:
        raise TooLateToObject(day=day_words(last))
    returned.objected_at, returned.objection = at, words[:2000]
    returned.save(update_fields=["objected_at", "objection"])
    due = windows.SHOP.due_after_working_days(at, house.ANSWER_WORKING_DAYS)
    telling.promise(
        returned,
        "answer_objection",
        _("Have somebody else decide about your objection"),
        due,
        at=at,
    )
    return returned


@transaction.atomic
def answer_objection(
    *, returned: Return, give_back: bool, words: str, by: Any, at: datetime
) -> Return:
    """
    Decide an objection, with reasons; where it is right, what was taken off is paid.

    :raises SomebodyElse: if it is whoever unpacked the parcel, or took something off
    :raises NothingToAnswer: if nobody objected, it was decided, or no reasons are given
    """
    order = orders.locked(returned.order)
    returned = queries.locked(returned)
    if not returned.objected_at or returned.objection_answer or not words.strip():
        raise NothingToAnswer()
    involved = (returned.parcel.unpacked_by_id, returned.parcel.valued_by_id)
    if getattr(by, "pk", None) is None or by.pk in involved:
        raise SomebodyElse()
    if give_back:
        payments.refund(
            order=order,
            amount=taken_off(returned),
            reason=_reason(returned),
            key=f"return-objection:{returned.pk}",
            words=returned.reference,
            by=by,
            at=at,
        )
    returned.objection_answer = words[:2000]
    returned.save(update_fields=["objection_answer"])
    promises.keep(subject=returned, kind="answer_objection", at=at, by=by)
    telling.about("return_objection", returned, at=at, given=give_back)
    return returned


def last_day_to_object(returned: Return) -> date | None:
    """Return the last day to object to what was taken off; None where nothing was."""
    if not returned.settled_at or not taken_off(returned):
        return None
    return windows.SHOP.local_date(returned.settled_at + OBJECT_WITHIN)


def taken_off(returned: Return) -> Decimal:
    return -sum(
        (Decimal(amount) for name, amount in returned.settlement if name == "value"),
        start=Decimal("0.00"),
    )


def _reason(returned: Return) -> str:
    return {
        Return.Kind.WITHDRAWAL: Refund.Reason.WITHDRAWAL,
        Return.Kind.GOODWILL: Refund.Reason.GOODWILL,
        Return.Kind.RECALL: Refund.Reason.RECALL,
    }.get(returned.kind, Refund.Reason.FAULT)
