"""A hold follows its basket: when a line changes, and when a guest's basket becomes a member's."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from checkout.holds import locks, queries, stock
from checkout.holds.models import Hold

from . import ending, taking


@transaction.atomic
def follow_line(*, basket: object, stockrecord_id: int, at: datetime) -> Hold | None:
    """
    Bring a hold in step with its line after the buyer changed it; no hold, nothing to do.

    A basket that is being checked out keeps being held in full: fewer units are given back at
    once, more are set aside until the same time.

    :raises OutOfStock: if more is wanted than is free
    """
    locks.lock_basket(basket)
    hold = next(
        (each for each in locks.lock_holds(basket) if each.stockrecord_id == stockrecord_id), None
    )
    if hold is None:
        return None
    if hold.expires_at <= at:
        ending.give_back([hold], to=Hold.Status.EXPIRED, at=at, why="time over")
        return None
    quantity = queries.wanted(basket=basket).get(stockrecord_id, 0)
    if not quantity:
        ending.give_back([hold], to=Hold.Status.RELEASED, at=at, why="removed from the basket")
        return None
    if quantity == hold.quantity:
        return hold
    records = stock.lock([stockrecord_id])
    if quantity < hold.quantity:
        stock.put_back({stockrecord_id: hold.quantity - quantity})
    else:
        taking.set_aside(basket, {stockrecord_id: quantity - hold.quantity}, records, at)
    hold.quantity = quantity
    hold.save(update_fields=["quantity"])
    return hold


@transaction.atomic
def hand_over(*, of: object, to: object, at: datetime) -> None:
    """
    Give the holds of a basket to the one it was merged into: signing in loses nothing.

    Call it with both baskets locked, and before the lines are moved.
    """
    mine = {hold.stockrecord_id: hold for hold in locks.lock_holds(to)}
    for hold in locks.lock_holds(of):
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
    for hold in locks.lock_holds(basket):
        quantity = wanted.get(hold.stockrecord_id, 0)
        if quantity >= hold.quantity:
            continue
        surplus[hold.stockrecord_id] = hold.quantity - quantity
        if quantity:
            Hold.objects.filter(pk=hold.pk).update(quantity=quantity)
        else:
            ending.end([hold], to=Hold.Status.RELEASED, at=at, why="not in the basket")
    stock.lock(surplus)
    stock.put_back(surplus)
