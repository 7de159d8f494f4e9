"""
Setting goods aside for a buyer: nobody else can take them until the time shown.

Locks are taken in one order everywhere: basket, holds, stock records by key.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, DurationField, F, Value, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core.prepared import PreparedLock
from storefront.core.refusal import Refusal

from . import queries, stock
from .models import Hold

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")

_BASKET = PreparedLock(
    "basket_to_hold",
    lambda pk: Basket.objects.select_for_update(of=("self",), no_key=True).only("pk").filter(pk=pk),
)
_HOLDS = PreparedLock(
    "holds_to_change",
    lambda basket: (
        Hold.objects.held()
        .filter(basket=basket)
        .in_stock_order()
        .select_for_update(of=("self",), no_key=True)
    ),
)

HOLD_FOR = timedelta(minutes=15)
# What is held in one piece for a buyer who may pay but is not paying: the time of a hold, once
# more of it, and the time to pay.
LONGEST = timedelta(minutes=60)
# A buyer may come back to a basket that ran out, but cannot keep goods from others for ever.
HELD_IN_A_WHILE = timedelta(minutes=60)
A_WHILE = timedelta(hours=2)
SWEEP_AT_ONCE = 200


class OutOfStock(Refusal):
    """
    Some lines ask for more than is free; nothing was set aside.

    `lines` says which: stock record id, product id, title, asked, left (what this basket could
    have), and until when the rest is held for others, if it is.
    """

    words = _("Not everything in your basket is there any more.")

    def __init__(self, lines: Iterable["Short"] = ()) -> None:
        self.lines = list(lines)
        super().__init__()


class HoldIsOver(Refusal):
    words = _("The time for which we held your things is over. Press “Check out” to try again.")


class AlreadyExtended(Refusal):
    words = _("We can hold your things longer only once.")


class HeldTooOften(Refusal):
    words = _(
        "We have held these things for you for an hour without an order, so others get a chance "
        "now. Please try again in two hours."
    )


class Short:
    """One of these is a line that asks for more than there is."""

    def __init__(self, *, line: object, left: int, held_until: datetime | None) -> None:
        self.line_id = line.pk  # type: ignore[attr-defined]
        self.stockrecord_id = line.stockrecord_id  # type: ignore[attr-defined]
        self.product_id = line.product_id  # type: ignore[attr-defined]
        self.title = line.product.get_title()  # type: ignore[attr-defined]
        self.asked = line.quantity  # type: ignore[attr-defined]
        self.left = left
        self.held_until = held_until


@transaction.atomic
def hold_basket(*, basket: object, at: datetime) -> list[Hold]:
    """
    Set aside every unit in the basket, or nothing (LBT-6.2.1.3).

    What the basket holds already stays held until the time that was shown: a second tab or a
    repeated press neither blocks its owner nor restarts the clock. New or larger lines are
    held for HOLD_FOR from now.

    :raises OutOfStock: if any line asks for more than is free; it names the lines
    :raises HeldTooOften: if the same basket let its holds run out again and again
    """
    _lock_basket(basket)
    return _hold(basket, queries.wanted(basket=basket), at)


def hold_locked(*, basket: Any, at: datetime) -> list[Hold]:
    """
    Do the same for one who holds the basket's lock and has read its lines under it.

    Call it in the transaction of that lock, and let a refusal undo all of it.

    :raises: as `hold_basket` does
    """
    return _hold(basket, queries.units_of(basket.all_lines()), at)


@transaction.atomic
def hold_line(*, basket: object, line: object, at: datetime) -> Hold | None:
    """
    Reserve one line of the basket for its owner: "reserve for me", for scarce goods.

    Goods that are not counted are always there and need no hold: then there is none.

    :raises OutOfStock: if fewer are free
    :raises HeldTooOften: if it was reserved and let go again and again
    """
    _lock_basket(basket)
    stockrecord_id = line.stockrecord_id  # type: ignore[attr-defined]
    others = {
        hold.stockrecord_id: hold.quantity
        for hold in Hold.objects.live(at=at).filter(basket=basket)
        if hold.stockrecord_id != stockrecord_id
    }
    quantity = queries.wanted(basket=basket).get(stockrecord_id, 0)
    if not quantity:
        return None
    holds = _hold(basket, {**others, stockrecord_id: quantity}, at)
    return next(hold for hold in holds if hold.stockrecord_id == stockrecord_id)


@transaction.atomic
def retake(*, basket: object, at: datetime) -> list[Hold]:
    """
    Set aside again what a late payment has paid for; the buyer is not to blame for the delay.

    Confirm the holds afterwards, in the same transaction.

    :raises OutOfStock: if others have taken it meanwhile: then the money goes back
    """
    _lock_basket(basket)
    return _hold(basket, queries.wanted(basket=basket), at, forgiving=True)


@transaction.atomic
def confirm(*, basket: object, at: datetime) -> list[Hold]:
    """
    Turn the basket's holds into the order's allocation; the units stay counted as allocated.

    Units that are still set aside are confirmed even after the time shown: a buyer who paid in
    the last second keeps them. Confirming again returns the confirmed holds.

    :raises HoldIsOver: if what is held is not what the basket asks for; nothing has changed
    """
    _lock_basket(basket)
    holds = _lock_holds(basket)
    if not holds:
        done = list(
            Hold.objects.filter(basket=basket, status=Hold.Status.CONFIRMED).in_stock_order()
        )
        if queries.covered(basket=basket, holds=done):
            return done
        raise HoldIsOver()
    if not queries.covered(basket=basket, holds=holds):
        raise HoldIsOver()
    if len(_end(holds, to=Hold.Status.CONFIRMED, at=at, why="ordered")) != len(holds):
        raise HoldIsOver()
    return holds


@transaction.atomic
def extend_once(*, basket: object, at: datetime) -> list[Hold]:
    """
    Hold everything that the basket holds HOLD_FOR longer, once.

    :raises HoldIsOver: if nothing is held any more
    :raises AlreadyExtended: if it was extended before
    """
    _lock_basket(basket)
    live = queries.live(basket=basket, at=at)
    if not live:
        raise HoldIsOver()
    extended = Hold.objects.filter(
        pk__in=[hold.pk for hold in live], status=Hold.Status.HELD, extended_at__isnull=True
    ).update(expires_at=F("expires_at") + HOLD_FOR, extended_at=at)
    if not extended:
        raise AlreadyExtended()
    return queries.live(basket=basket, at=at)


def prolong(*, basket: object, until: datetime, in_all: timedelta | None = None) -> int:
    """
    Keep what is held until a payment is decided; never shortens. Returns how many holds.

    `in_all` is the most from when it was taken, for as long as no payment is under way.
    """
    held = Hold.objects.held().filter(basket=basket)
    end = Least(Value(until), F("taken_at") + in_all) if in_all else until
    return held.update(expires_at=Greatest(F("expires_at"), end))


def cut_back(*, basket: object) -> int:
    """
    Hold what is held no longer than if nobody had begun to pay; returns how many holds.

    Pressing and leaving again and again would else keep goods from others for ever.
    """
    own = Case(
        When(extended_at__isnull=True, then=Value(HOLD_FOR)),
        default=Value(2 * HOLD_FOR),
        output_field=DurationField(),
    )
    held = Hold.objects.held().filter(basket=basket)
    return held.update(expires_at=Least(F("expires_at"), F("taken_at") + own))


@transaction.atomic
def release(*, basket: object, at: datetime, why: str) -> int:
    """Give back everything that is held for a basket; returns how many holds ended."""
    _lock_basket(basket)
    holds = _lock_holds(basket)
    return _give_back(holds, to=Hold.Status.RELEASED, at=at, why=why)


@transaction.atomic
def follow_line(*, basket: object, stockrecord_id: int, at: datetime) -> Hold | None:
    """
    Bring a hold in step with its line after the buyer changed it; no hold, nothing to do.

    A basket that is being checked out keeps being held in full: fewer units are given back at
    once, more are set aside until the same time.

    :raises OutOfStock: if more is wanted than is free
    """
    _lock_basket(basket)
    hold = next(
        (each for each in _lock_holds(basket) if each.stockrecord_id == stockrecord_id), None
    )
    if hold is None:
        return None
    if hold.expires_at <= at:
        _give_back([hold], to=Hold.Status.EXPIRED, at=at, why="time over")
        return None
    quantity = queries.wanted(basket=basket).get(stockrecord_id, 0)
    if not quantity:
        _give_back([hold], to=Hold.Status.RELEASED, at=at, why="removed from the basket")
        return None
    if quantity == hold.quantity:
        return hold
    records = stock.lock([stockrecord_id])
    if quantity < hold.quantity:
        stock.put_back({stockrecord_id: hold.quantity - quantity})
    else:
        _set_aside(basket, {stockrecord_id: quantity - hold.quantity}, records, at)
    hold.quantity = quantity
    hold.save(update_fields=["quantity"])
    return hold


@transaction.atomic
def hand_over(*, of: object, to: object, at: datetime) -> None:
    """
    Give the holds of a basket to the one it was merged into: signing in loses nothing.

    Call it with both baskets locked, and before the lines are moved.
    """
    mine = {hold.stockrecord_id: hold for hold in _lock_holds(to)}
    for hold in _lock_holds(of):
        if other := mine.get(hold.stockrecord_id):
            # One open hold a basket and stock record: the units go into it, under its own time.
            Hold.objects.filter(pk=hold.pk).update(
                status=Hold.Status.RELEASED, ended_at=at, why="merged at sign-in"
            )
            Hold.objects.filter(pk=other.pk).update(
                quantity=F("quantity") + hold.quantity,
                expires_at=Greatest(F("expires_at"), hold.expires_at),
            )
        else:
            Hold.objects.filter(pk=hold.pk).update(basket=to)


@transaction.atomic
def trim(*, basket: object, at: datetime) -> None:
    """Give back units held beyond what the basket asks for, such as after a merge."""
    wanted = queries.wanted(basket=basket)
    surplus: dict[int, int] = {}
    for hold in _lock_holds(basket):
        quantity = wanted.get(hold.stockrecord_id, 0)
        if quantity >= hold.quantity:
            continue
        surplus[hold.stockrecord_id] = hold.quantity - quantity
        if quantity:
            Hold.objects.filter(pk=hold.pk).update(quantity=quantity)
        else:
            _end([hold], to=Hold.Status.RELEASED, at=at, why="not in the basket")
    stock.lock(surplus)
    stock.put_back(surplus)


def expire_due(*, at: datetime) -> int:
    """
    Give back what nobody bought in time; returns how many holds ran out.

    Safe to run twice or beside itself: rows that another sweep has in hand are skipped.
    """
    ended = 0
    while batch := _expire_some(at=at):
        ended += batch
    return ended


@transaction.atomic
def _expire_some(*, at: datetime, stockrecord_ids: Iterable[int] | None = None) -> int:
    due = Hold.objects.due(at=at)
    if stockrecord_ids is not None:
        due = due.filter(stockrecord_id__in=list(stockrecord_ids))
    holds = list(
        due.in_stock_order().select_for_update(skip_locked=True, of=("self",), no_key=True)[
            :SWEEP_AT_ONCE
        ]
    )
    return _give_back(holds, to=Hold.Status.EXPIRED, at=at, why="time over")


def _hold(
    basket: object, wanted: Mapping[int, int], at: datetime, *, forgiving: bool = False
) -> list[Hold]:
    """Make the basket's holds exactly those wanted; the basket is locked."""
    held = {hold.stockrecord_id: hold for hold in _lock_holds(basket)}
    stale = [hold for hold in held.values() if hold.expires_at <= at]
    live = {pk: hold for pk, hold in held.items() if hold.expires_at > at}
    if wanted == {pk: hold.quantity for pk, hold in live.items()} and not stale:
        return list(live.values())

    if not forgiving:
        _refuse_endless(basket, [pk for pk in wanted if pk not in live], at)
    records = stock.lock({*wanted, *held})
    # Own holds that ran out are given back first: they must not stand in their owner's way.
    _give_back(stale, to=Hold.Status.EXPIRED, at=at, why="time over", locked=True)
    records = stock.lock({*wanted, *held}) if stale else records

    less, more = {}, {}
    for pk in {*wanted, *live}:
        change = wanted.get(pk, 0) - (live[pk].quantity if pk in live else 0)
        if change > 0:
            more[pk] = change
        elif change < 0:
            less[pk] = -change
    stock.put_back(less)

    _set_aside(basket, more, records, at)

    for pk, hold in live.items():
        if pk not in wanted:
            _end([hold], to=Hold.Status.RELEASED, at=at, why="not in the basket")
        elif wanted[pk] != hold.quantity:
            Hold.objects.filter(pk=hold.pk).update(quantity=wanted[pk])
            hold.quantity = wanted[pk]
    new = Hold.objects.bulk_create(
        Hold(
            basket=basket,
            stockrecord_id=pk,
            quantity=units,
            taken_at=at,
            expires_at=at + HOLD_FOR,
        )
        for pk, units in sorted(wanted.items())
        if pk not in live
    )
    kept = [hold for pk, hold in live.items() if pk in wanted]
    return sorted([*kept, *new], key=lambda hold: hold.stockrecord_id)


