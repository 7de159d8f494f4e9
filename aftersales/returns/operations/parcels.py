"""The parcel of a return: how it travels, that it was sent, that it came, what was in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.returns import queries, sums, telling, windows
from aftersales.returns.models import Return, ReturnParcel
from checkout.order import queries as orders
from storefront.core import lifecycle, money
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from . import opening, replacing, valuing
from .valuing import Found, NotPossible

STILL_MAY_COME = timedelta(days=14)


class Unpacked(Refusal):
    words = gettext_lazy("Somebody has unpacked this already; look at what was found.")


@transaction.atomic
def choose_way(*, returned: Return, way: str, at: datetime, by: Any = None) -> Return:
    """
    Choose how the goods travel; our label is free where the fault is ours (policy "returns").

    Its price is taken off only once there is a label.

    :raises NotPossible: if they are on their way already
    """
    returned = _locked(returned)
    if returned.parcel.status != ReturnParcel.Status.ANNOUNCED or returned.is_settled:
        raise NotPossible()
    paid_by_buyer = way == Return.WayBack.LABEL and not returned.our_fault
    returned.way_back = way
    returned.label_price = windows.label_price(returned.order) if paid_by_buyer else Decimal("0.00")
    returned.save(update_fields=["way_back", "label_price"])
    if way == Return.WayBack.LABEL:
        order_label(returned)
    return returned


@opening.stores_first
@transaction.atomic
def tell_sent(
    *,
    returned: Return,
    at: datetime,
    carrier: str = "",
    number: str = "",
    files: Any = (),
    by: Any = None,
) -> Return:
    """
    Take the buyer's word and proof that the parcel is on its way: from here the money is owed.

    :raises NotPossible: if it is on its way already, has come, or nothing is to come
    """
    returned = _locked(returned)
    parcel = returned.parcel
    if not lifecycle.may_move(parcel, ReturnParcel.Status.ON_THE_WAY):
        raise NotPossible()
    lifecycle.move(parcel, to=ReturnParcel.Status.ON_THE_WAY, by=by, at=at, why=number)
    parcel.carrier, parcel.number, parcel.sent_at = carrier[:80], number[:80], at
    parcel.save(update_fields=["carrier", "number", "sent_at"])
    _charge_no_label_that_was_not_used(returned)
    opening.add_photos(returned, files, shows="proof", at=at, by=by)
    promise_refund(returned, at=at)
    return returned


@transaction.atomic
def carrier_brings_it(*, returned: Return, sent_at: datetime, at: datetime) -> Return:
    """
    Note that the carrier is bringing back what never reached the buyer: its word is the proof.

    Nothing for what is with us, or was paid.
    """
    returned = _locked(returned)
    parcel = returned.parcel
    waits = parcel.status == ReturnParcel.Status.ON_THE_WAY and not returned.is_settled
    if waits and returned.carrier_has_it and parcel.sent_at is None:
        parcel.sent_at = sent_at
        parcel.save(update_fields=["sent_at"])
        promise_refund(returned, at=at)
    return returned


@transaction.atomic
def went_to_the_buyer(*, returned: Return, at: datetime) -> Return:
    """
    Put a return back to "with you": the carrier has brought the goods to the buyer after all.

    They are sent back like any others; nothing where they are with us, or were paid.
    """
    returned = _locked(returned)
    parcel = returned.parcel
    waits = parcel.status == ReturnParcel.Status.ON_THE_WAY and not returned.is_settled
    if waits and returned.carrier_has_it:
        lifecycle.move(parcel, to=ReturnParcel.Status.ANNOUNCED, at=at, why="delivered after all")
        parcel.sent_at = None
        parcel.save(update_fields=["sent_at"])
        returned.way_back = ""
        returned.send_back_by = windows.last_day_to_send(returned, told_at=at)
        returned.save(update_fields=["way_back", "send_back_by"])
        promises.withdraw(subject=returned, kind="return_refund", at=at, why="delivered after all")
    return returned


@transaction.atomic
def doubt_proof(*, returned: Return, why: str, by: Any, at: datetime) -> Return:
    """
    Put a parcel back to "with you" because what was shown does not show that it was sent.

    :raises NotPossible: if it was not told to be on its way, or the money has gone out
    """
    returned = _locked(returned)
    parcel = returned.parcel
    if parcel.status != ReturnParcel.Status.ON_THE_WAY or returned.is_settled or not why.strip():
        raise NotPossible()
    lifecycle.move(parcel, to=ReturnParcel.Status.ANNOUNCED, by=by, at=at, why=why)
    parcel.sent_at = None
    parcel.save(update_fields=["sent_at"])
    promises.withdraw(subject=returned, kind="return_refund", at=at, why=why)
    telling.about("return_proof", returned, at=at, again=str(parcel.moves.count()), why=why)
    return returned


@transaction.atomic
def arrive(
    *, returned: Return, at: datetime, came_at: datetime | None = None, by: Any = None
) -> Return:
    """
    Record that the parcel is back with us, from which the refund is owed; unpacking comes later.

    `came_at` is when, if it was before now. Recording it again changes nothing.

    :raises NotPossible: if nothing is to come back
    """
    returned = _locked(returned)
    parcel = returned.parcel
    if parcel.is_with_us:
        return returned
    if not lifecycle.may_move(parcel, ReturnParcel.Status.RECEIVED):
        raise NotPossible()
    parcel.received_at = min(came_at or at, at)
    parcel.save(update_fields=["received_at"])
    lifecycle.move(parcel, to=ReturnParcel.Status.RECEIVED, by=by, at=at)
    if returned.status == Return.Status.REFUSED and returned.is_withdrawal:
        lifecycle.move(returned, to=Return.Status.ACCEPTED, by=by, at=at, why="it came after all")
        returned.decided_at, returned.reasons = at, ""
        returned.save(update_fields=["decided_at", "reasons"])
    promise_refund(returned, at=at)
    return returned


@opening.stores_first
@transaction.atomic
def receive(
    *,
    returned: Return,
    found: Mapping[int, Found],
    at: datetime,
    by: Any = None,
    came_at: datetime | None = None,
    files: Any = (),
    decides: bool = True,
) -> Return:
    """
    Record what was in the parcel; what is accepted is paid at once (by the key of the return line).

    Whoever packs counts and looks, and does not decide about money (`decides`): where value may be
    lost, `valuing.value` says afterwards what comes off, and the rest is paid then.

    A deduction needs its reason, takes no more than the thing cost, and is for changes of mind
    alone, where it was used more than for trying. What the seal of which is broken, where the law
    then ends the right, is taken off whole. Nothing is taken off once the money has gone out. What
    was counted stays as it was counted.

    :raises NotPossible: if nothing was to come, or a count or a sum cannot be
    :raises Unpacked: if somebody has counted it already
    """
    returned = _locked(returned)
    if not returned.lines.filter(received=None).exists():
        raise Unpacked()
    returned = arrive(returned=returned, at=at, came_at=came_at, by=by)
    short = False
    for each in returned.lines.select_related("line").order_by("pk"):
        seen = found.get(each.pk, Found(received=each.quantity))
        if not 0 <= seen.received <= each.quantity:
            raise NotPossible(gettext_lazy("More came than was announced; write it in the note."))
        each.received, each.condition = seen.received, seen.condition
        if decides:
            each.deduction, each.why = valuing.deduction(returned, each, seen)
        each.save(update_fields=["received", "condition", "deduction", "why"])
        short = short or seen.received < each.quantity or each.deduction > 0
    parcel = returned.parcel
    # Somebody else decides what the buyer may object to, whoever had noted that it came.
    parcel.unpacked_by = by if getattr(by, "pk", None) else None
    parcel.to_value = not decides and valuing.may_be_worth_less(returned)
    parcel.save(update_fields=["unpacked_by", "to_value"])
    opening.add_photos(returned, files, shows="fault", at=at, by=by, by_staff=True)
    if parcel.to_value:
        return returned
    return valuing.pay(returned, in_part=short, by=by, at=at)


@transaction.atomic
def never_came(*, returned: Return, by: Any, at: datetime) -> Return:
    """
    Close a return whose goods were not sent, two weeks after the last day to send them.

    :raises NotPossible: before that day, or if the money has gone out
    """
    returned = _locked(returned)
    parcel, last = returned.parcel, returned.send_back_by
    waited = last is not None and windows.SHOP.local_date(at) > last + STILL_MAY_COME
    if returned.is_settled or not waited:
        raise NotPossible()
    replacing.put_back(returned)
    lifecycle.move(parcel, to=ReturnParcel.Status.NEVER_CAME, by=by, at=at)
    with translation.override(returned.language):
        returned.reasons = _(
            "The goods did not reach us. If you have sent them, show us the receipt."
        )
    lifecycle.move(returned, to=Return.Status.REFUSED, by=by, at=at, why="never came")
    returned.decided_at = at
    returned.save(update_fields=["reasons", "decided_at"])
    promises.withdraw(subject=returned, at=at, why="never came")
    telling.about("return_decided", returned, at=at, again="never-came")
    return returned


def promise_refund(returned: Return, *, at: datetime) -> None:
    """Promise by when the money is ordered from the bank; the caller holds the lock."""
    due = windows.refund_due_at(returned)
    refused = returned.status in (Return.Status.REFUSED, Return.Status.OPEN)
    if due is None or returned.is_settled or refused:
        return
    if returned.remedy not in ("", Return.Remedy.REFUND):
        return
    total = sums.of(returned)
    with translation.override(returned.language):
        words, basis = _promised(returned)
        promises.make(
            kind="return_refund",
            subject=returned,
            due_at=due,
            at=at,
            words=words % {"sum": money.text(total.total, total.currency)},
            basis=basis,
            order_number=returned.order.number,
            user=returned.order.user,
        )


def _charge_no_label_that_was_not_used(returned: Return) -> None:
    """
    Take back the choice of our label where the buyer sent it with another number, or before it.

    Without a number nobody can tell, and what was chosen stands as long as there is a label.
    """
    parcel = returned.parcel
    number, label = (_bare(each) for each in (parcel.number, parcel.label_number))
    if returned.way_back != Return.WayBack.LABEL or (label and number in ("", label)):
        return
    returned.way_back, returned.label_price = Return.WayBack.OWN, Decimal("0.00")
    returned.save(update_fields=["way_back", "label_price"])


def _bare(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _promised(returned: Return) -> tuple[str, str]:
    """Return what is promised of the money, with a gap for the sum, and by which rule."""
    if returned.our_fault:
        # Neither a fault nor a recall lets anything be taken off for the state that it is in.
        return _("Pay you %(sum)s back, whatever state it comes back in"), _("Our promise 4")
    words = _("Look at what comes back, and pay you %(sum)s, less what it has lost in value")
    if returned.is_withdrawal:
        return words, _("Our promise 4; Directive 2011/83/EU, article 13")
    return words, _("Our promise 4")


def order_label(returned: Return) -> None:
    """Have the label made as soon as this is committed."""
    from aftersales.returns import tasks

    tasks.make_label.delay_on_commit(return_id=returned.pk)


def _locked(returned: Return) -> Return:
    orders.locked(returned.order)
    return queries.locked(returned)
