"""Goods are set aside for one buyer at a time, until the time that the buyer was shown."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections

from checkout.holds import operations, queries
from checkout.holds.models import Hold
from tests.checkout.factories import allocated, later, make_basket, make_goods, put
from tests.clock import NOON
from tests.racing import race

Status = Hold.Status


def statuses(basket) -> list[str]:
    return list(Hold.objects.filter(basket=basket).order_by("pk").values_list("status", flat=True))


@pytest.mark.django_db
def test_checking_out_sets_the_whole_basket_aside_for_fifteen_minutes():
    mug, lamp = make_goods(stock=5), make_goods(stock=2)
    basket = make_basket(mug, lamp, quantity=2)

    holds = operations.hold_basket(basket=basket, at=NOON)

    assert [(hold.stockrecord_id, hold.quantity) for hold in holds] == [(mug.pk, 2), (lamp.pk, 2)]
    assert queries.held_until(basket=basket, at=NOON) == NOON + timedelta(minutes=15)
    assert (allocated(mug), allocated(lamp)) == (2, 2)


@pytest.mark.django_db
def test_one_short_line_and_nothing_is_set_aside():
    mug, lamp = make_goods(stock=5), make_goods(stock=1, title="Hollow lamp")
    basket = make_basket(mug, lamp, quantity=2)

    with pytest.raises(operations.OutOfStock) as refused:
        operations.hold_basket(basket=basket, at=NOON)

    [short] = refused.value.lines
    assert (short.stockrecord_id, short.title, short.asked, short.left) == (
        lamp.pk,
        "Hollow lamp",
        2,
        1,
    )
    assert (allocated(mug), allocated(lamp)) == (0, 0)
    assert not Hold.objects.exists()


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_what_one_buyer_reserved_another_gets_only_when_its_time_is_over():
    mug = make_goods(stock=1)
    mine, theirs = make_basket(mug), make_basket(mug)
    operations.hold_basket(basket=mine, at=NOON)

    with pytest.raises(operations.OutOfStock) as refused:
        operations.hold_basket(basket=theirs, at=later(14))
    assert refused.value.lines[0].held_until == later(15)
    assert statuses(theirs) == []

    # Nobody swept meanwhile: what ran out counts for nothing.
    operations.hold_basket(basket=theirs, at=later(15))
    assert statuses(theirs) == [Status.HELD]
    assert statuses(mine) == [Status.EXPIRED]
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_a_second_tab_neither_blocks_its_owner_nor_restarts_the_clock():
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    first = operations.hold_basket(basket=basket, at=NOON)

    again = operations.hold_basket(basket=basket, at=later(10))

    assert [hold.pk for hold in again] == [hold.pk for hold in first]
    assert queries.held_until(basket=basket, at=later(10)) == later(15)
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_own_holds_that_ran_out_do_not_stand_in_their_owners_way():
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)

    operations.hold_basket(basket=basket, at=later(20))

    assert statuses(basket) == [Status.EXPIRED, Status.HELD]
    assert queries.held_until(basket=basket, at=later(20)) == later(35)
    assert allocated(mug) == 1


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_letting_holds_run_out_again_and_again_is_refused():
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    for turn in range(4):
        operations.hold_basket(basket=basket, at=later(16 * turn))

    with pytest.raises(operations.HeldTooOften):
        operations.hold_basket(basket=basket, at=later(64))
    operations.expire_due(at=later(64))

    assert allocated(mug) == 0
    assert operations.hold_basket(basket=basket, at=later(125))


@pytest.mark.django_db
def test_a_hold_is_extended_once():
    basket = make_basket(make_goods(), make_goods())
    operations.hold_basket(basket=basket, at=NOON)

    operations.extend_once(basket=basket, at=later(14))
    with pytest.raises(operations.AlreadyExtended):
        operations.extend_once(basket=basket, at=later(29))

    assert queries.held_until(basket=basket, at=later(29)) == later(30)


@pytest.mark.django_db
def test_a_hold_that_is_over_cannot_be_extended():
    basket = make_basket(make_goods())
    operations.hold_basket(basket=basket, at=NOON)

    with pytest.raises(operations.HoldIsOver):
        operations.extend_once(basket=basket, at=later(15))


@pytest.mark.django_db
def test_a_pending_payment_prolongs_and_never_shortens():
    basket = make_basket(make_goods())
    operations.hold_basket(basket=basket, at=NOON)

    operations.prolong(basket=basket, until=later(60))
    operations.prolong(basket=basket, until=later(30))

    assert queries.held_until(basket=basket, at=NOON) == later(60)


@pytest.mark.django_db
def test_the_sweep_gives_back_what_ran_out_once():
    mug = make_goods(stock=3)
    over, running = make_basket(mug, quantity=2), make_basket(mug)
    operations.hold_basket(basket=over, at=NOON)
    operations.hold_basket(basket=running, at=later(10))

    assert operations.expire_due(at=later(15)) == 1
    assert operations.expire_due(at=later(15)) == 0
    assert allocated(mug) == 1
    assert statuses(running) == [Status.HELD]


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_who_pays_in_the_last_second_keeps_the_goods():
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)

    operations.confirm(basket=basket, at=later(15.5))
    operations.expire_due(at=later(16))
    operations.release(basket=basket, at=later(16), why="late")
    confirmed_again = operations.confirm(basket=basket, at=later(17))

    assert statuses(basket) == [Status.CONFIRMED]
    assert [hold.quantity for hold in confirmed_again] == [1]
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_a_payment_that_comes_too_late_takes_again_what_is_still_there():
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)
    operations.expire_due(at=later(20))

    with pytest.raises(operations.HoldIsOver):
        operations.confirm(basket=basket, at=later(20))
    operations.retake(basket=basket, at=later(20))
    operations.confirm(basket=basket, at=later(20))

    assert statuses(basket) == [Status.EXPIRED, Status.CONFIRMED]
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_a_payment_that_comes_too_late_is_told_when_others_were_quicker():
    mug = make_goods(stock=1)
    late, quick = make_basket(mug), make_basket(mug)
    operations.hold_basket(basket=late, at=NOON)
    operations.hold_basket(basket=quick, at=later(20))

    with pytest.raises(operations.OutOfStock):
        operations.retake(basket=late, at=later(21))

    assert statuses(quick) == [Status.HELD]
    assert allocated(mug) == 1


@pytest.mark.django_db
def test_a_hold_that_is_not_the_basket_is_not_confirmed():
    mug, lamp = make_goods(), make_goods()
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)
    put(basket, lamp)

    with pytest.raises(operations.HoldIsOver):
        operations.confirm(basket=basket, at=later(1))

    assert statuses(basket) == [Status.HELD]


@pytest.mark.django_db
def test_signing_in_takes_the_holds_along():
    mug, lamp = make_goods(stock=3), make_goods(stock=1)
    guest, member = make_basket(mug, lamp), make_basket(mug)
    operations.hold_basket(basket=guest, at=NOON)
    operations.hold_basket(basket=member, at=later(5))

    operations.hand_over(of=guest, to=member, at=later(6))
    put(member, lamp)
    operations.trim(basket=member, at=later(6))

    held = {hold.stockrecord_id: hold.quantity for hold in queries.live(basket=member, at=later(6))}
    assert held == {mug.pk: 1, lamp.pk: 1}
    assert (allocated(mug), allocated(lamp)) == (1, 1)
    assert queries.live(basket=guest, at=later(6)) == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("LBT-6.2.1.3")
def test_twenty_buyers_and_one_unit_make_exactly_one_hold():
    mug = make_goods(stock=1)
    baskets = [make_basket(mug) for _each in range(20)]
    ready = threading.Barrier(len(baskets))

    def buy(basket):
        try:
            ready.wait(timeout=20)
            return operations.hold_basket(basket=basket, at=NOON)
        except operations.OutOfStock as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(baskets)) as pool:
        outcomes = list(pool.map(buy, baskets))

    assert sorted(type(each).__name__ for each in outcomes) == ["OutOfStock"] * 19 + ["list"]
    assert Hold.objects.count() == 1
    assert allocated(mug) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pause", ["lock_basket", "lock_holds"])
def test_of_expiry_and_confirmation_one_wins_and_the_units_are_counted_once(pause):
    mug = make_goods(stock=1)
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)

    outcomes = race(
        partial(operations.confirm, basket=basket, at=later(15)),
        partial(operations.expire_due, at=later(15)),
        after=f"checkout.holds.locks.{pause}",
    )

    hold = Hold.objects.get()
    won = hold.status == Status.CONFIRMED
    assert allocated(mug) == (1 if won else 0)
    assert isinstance(outcomes[0], list) == won


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_released_twice_at_once_the_units_come_back_once():
    mug = make_goods(stock=5)
    basket, other = make_basket(mug, quantity=2), make_basket(mug)
    operations.hold_basket(basket=other, at=NOON)
    operations.hold_basket(basket=basket, at=NOON)

    race(
        partial(operations.release, basket=basket, at=later(1), why="a"),
        partial(operations.release, basket=basket, at=later(1), why="b"),
        after="checkout.holds.locks.lock_holds",
    )

    assert allocated(mug) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_check_out_at_once_hold_once():
    mug = make_goods(stock=1)
    basket = make_basket(mug)

    outcomes = race(
        partial(operations.hold_basket, basket=basket, at=NOON),
        partial(operations.hold_basket, basket=basket, at=NOON),
        after="checkout.holds.locks.lock_holds",
    )

    assert [type(each).__name__ for each in outcomes] == ["list", "list"]
    assert allocated(mug) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_baskets_with_the_same_things_in_another_order_do_not_wait_for_each_other():
    mug, lamp = make_goods(stock=50), make_goods(stock=50)
    baskets = [make_basket(*pair) for pair in [(mug, lamp), (lamp, mug)] * 10]
    ready = threading.Barrier(len(baskets))

    def buy(basket):
        try:
            ready.wait(timeout=20)
            return type(operations.hold_basket(basket=basket, at=NOON)).__name__
        except Exception as error:
            return repr(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(baskets)) as pool:
        outcomes = list(pool.map(buy, baskets))

    assert outcomes == ["list"] * 20
    assert (allocated(mug), allocated(lamp)) == (20, 20)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_baskets_that_swap_goods_do_not_wait_for_each_other_in_a_ring():
    mug, lamp = make_goods(stock=10), make_goods(stock=10)
    one, other = make_basket(mug, lamp, quantity=2), make_basket(mug, lamp, quantity=2)
    for basket, fewer, more in [(one, mug, lamp), (other, lamp, mug)]:
        operations.hold_basket(basket=basket, at=NOON)
        basket.lines.filter(stockrecord=fewer).update(quantity=1)
        basket.lines.filter(stockrecord=more).update(quantity=3)

    outcomes = race(
        partial(operations.hold_basket, basket=one, at=later(1)),
        partial(operations.hold_basket, basket=other, at=later(1)),
        after="checkout.holds.stock.put_back",
    )

    assert [type(each).__name__ for each in outcomes] == ["list", "list"]
    assert (allocated(mug), allocated(lamp)) == (4, 4)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_changed_while_its_hold_runs_out_leaves_no_unit_behind():
    mug = make_goods(stock=5)
    basket = make_basket(mug)
    operations.hold_basket(basket=basket, at=NOON)
    basket.lines.update(quantity=2)

    race(
        partial(operations.follow_line, basket=basket, stockrecord_id=mug.pk, at=later(14.9)),
        partial(operations.expire_due, at=later(15)),
        after="checkout.holds.locks.lock_holds",
    )

    assert allocated(mug) == sum(hold.quantity for hold in Hold.objects.filter(status=Status.HELD))