def _set_aside(
    basket: object, units: Mapping[int, int], records: Mapping[int, Any], at: datetime
) -> None:
    """
    Allocate all these units, or none; `records` are the stock records, locked.

    :raises OutOfStock: if there are fewer; it names at least one line
    """
    tight = [
        pk for pk, more in units.items() if pk in records and records[pk].net_stock_level < more
    ]
    if tight:
        # A dead sweeper only delays: what ran out is given back here as well.
        _expire_some(at=at, stockrecord_ids=tight)
    if not stock.set_aside(units):
        raise OutOfStock(_short(basket, list(units), at))


def _refuse_endless(basket: object, stockrecord_ids: list[int], at: datetime) -> None:
    if not stockrecord_ids:
        return
    before = Hold.objects.filter(
        basket=basket, stockrecord_id__in=stockrecord_ids, taken_at__gt=at - A_WHILE
    ).exclude(status=Hold.Status.CONFIRMED)
    times: dict[int, timedelta] = {}
    for hold in before:
        # However it ended: letting it run out, taking it out of the basket, leaving a payment.
        held_for = min(hold.expires_at, hold.ended_at or at) - hold.taken_at
        times[hold.stockrecord_id] = times.get(hold.stockrecord_id, timedelta(0)) + held_for
    if any(held_for >= HELD_IN_A_WHILE for held_for in times.values()):
        raise HeldTooOften()


