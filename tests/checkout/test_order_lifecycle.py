"""An order goes from placed to delivered, one step at a time, and its stock with it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from checkout.order import operations as orders
from checkout.order import registry
from checkout.payments.models import Refund
from storefront.core.lifecycle import IllegalMove
from storefront.promises import queries as promises
from tests.clock import NOON
from tests.factories import make_order, make_product

pytestmark = pytest.mark.django_db


def stock_of(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def test_an_order_goes_from_paid_to_delivered_and_each_step_is_kept():
    mug = make_product(stock=5)
    order = make_order(lines=[(mug, 2)])
    assert stock_of(mug) == (5, 2)

    orders.pack(order=order, at=NOON + timedelta(hours=2))
    orders.dispatch(order=order, at=NOON + timedelta(hours=4), carrier="Green Post")
    assert stock_of(mug) == (3, 0)
    order = orders.deliver(order=order, at=NOON + timedelta(days=1))

    assert order.status == "delivered"
    assert [(move.from_status, move.to_status) for move in order.moves.order_by("pk")] == [
        ("", "placed"),
        ("placed", "paid"),
        ("paid", "packed"),
        ("packed", "dispatched"),
        ("dispatched", "delivered"),
    ]
    kept = {each.kind: each.status for each in promises.about(order)}
    assert kept == {"confirm": "made", "dispatch": "kept", "deliver": "kept"}


def test_a_step_cannot_be_left_out():
    order = make_order()

    with pytest.raises(IllegalMove):
        orders.dispatch(order=order, at=NOON)

    order.refresh_from_db()
    assert order.status == "paid"
    assert order.moves.count() == 2


def test_an_order_that_nobody_paid_is_not_packed():
    order = make_order(status="awaiting_payment", paid=False)

    with pytest.raises(orders.NotPaid):
        orders.pack(order=order, at=NOON)

    order.refresh_from_db()
    assert order.status == "awaiting_payment"


def test_an_order_paid_at_the_door_is_packed_before_the_money_comes():
    order = make_order(paid=False)

    assert orders.pack(order=order, at=NOON).status == "packed"


def test_cancelling_gives_back_stock_and_money_and_ends_the_promises():
    mug = make_product(stock=5, price="20.00")
    order = make_order(lines=[(mug, 2)])

    orders.cancel(order=order, at=NOON + timedelta(hours=1), why="changed my mind")
    orders.cancel(order=order, at=NOON + timedelta(hours=2))

    assert stock_of(mug) == (5, 0)
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (Decimal("44.90"), "cancelled")
    open_promises = promises.of_order(order.number).filter(status="made")
    assert [each.kind for each in open_promises] == ["refund"]


def test_what_has_left_is_not_cancelled_any_more():
    mug = make_product(stock=5)
    order = make_order(status="dispatched", lines=[(mug, 1)])

    with pytest.raises(orders.TooLate):
        orders.cancel(order=order, at=NOON + timedelta(days=1))

    assert stock_of(mug) == (4, 0)
    assert not Refund.objects.exists()


def test_doing_a_step_again_changes_nothing():
    mug = make_product(stock=5)
    order = make_order(status="dispatched", lines=[(mug, 1)])

    orders.dispatch(order=order, at=NOON + timedelta(days=1))

    assert stock_of(mug) == (4, 0)
    assert order.moves.filter(to_status="dispatched").count() == 1


def test_others_hear_of_what_happens_and_may_stop_it(monkeypatch):
    heard = []
    monkeypatch.setitem(registry._listeners, "packed", [])
    registry.on("packed", lambda **event: heard.append(event["order"].number))
    order = make_order(status="packed")

    assert heard == [order.number]
    with pytest.raises(ValueError):
        registry.on("eaten", print)
