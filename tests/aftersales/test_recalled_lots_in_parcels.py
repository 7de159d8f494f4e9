"""Which lot is in which parcel: what is bad stays here, and who has it is told, also later."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from aftersales.lots import operations as lots
from aftersales.lots import queries as lot_queries
from aftersales.lots.models import StatedLot
from aftersales.recalls import affected, operations, queries, stopping
from aftersales.recalls.models import Case
from aftersales.tracking import operations as tracking
from aftersales.tracking import undoing
from aftersales.tracking.models import Kind, Shipment
from checkout.order import operations as orders
from checkout.order.models import Order
from storefront.notices.models import Message
from storefront.partner import lots as stock
from storefront.partner.models import Lot
from tests.aftersales.recalling import (
    THEN,
    announce,
    case_of,
    make_lamp,
    make_lot,
    make_recall,
    recalled,
)
from tests.aftersales.test_lots import state, words
from tests.clock import NOON
from tests.factories import make_order, make_staff
from tests.racing import race

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db
GOOD, BAD = "26-118", "26-117"


def packed(*numbers):
    """Make a packed order of lamps, a unit of each of these lots; returns lamp, order, bad lot."""
    lamp = make_lamp()
    bad = make_lot(lamp, BAD)
    make_lot(lamp, GOOD)
    order = make_order(lines=[(lamp, len(numbers))])
    for number in numbers:
        state(order, number, quantity=1)
    orders.pack(order=order, at=NOON + 2 * HOUR)
    return lamp, order, bad


def send(order, units=None, number="GP1", at=NOON + 3 * HOUR):
    lines = {order.lines.get().pk: units} if units else None
    return tracking.hand_over(order=order, number=number, lines=lines, at=at)


def lost(parcel, at=NOON + 4 * HOUR):
    tracking.record_checkpoint(
        shipment=parcel, event_id=f"lost-{parcel.pk}", kind=Kind.LOST, happened_at=at, at=at
    )


def in_parcels():
    rows = StatedLot.objects.filter(taken_back_at=None).order_by("lot__number", "pk")
    return [(each.lot.number, each.quantity, getattr(each.shipment, "n", None)) for each in rows]


def test_of_several_lots_somebody_says_which_leaves_first():
    _lamp, order, _bad = packed(GOOD, BAD)

    with pytest.raises(lots.SeveralLots, match="Globe lamp"):
        send(order, 1)
    assert not Shipment.objects.exists()

    wrong = StatedLot.objects.get(lot__number=BAD)
    lots.take_back(stated=wrong, by=None, at=NOON + 2 * HOUR)
    send(order, 1)
    with pytest.raises(lots.LotNeeded):
        send(order, number="GP2")
    state(order, BAD, quantity=1)
    send(order, number="GP2")

    assert in_parcels() == [(BAD, 1, 2), (GOOD, 1, 1)]


def test_a_part_of_one_lot_that_goes_ahead_leaves_the_rest_stated():
    _lamp, order, _bad = packed(GOOD, GOOD, GOOD)
    StatedLot.objects.exclude(pk=StatedLot.objects.first().pk).delete()
    StatedLot.objects.update(quantity=3)

    send(order, 2)
    assert in_parcels() == [(GOOD, 2, 1), (GOOD, 1, None)]
    send(order, number="GP2")

    assert in_parcels() == [(GOOD, 2, 1), (GOOD, 1, 2)]
    assert lot_queries.lacking(order) == []


def test_the_lot_of_a_parcel_that_never_left_is_here_again_and_stays_if_it_is_recalled():
    lamp, order, bad = packed(BAD)
    parcel = send(order)
    assert in_parcels() == [(BAD, 1, 1)]

    undoing.take_back_parcel(shipment=parcel, why="Wrong pile", by=make_staff(), at=NOON + 4 * HOUR)

    assert in_parcels() == [(BAD, 1, None)]
    recalled(lamp, lots=[bad])
    assert (case_of(order).units_sent, case_of(order).units_here) == (0, 1)
    with pytest.raises(stopping.Recalled):
        send(order, number="GP2", at=THEN)


@pytest.mark.clause("LBT-5.3.3.7")
def test_a_recalled_lot_does_not_leave_in_the_second_parcel_and_its_buyer_leaves_it_out():
    _lamp, order, bad = packed(GOOD, BAD)
    wrong = StatedLot.objects.get(lot=bad)
    lots.take_back(stated=wrong, by=None, at=NOON + 2 * HOUR)
    send(order, 1)
    state(order, BAD, quantity=1)
    recall = recalled(_lamp, lots=[bad])

    with pytest.raises(stopping.Recalled, match="Globe lamp"):
        send(order, number="GP2", at=THEN)

    assert Shipment.objects.count() == 1
    case = case_of(order)
    assert (case.units_sent, case.units_here) == (0, 1)
    operations.leave_out(case=case, at=THEN)
    assert affected.orders(recall) == []


def test_a_lost_parcel_is_not_replaced_by_units_of_a_recalled_lot():
    lamp, order, bad = packed(GOOD)
    lost(send(order))
    state(order, BAD, quantity=1)
    recalled(lamp, lots=[bad])
    again = partial(
        tracking.ship_again,
        order=order,
        lines={order.lines.get().pk: 1},
        carrier="simulator",
        number="GP000000002IE",
        by=None,
        at=THEN,
    )

    with pytest.raises(stopping.Recalled), transaction.atomic():
        again()
    assert not Case.objects.exists()

    lots.take_back(stated=StatedLot.objects.get(lot=bad), by=None, at=THEN)
    state(order, GOOD, quantity=1)
    again()
    assert in_parcels() == [(GOOD, 1, 1), (GOOD, 1, 2)]


def test_the_buyer_of_a_good_unit_is_not_warned_of_the_bad_one_that_was_lost():
    lamp, order, bad = packed(BAD)
    lost(send(order))
    state(order, GOOD, quantity=1)
    tracking.ship_again(
        order=order,
        lines={order.lines.get().pk: 1},
        carrier="simulator",
        number="GP000000002IE",
        by=None,
        at=NOON + 5 * HOUR,
    )

    recalled(lamp, lots=[bad])

    assert not Case.objects.exists()


def test_what_turns_up_after_the_recall_is_told_of_once_with_what_was_known_before():
    lamp, order, bad = packed(BAD)
    parcel = send(order)
    lost(parcel)
    recall = recalled(lamp, lots=[bad])
    assert not Case.objects.exists()

    tracking.record_checkpoint(
        shipment=parcel, event_id="found", kind=Kind.DELIVERED, happened_at=THEN, at=THEN
    )
    assert operations.carry_out(recall=recall, at=THEN) == 1
    assert operations.carry_out(recall=recall, at=THEN + HOUR) == 0

    assert case_of(order).units_sent == 1


def test_more_of_an_order_than_its_buyer_was_told_of_is_told_anew_and_never_becomes_less():
    lamp = make_lamp()
    order = make_order(status="packed", lines=[(lamp, 2)])
    first, second = send(order, 1), send(order, number="GP2")
    bad = make_lot(lamp, BAD)
    # It came in when both had left: nobody thinks of them.
    Lot.objects.update(received_at=NOON + 9 * HOUR)
    line = order.lines.get()
    say = partial(lots.state, order=order, line_id=line.pk, number=BAD, quantity=1, by=None)
    say(shipment=first, at=NOON + 9 * HOUR)
    recall = recalled(lamp, lots=[bad])
    case = case_of(order)
    operations.acknowledge(case=case, at=THEN)
    assert (case.units_sent, case.told) == (1, 1)

    # Read off the other one at last: what has left is what it is, recalled or not.
    say(shipment=second, at=THEN + HOUR)
    assert operations.carry_out(recall=recall, at=THEN + HOUR) == 1
    assert operations.carry_out(recall=recall, at=THEN + 2 * HOUR) == 0

    case = case_of(order)
    assert (case.units_sent, case.told, case.read_at) == (2, 2, None)
    letters = Message.objects.filter(kind="recall_notice", channel="mail").order_by("pk")
    assert [each.context["more"] for each in letters] == [False, True]
    lost(second, at=THEN + 3 * HOUR)
    operations.carry_out(recall=recall, at=THEN + 4 * HOUR)
    assert case_of(order).units_sent == 2


def test_staff_state_the_lot_of_what_left_without_one(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: THEN)
    lamp = make_lamp()
    order = make_order(status="dispatched", lines=[(lamp, 2)])
    make_lot(lamp, GOOD)
    parcel, line = order.shipments.get(), order.lines.get()
    client.force_login(make_staff())
    page = reverse("admin:lots_statedlot_order", args=[order.pk])
    assert "Sent before anybody stated a lot: 2 × Globe lamp, parcel 1" in words(client.get(page))

    for wrong in ({"quantity": 3}, {"parcel": parcel.pk + 99}, {"parcel": "x"}):
        typed = {"line": line.pk, "number": GOOD, "quantity": 1, "parcel": parcel.pk, **wrong}
        assert client.post(page, typed).status_code == 422
    assert not StatedLot.objects.exists()
    typed = {"line": line.pk, "number": GOOD, "quantity": 2, "parcel": parcel.pk}
    assert client.post(page, typed).status_code == 302

    assert in_parcels() == [(GOOD, 2, 1)]
    said = words(client.get(page))
    assert "Sent before anybody" not in said
    assert "It is not from this lot" not in said
    with pytest.raises(lots.Sent):
        lots.take_back(stated=StatedLot.objects.get(), by=None, at=THEN)


def test_a_parcel_of_another_order_takes_no_lot():
    lamp = make_lamp()
    one, other = (make_order(status="dispatched", lines=[(lamp, 1)]) for _n in range(2))
    make_lot(lamp, GOOD)

    with pytest.raises(lots.TooMany):
        lots.state(
            order=one,
            line_id=one.lines.get().pk,
            number=GOOD,
            quantity=1,
            shipment=other.shipments.get(),
            by=None,
            at=THEN,
        )
    assert not StatedLot.objects.exists()


# At the same moment


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_leaves_at_this_moment_is_not_taken_back():
    _lamp, order, _bad = packed(GOOD)
    stated = StatedLot.objects.get()

    outcomes = race(
        partial(lots.take_back, stated=stated, by=None, at=NOON + 3 * HOUR),
        partial(send, order),
        after=["aftersales.lots.queries.as_it_stands", "aftersales.lots.queries.still_here"],
    )

    refused = [type(each).__name__ for each in outcomes if isinstance(each, Exception)]
    stated.refresh_from_db()
    if stated.shipment_id:
        assert (refused, stated.taken_back_at) == (["Sent"], None)
    else:
        assert (refused, Shipment.objects.count()) == (["LotNeeded"], 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_lot_that_two_enter_at_once_is_one():
    record = make_lamp().stockrecords.get()
    enter = partial(
        stock.receive,
        stockrecord=record,
        number=GOOD,
        document="Delivery note 88",
        received_at=NOON,
        at=NOON,
    )

    outcomes = race(enter, enter, after="storefront.partner.lots.known_of")

    assert outcomes == [Lot.objects.get()] * 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_recall_and_packing_at_once_leave_nothing_packed_that_is_thought_not_to_be():
    lamp = make_lamp()
    order = make_order(lines=[(lamp, 1)])
    recall, by, seen = make_recall(lamp), make_staff(), []

    def go_out():
        with transaction.atomic():
            announce(recall, by=by, carry_out=False)
            seen.append(Order.objects.get().status)
            queries.public()

    def pack():
        with transaction.atomic():
            orders.pack(order=order, at=THEN)
            # It is checked and not yet done: the recall, where nothing keeps it waiting, looks now.
            queries.public()

    race(go_out, pack, after="aftersales.recalls.queries.public")

    assert seen == [Order.objects.get().status]
