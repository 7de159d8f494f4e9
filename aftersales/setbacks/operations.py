"""
Deciding what becomes of a parcel that did not reach its buyer. Each: lock, check, write, tell.

The order is locked first, then its parcel, then the question, as everywhere with parcels.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.changes import queries as changes
from aftersales.tracking import queries as parcels
from aftersales.tracking.models import Checkpoint, Kind, Shipment
from checkout.order import queries as orders
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from . import effects, keys, queries, telling, terms, wording
from .effects import OutOfStock
from .models import Choice, Setback, Status


class AlreadyDecided(Refusal):
    words = _("This is decided already: %(what)s. The page of the order says what happens now.")


class TooLate(Refusal):
    words = _(
        "The time to choose is over, so what we said happens now: %(what)s. If that does not suit "
        "you, tell us under “Something is not right”, and we see what can still be done."
    )


class NotAsked(Refusal):
    words = _(
        "Something else was reported of this parcel meanwhile, so there is nothing to choose. "
        "Please look at the page of the order once more."
    )


class NotOffered(Refusal):
    words = _("This cannot be chosen here. Please take one of these.")


class NotThatDay(Refusal):
    words = _("The carrier cannot come on that day. Please take one of these.")


class NotThere(Refusal):
    words = _("The right address has to be in the country that the parcel was sent to.")


def ask_if_it_failed(*, shipment: Shipment, checkpoint: Checkpoint, at: datetime) -> None:
    """
    Ask the buyer what becomes of a parcel that has failed; called in the report's transaction.

    Whatever is reported overtakes an earlier question that nobody has answered: a parcel that was
    lost and is found travels on, and its buyer is told. What turns up after all is not sent again.
    """
    if shipment.status == Kind.DELIVERED:
        _send_nothing_again(shipment, at=at)
        _keep_sent_again(shipment, at=checkpoint.happened_at)
    choices, otherwise = terms.options(shipment, checkpoint)
    decided = Setback.objects.filter(
        shipment=shipment, choice__in=[Choice.BACK, Choice.REFUND, Choice.RESEND]
    ).exclude(status=Status.OVERTAKEN)
    if choices and decided.exists():
        return
    if shipment.status in (Kind.FAILED_ATTEMPT, Kind.DELIVERED, *terms.GONE):
        _overtake(shipment, at=at)
    elif (asked := queries.open_of(shipment)) and not terms.still_asked(shipment, asked.checkpoint):
        _overtake(shipment, at=at)
        telling.found(asked, at=at)
    if choices:
        Setback.objects.create(
            shipment=shipment,
            checkpoint=checkpoint,
            options=list(choices),
            otherwise=otherwise,
            decide_by=terms.decide_by(choices, at=at),
        )


def close_what_is_open(*, order: Any, at: datetime, **_facts: Any) -> None:
    """Close the questions of an order that is ended, or there; called in its transaction."""
    for shipment in Shipment.objects.filter(order=order, setbacks__status=Status.OPEN):
        _overtake(shipment, at=at)


def send_nothing_again(*, order: Any, at: datetime, **_facts: Any) -> None:
    """Take back what was to be sent again of an order that is ended; called in its transaction."""
    for setback in Setback.objects.filter(shipment__order=order, choice=Choice.RESEND):
        _send_nothing_again(setback.shipment, at=at)
        # What left us in its place is not awaited any more either.
        promises.withdraw(subject=setback, kind=effects.AGAIN, at=at, why="ended by the buyer")


@transaction.atomic
def choose(
    *,
    setback: Setback,
    choice: str,
    at: datetime,
    day: date | None = None,
    address: Mapping[str, str] | None = None,
    by: Any = None,
    by_staff: bool = False,
) -> Setback:
    """
    Decide what becomes of a parcel, once: the same choice again finds the first.

    `day` goes with "again", `address` with "elsewhere". Staff may choose for the buyer after the
    buyer's time as well, as long as time has not decided.

    :raises AlreadyDecided: if something else was chosen, or events have overtaken it
    :raises NotAsked: if the parcel does not stand as the question says
    :raises TooLate: if the time is over
    :raises NotOffered: if this is no choice here
    :raises NotThatDay: if the carrier is not asked to come on that day
    :raises NotThere: if the address is in another country
    :raises OutOfStock: if it is to be sent again and is sold out
    """
    order = orders.locked(setback.shipment.order)
    shipment = parcels.locked(setback.shipment)
    setback = queries.locked(setback)
    setback.shipment, shipment.order = shipment, order
    if setback.status == Status.CHOSEN and setback.choice == choice:
        return setback
    if not setback.is_open:
        raise AlreadyDecided(what=wording.outcome(setback))
    if not terms.still_asked(shipment, setback.checkpoint):
        raise NotAsked()
    if at >= setback.decide_by and not by_staff:
        raise TooLate(what=wording.otherwise(setback))
    if choice not in setback.options:
        raise NotOffered()
    if choice == Choice.AGAIN and day not in terms.days_offered(at=at):
        raise NotThatDay()
    if choice == Choice.ELSEWHERE:
        if not address or address["country"] != changes.goes_to(order)["country"]:
            raise NotThere()
        setback.address = dict(address)
    if choice == Choice.AGAIN:
        setback.day = day
    setback.by_staff = by_staff
    return _decide(setback, choice, to=Status.CHOSEN, by=by, at=at)


@transaction.atomic
def let_time_decide(*, setback: Setback, at: datetime) -> Setback:
    """
    Do what was said to happen when nobody chooses; nothing if somebody has.

    Nor where the parcel does not stand any more as the question says: that is closed.
    """
    order = orders.locked(setback.shipment.order)
    shipment = parcels.locked(setback.shipment)
    setback = queries.locked(setback)
    setback.shipment, shipment.order = shipment, order
    if not setback.is_open or at < setback.decide_by:
        return setback
    if not terms.still_asked(shipment, setback.checkpoint):
        lifecycle.move(setback, to=Status.OVERTAKEN, at=at)
        return setback
    if setback.otherwise == Choice.AGAIN:
        setback.day = terms.SHOP.local_date(setback.decide_by)
    return _decide(setback, setback.otherwise, to=Status.DEFAULTED, by=None, at=at)


def let_time_decide_all(*, at: datetime) -> int:
    """Decide every question whose time is over; return how many. One that fails stops no other."""
    return sweeps.each(
        "setbacks.time_decides",
        queries.due(at),
        lambda each: let_time_decide(setback=each, at=at).status == Status.DEFAULTED,
    )


def _decide(setback: Setback, choice: str, *, to: Status, by: Any, at: datetime) -> Setback:
    # Choice and status in one statement, as the constraint asks, before anything follows from it.
    Setback.objects.filter(pk=setback.pk).update(
        choice=choice,
        status=to,
        day=setback.day,
        address=setback.address,
        by_staff=setback.by_staff,
        decided_at=at,
    )
    setback.moves.create(
        from_status=setback.status,
        to_status=to,
        moved_by=by if getattr(by, "pk", None) else None,
        moved_at=at,
    )
    setback.choice, setback.status, setback.decided_at = choice, to, at
    effects.carry_out(setback, key=keys.of(setback), by=by, at=at)
    Setback.objects.filter(pk=setback.pk).update(refund=setback.refund)
    telling.decided(setback, at=at)
    return setback


def _overtake(shipment: Shipment, *, at: datetime) -> None:
    if earlier := queries.open_of(shipment):
        lifecycle.move(earlier, to=Status.OVERTAKEN, at=at)


def _send_nothing_again(shipment: Shipment, *, at: datetime) -> None:
    for setback in queries.to_send_again().filter(shipment=shipment):
        lifecycle.move(setback, to=Status.OVERTAKEN, at=at, why="not needed any more")
        effects.undo_resend(setback, at=at)


def _keep_sent_again(shipment: Shipment, *, at: datetime) -> None:
    for setback in Setback.objects.filter(replacement=shipment):
        promises.keep(subject=setback, kind=effects.AGAIN, at=at)


__all__ = [
    "AlreadyDecided",
    "NotAsked",
    "NotOffered",
    "NotThatDay",
    "NotThere",
    "OutOfStock",
    "TooLate",
    "ask_if_it_failed",
    "choose",
    "close_what_is_open",
    "let_time_decide",
    "let_time_decide_all",
    "send_nothing_again",
]
