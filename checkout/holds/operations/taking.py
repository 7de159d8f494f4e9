"""Setting goods aside for a buyer: nobody else can take them until the time shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from checkout.holds import locks, queries, stock
from checkout.holds.models import HOLD_FOR, Hold
from storefront.core.refusal import Refusal
from storefront.partner import stops

from . import ending

Line = get_model("basket", "Line")

# A buyer may come back to a basket that ran out, but cannot keep goods from others for ever.
HELD_IN_A_WHILE = timedelta(minutes=60)
A_WHILE = timedelta(hours=2)


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
    locks.lock_basket(basket)
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
    locks.lock_basket(basket)
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
    locks.lock_basket(basket)
    return _hold(basket, queries.wanted(basket=basket), at, forgiving=True)


def _hold(
    basket: object, wanted: Mapping[int, int], at: datetime, *, forgiving: bool = False
) -> list[Hold]:
    """Make the basket's holds exactly those wanted; the basket is locked."""
    held = {hold.stockrecord_id: hold for hold in locks.lock_holds(basket)}
    stale = [hold for hold in held.values() if hold.expires_at <= at]
    live = {pk: hold for pk, hold in held.items() if hold.expires_at > at}
    if wanted == {pk: hold.quantity for pk, hold in live.items()} and not stale:
        return list(live.values())

    if not forgiving:
        _refuse_endless(basket, [pk for pk in wanted if pk not in live], at)
    records = stock.lock({*wanted, *held})
    # Own holds that ran out are given back first: they must not stand in their owner's way.
    ending.give_back(stale, to=Hold.Status.EXPIRED, at=at, why="time over", locked=True)
    records = stock.lock({*wanted, *held}) if stale else records

    less, more = {}, {}
    for pk in {*wanted, *live}:
        change = wanted.get(pk, 0) - (live[pk].quantity if pk in live else 0)
        if change > 0:
            more[pk] = change
        elif change < 0:
            less[pk] = -change
    stock.put_back(less)

    set_aside(basket, more, records, at)

    for pk, hold in live.items():
        if pk not in wanted:
            ending.end([hold], to=Hold.Status.RELEASED, at=at, why="not in the basket")
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


def set_aside(
    basket: object, units: Mapping[int, int], records: Mapping[int, Any], at: datetime
) -> None:
    """
    Allocate all these units, or none; `records` are the stock records, locked.

    :raises OutOfStock: if there are fewer or they are recalled; it names at least one line
    """
    tight = [
        pk for pk, more in units.items() if pk in records and records[pk].net_stock_level < more
    ]
    if tight:
        # A dead sweeper only delays: what ran out is given back here as well.
        ending.expire_some(at=at, stockrecord_ids=tight)
    if not stock.set_aside_for_sale(units):
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
    recalled = stops.stopped(stockrecord_ids)
    short = []
    for line in lines:
        pk = line.stockrecord_id
        left = max(0, line.stockrecord.net_stock_level + mine.get(pk, 0))
        left = 0 if pk in recalled else left
        if left < wanted.get(pk, 0):
            until = queries.comes_free_at(stockrecord_id=pk, at=at, ignoring=basket)
            short.append(Short(line=line, left=left, held_until=until))
    return short
