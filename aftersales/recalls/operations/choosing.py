"""What the buyer of recalled goods does: reading of it, choosing a remedy, leaving it out."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.changes import operations as changes
from aftersales.recalls import queries
from aftersales.recalls.models import Case, Recall, Remedy
from aftersales.returns import operations as returns
from checkout.order import queries as orders
from checkout.payments.models import Refund
from storefront.core.refusal import Refusal
from storefront.partner import stops

from . import reaching

# Under which keys recalls open their returns: the same case is always the same return.
KEYS = uuid.UUID("3d0b6a52-6a3f-4c53-9d0c-5b1f6f0c7a11")


class NoLonger(Refusal):
    words = _("This recall was withdrawn, so there is nothing to choose. Nothing was changed.")


class NotOffered(Refusal):
    words = _("This recall does not offer that. Please choose one of the ways on the page.")


class AlreadyChosen(Refusal):
    words = _("You have chosen already, and we are at it: %(what)s.")


class NothingLeft(Refusal):
    words = _("All of it has gone back already, or is on its way to us.")


class NotThereYet(Refusal):
    words = _(
        "We are sorry: there is no safe one to send you now. Please choose another way; nothing "
        "was changed."
    )


class NothingHere(Refusal):
    words = _("Nothing of it is left with us: it has gone out, or was left out already.")


@transaction.atomic
def open_page(*, case: Case, by: Any, at: datetime) -> Case:
    """
    Write down that the page of a notice was opened, the first time.

    Read it has whoever opened it signed in as the buyer. A link out of a letter is opened by the
    filters of mailboxes too, so that alone is not reading.
    """
    Case.objects.filter(pk=case.pk, looked_at=None).update(looked_at=at)
    if getattr(by, "pk", None) and by.pk == case.order.user_id:
        reaching.note_read(case=case, at=at)
    case.refresh_from_db(fields=["looked_at", "read_at", "reached_at"])
    return case


@transaction.atomic
def acknowledge(*, case: Case, at: datetime) -> Case:
    """Write down that the buyer says that they have seen it, the first time."""
    Case.objects.filter(pk=case.pk, seen_at=None).update(seen_at=at)
    case.refresh_from_db(fields=["seen_at"])
    return reaching.note_read(case=case, at=at)


@transaction.atomic
def tell_in_person(*, case: Case, by: Any, at: datetime) -> Case:
    """Write down that staff have told a buyer by telephone or otherwise; that counts as read."""
    Case.objects.filter(pk=case.pk, read_at=None).update(told_in_person_by=by)
    case.refresh_from_db(fields=["told_in_person_by"])
    return reaching.note_read(case=case, at=at)


@transaction.atomic
def choose(*, case: Case, remedy: str, at: datetime, by: Any = None) -> Case:
    """
    Put recalled goods right as their buyer chooses, for nothing; the same choice finds the first.

    It becomes a return that is accepted already (SAF-05): with our label, or at once where nothing
    has to be sent back. There is no last day.

    :raises NotOffered: if the recall does not offer it
    :raises AlreadyChosen: if something else was chosen
    :raises NothingLeft: if nothing of it is with the buyer any more
    :raises NotThereYet: if there is nothing safe to send instead
    :raises NoLonger: if the recall was withdrawn
    :raises NotPaidYet: if nobody has recorded the buyer's money yet
    """
    order = orders.locked(case.order)
    case = queries.case_as_it_stands(case)
    case.order = order
    if case.remedy:
        if case.remedy == remedy:
            return case
        raise AlreadyChosen(what=Remedy(case.remedy).label)
    recall = case.recall
    if not recall.stands:
        raise NoLonger()
    if remedy not in recall.remedies:
        raise NotOffered()
    units = queries.left_to_put_right(case)
    if not units:
        raise NothingLeft()
    if remedy == Remedy.REPLACE and not may_be_replaced(recall):
        raise NotThereYet()
    with translation.override(order.intent.language):
        words = gettext("Recalled for safety, %(reference)s") % {"reference": recall.reference}
    try:
        returned = returns.take_back_recalled(
            order=order,
            units=units,
            remedy=remedy,
            send_back=not recall.dispose,
            words=words,
            key=uuid.uuid5(KEYS, str(case.pk)),
            language=order.intent.language,
            by=by,
            at=at,
        )
    except returns.NoneLeft as none:
        raise NotThereYet() from none
    Case.objects.filter(pk=case.pk).update(remedy=remedy, chosen_at=at, returned=returned)
    case.remedy, case.chosen_at, case.returned = remedy, at, returned
    return reaching.note_read(case=case, at=at)


def may_be_replaced(recall: Recall) -> bool:
    """Say whether what is in stock can be safe: the recall is of lots, or let it be sold again."""
    if recall.sale_allowed_at and not stops.holding().filter(reference=recall.reference).exists():
        return True
    return recall.lots.exists()


@transaction.atomic
def leave_out(*, case: Case, at: datetime, by: Any = None) -> Case:
    """
    Leave recalled goods out of an order that has not left; their money goes back (LBT-B.E4).

    Pressing again finds what was done.

    :raises NoLonger: if the recall was withdrawn
    :raises NothingHere: if none of it is here any more
    :raises changes.TooLate: if a carrier has it
    :raises changes.OnlyAsAWhole: if the money has not come in
    """
    order = orders.locked(case.order)
    case = queries.case_as_it_stands(case)
    if case.cancellation_id:
        return case
    if not case.recall.stands:
        raise NoLonger()
    case.order = order
    units = queries.left_to_leave_out(case)
    if not units:
        raise NothingHere()
    with translation.override(order.intent.language):
        why = gettext("Recalled for safety, %(reference)s") % {"reference": case.recall.reference}
    made = changes.cancel_lines(
        order=order, units=units, reason=why, refund_reason=Refund.Reason.RECALL, by=by, at=at
    )
    Case.objects.filter(pk=case.pk).update(cancellation=made)
    case.cancellation = made
    return reaching.note_read(case=case, at=at)
