"""What a report that staff take back had set in motion here; called in its transaction."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from aftersales.tracking import parts
from aftersales.tracking import queries as parcels
from aftersales.tracking.models import Checkpoint, Kind, Reason, Shipment
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from . import coming_back, effects, queries, terms, wording
from .models import Choice, Setback, SetbackMove, Status

WHY = gettext_noop("the report was taken back")


class Decided(Refusal):
    words = _(
        "What becomes of this parcel was decided because of this report: %(what)s. So it stays; "
        "type in what is so now, and put right with the buyer what was decided."
    )


class CalledOff(Refusal):
    words = _(
        "Because of this report we called off what was to be sent again. So it stays; type in what "
        "is so now, such as “Lost”: the buyer is asked anew."
    )


class Replaces(Refusal):
    words = _(
        "This parcel was sent in place of another, so it cannot be taken back. If its number is "
        "wrong, correct that; if it never left, type in that it is lost, and send it again."
    )


def unask(*, shipment: Shipment, checkpoint: Checkpoint, by: Any, at: datetime) -> None:
    """
    Close the question that a report had put to the buyer, and open the one that it had closed.

    Where another report that stands says the same, question and promises rest on that one.

    :raises Decided: if the buyer, staff or time has answered, or the goods came back by it
    :raises CalledOff: if a parcel that was to be sent again was called off
    """
    same = parcels.same_report(checkpoint)
    if same and not Setback.objects.filter(checkpoint=same).exists():
        Setback.objects.filter(checkpoint=checkpoint).update(checkpoint=same)
    else:
        _take_questions_back(shipment, checkpoint, by=by, at=at)
    again = {"by": by, "at": at, "why": WHY}
    if same is None:
        recorded = {"ended_at": checkpoint.received_at, **again}
        if checkpoint.reason == Reason.REFUSED:
            promises.withdraw(subject=shipment, kind=coming_back.REFUSED, at=at, why=WHY)
            promises.reopen(subject=shipment, kind=parts.KIND, **recorded)
            promises.reopen(subject=shipment.order, kind="deliver", **recorded)
        if checkpoint.kind == Kind.DELIVERED:
            promises.reopen(subject=shipment, kind=coming_back.REFUSED, **recorded)
    if checkpoint.kind == Kind.DELIVERED:
        for setback in Setback.objects.filter(replacement=shipment):
            came = {"subject": setback, "kind": effects.AGAIN}
            promises.reopen(**came, ended_at=checkpoint.happened_at, **again)
            if same:
                promises.keep(**came, at=same.happened_at, by=by)


def _take_questions_back(
    shipment: Shipment, checkpoint: Checkpoint, *, by: Any, at: datetime
) -> None:
    decided = Setback.objects.filter(shipment=shipment, status__in=queries.DECIDED)
    by_it = decided.filter(checkpoint=checkpoint)
    if checkpoint.kind in (Kind.RETURNED, Kind.DELIVERED):
        by_it |= decided.filter(choice=Choice.BACK)
    if answered := by_it.first():
        raise Decided(what=wording.outcome(answered))
    own = Setback.objects.filter(checkpoint=checkpoint, status=Status.OPEN).first()
    if own:
        lifecycle.move(own, to=Status.OVERTAKEN, by=by, at=at, why=WHY)
    _ask_again(shipment, checkpoint, by=by, at=at)


def refuse_what_replaces(*, shipment: Shipment, **_facts: Any) -> None:
    """
    Keep a parcel that was sent in place of a lost one; see `apps.py`.

    :raises Replaces: if it is one
    """
    if Setback.objects.filter(replacement=shipment).exists():
        raise Replaces()


def _ask_again(shipment: Shipment, checkpoint: Checkpoint, *, by: Any, at: datetime) -> None:
    overtaken = SetbackMove.objects.filter(
        setback__shipment=shipment,
        setback__status=Status.OVERTAKEN,
        to_status=Status.OVERTAKEN,
        moved_at=checkpoint.received_at,
    ).exclude(setback__checkpoint=checkpoint)
    for move in overtaken.select_related("setback__checkpoint").order_by("pk"):
        setback = move.setback
        if setback.choice:
            raise CalledOff()
        if not terms.still_asked(shipment, setback.checkpoint):
            continue  # its own report was taken back too, or does not count any more
        later = max(setback.decide_by, terms.decide_by(setback.options, at=at))
        lifecycle.undo(setback, to=Status.OPEN, by=by, at=at, why=WHY, also={"decide_by": later})