def _short(basket: object, stockrecord_ids: list[int], at: datetime) -> list[Short]:
    """
    Say which lines ask for too much. Reads only; the caller refuses and rolls back.

    What ran out and could not be given back, because a sweep has it in hand, is not there yet.
    """
    wanted = queries.wanted(basket=basket)
    mine = {
        hold.stockrecord_id: hold.quantity for hold in Hold.objects.held().filter(basket=basket)
    }
    lines = (
        Line.objects.filter(basket=basket, stockrecord_id__in=stockrecord_ids)
        .select_related("product__parent", "stockrecord")
        .order_by("stockrecord_id", "pk")
    )
    short = []
    for line in lines:
        pk = line.stockrecord_id
        left = max(0, line.stockrecord.net_stock_level + mine.get(pk, 0))
        if left < wanted.get(pk, 0):
            until = queries.comes_free_at(stockrecord_id=pk, at=at, ignoring=basket)
            short.append(Short(line=line, left=left, held_until=until))
    return short


def _lock_basket(basket: object) -> None:
    """Let one thing at a time happen to a basket; lines with keys to it may still be read."""
    _BASKET.get(basket.pk)  # type: ignore[attr-defined]


def _lock_holds(basket: object) -> list[Hold]:
    return _HOLDS.rows(basket.pk)  # type: ignore[attr-defined]


def _give_back(holds: list[Hold], *, to: str, at: datetime, why: str, locked: bool = False) -> int:
    """End holds and put their units back; the hold rows are locked."""
    if not holds:
        return 0
    ended = _end(holds, to=to, at=at, why=why)
    units: dict[int, int] = {}
    for hold in ended:
        units[hold.stockrecord_id] = units.get(hold.stockrecord_id, 0) + hold.quantity
    if not locked:
        stock.lock(units)
    stock.put_back(units)
    return len(ended)


def _end(holds: list[Hold], *, to: str, at: datetime, why: str) -> list[Hold]:
    """
    Compare and set, in one statement: only holds that are still held end, and only they count.

    Expiry, release and confirmation may so run twice or together: units are put back once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Hold._meta.db_table} SET status = %s, ended_at = %s, why = %s"  # noqa: S608
            " WHERE id = ANY(%s) AND status = %s RETURNING id, quantity",
            [to, at, why, [hold.pk for hold in holds], Hold.Status.HELD],
        )
        ended = dict(cursor.fetchall())
    for hold in holds:
        if hold.pk in ended:
            hold.status, hold.ended_at, hold.why, hold.quantity = to, at, why, ended[hold.pk]
    return [hold for hold in holds if hold.pk in ended]
