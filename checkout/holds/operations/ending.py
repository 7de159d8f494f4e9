"""How a hold ends: ordered, given back, or run out; its units are put back at most once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from checkout.holds import locks, queries, stock
from checkout.holds.models import Hold
from storefront.core.refusal import Refusal

SWEEP_AT_ONCE = 200
TRIES = 20


class HoldIsOver(Refusal):
    words = _("The time for which we held your things is over. Press “Check out” to try again.")


class TryAgain(Refusal):
    words = _("Too many buyers hold these things at this moment. Please press again.")


@transaction.atomic
def confirm(*, basket: object, at: datetime) -> list[Hold]:
    """
    Turn the basket's holds into the order's allocation; the units stay counted as allocated.

    Units that are still set aside are confirmed even after the time shown: a buyer who paid in
    the last second keeps them. Confirming again returns the confirmed holds.

    :raises HoldIsOver: if what is held is not what the basket asks for; nothing has changed
    """
    return confirm_within(basket=basket, at=at)


def confirm_within(*, basket: object, at: datetime) -> list[Hold]:
    """
    Do the same in the transaction of the caller, who may go on with it after a refusal.

    :raises: as `confirm` does
    """
    locks.lock_basket(basket)
    holds = locks.lock_holds(basket)
    if not holds:
        done = list(
            Hold.objects.filter(basket=basket, status=Hold.Status.CONFIRMED).in_stock_order()
        )
        if queries.covered(basket=basket, holds=done):
            return done
        raise HoldIsOver()
    if not queries.covered(basket=basket, holds=holds):
        raise HoldIsOver()
    if len(end(holds, to=Hold.Status.CONFIRMED, at=at, why="ordered")) != len(holds):
        raise HoldIsOver()
    return holds


@transaction.atomic
def release(*, basket: object, at: datetime, why: str) -> int:
    """Give back everything that is held for a basket; returns how many holds ended."""
    locks.lock_basket(basket)
    holds = locks.lock_holds(basket)
    return give_back(holds, to=Hold.Status.RELEASED, at=at, why=why)


def let_go(*, stockrecord_ids: Iterable[int], at: datetime, why: str) -> int:
    """
    Give back all that is held of these stock records, for whomever, and leave the records locked.

    For one whose transaction takes goods off sale: whoever confirms a hold at this moment is done
    before, or finds it gone. Holds come before stock, so where one was taken between the two looks,
    both are let go of and locked anew. Returns how many holds ended.
    """
    ids = set(stockrecord_ids)
    for _each in range(TRIES):
        sid = transaction.savepoint()
        holds = list(_held_of(ids).select_for_update(of=("self",), no_key=True))
        stock.lock(ids)
        if not _held_of(ids).exclude(pk__in=[hold.pk for hold in holds]).exists():
            transaction.savepoint_commit(sid)
            return give_back(holds, to=Hold.Status.RELEASED, at=at, why=why, locked=True)
        transaction.savepoint_rollback(sid)
    raise TryAgain()


def _held_of(stockrecord_ids: Iterable[int]) -> Any:
    return Hold.objects.held().filter(stockrecord__in=list(stockrecord_ids)).in_stock_order()


def expire_due(*, at: datetime) -> int:
    """
    Give back what nobody bought in time; returns how many holds ran out.

    Safe to run twice or beside itself: rows that another sweep has in hand are skipped.
    """
    ended = 0
    while batch := expire_some(at=at):
        ended += batch
    return ended


@transaction.atomic
def expire_some(*, at: datetime, stockrecord_ids: Iterable[int] | None = None) -> int:
    """Give back some of what ran out, of these stock records or of all; returns how many."""
    due = Hold.objects.due(at=at)
    if stockrecord_ids is not None:
        due = due.filter(stockrecord_id__in=list(stockrecord_ids))
    holds = list(
        due.in_stock_order().select_for_update(skip_locked=True, of=("self",), no_key=True)[
            :SWEEP_AT_ONCE
        ]
    )
    return give_back(holds, to=Hold.Status.EXPIRED, at=at, why="time over")


def give_back(holds: list[Hold], *, to: str, at: datetime, why: str, locked: bool = False) -> int:
    """End holds and put their units back; the hold rows are locked."""
    if not holds:
        return 0
    ended = end(holds, to=to, at=at, why=why)
    units: dict[int, int] = {}
    for hold in ended:
        units[hold.stockrecord_id] = units.get(hold.stockrecord_id, 0) + hold.quantity
    if not locked:
        stock.lock(units)
    stock.put_back(units)
    return len(ended)


def end(holds: list[Hold], *, to: str, at: datetime, why: str) -> list[Hold]:
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
