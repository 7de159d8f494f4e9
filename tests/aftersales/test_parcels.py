from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from aftersales.tracking import operations, queries
from aftersales.tracking.carriers import base, simulator
from aftersales.tracking.models import Checkpoint, Kind, Shipment
from checkout.order import operations as orders
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import queries as promises
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def send(order, *, number="GP000000001IE", at=NOON + 4 * HOUR, **fields):
    return operations.hand_over(order=order, carrier="simulator", number=number, at=at, **fields)


def report(shipment, kind, *, event, hours, at=None, **fields):
    happened = NOON + hours * HOUR
    return operations.record_checkpoint(
        shipment=shipment,
        event_id=event,
        kind=kind,
        happened_at=happened,
        at=at or happened,
        **fields,
    )


def test_handing_over_the_parcel_dispatches_the_order_and_tells_the_buyer():
    mug = make_product(stock=5)
    order = make_order(status="packed", lines=[(mug, 2)])

    shipment = send(order)

    order.refresh_from_db()
    assert order.status == "dispatched"
    assert [(row.line.product_id, row.quantity) for row in shipment.lines.all()] == [(mug.pk, 2)]
    assert promises.latest(subject=order, kind="dispatch").status == "kept"
    assert Message.objects.filter(kind="parcel_dispatched", channel="mail").count() == 1


def test_a_part_that_has_left_keeps_the_order_from_being_cancelled_whole():
    mug, board = make_product(), make_product()
    order = make_order(status="packed", lines=[(mug, 2), (board, 1)])
    first, second = order.lines.order_by("pk")

    send(order, lines={first.pk: 1})

    order.refresh_from_db()
    assert order.status == "packed"
    assert queries.left_to_send(order) == {first.pk: 1, second.pk: 1}
    with pytest.raises(operations.PartlyGone):
        orders.cancel(order=order, at=NOON + 5 * HOUR)
    order.refresh_from_db()
    assert order.status == "packed"

    send(order, number="GP000000002IE")

    order.refresh_from_db()
    assert order.status == "dispatched"


@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_no_more_is_handed_over_than_was_ordered(quantity):
    order = make_order(status="packed", lines=[(make_product(), 2)])

    with pytest.raises(operations.NothingLeft):
        send(order, lines={order.lines.get().pk: quantity})

    assert not Shipment.objects.exists()


@pytest.mark.parametrize("status", ["placed", "cancelled", "delivered"])
def test_only_a_packed_order_is_handed_over(status):
    order = make_order(status=status, lines=[(make_product(), 1)], paid=status != "placed")
    before = Shipment.objects.count()

    with pytest.raises(operations.NotPacked):
        send(order)

    assert Shipment.objects.count() == before


def test_an_order_dispatched_without_a_parcel_gets_one():
    order = make_order(status="dispatched", lines=[(make_product(), 2)])

    shipment = order.shipments.get()
    assert (shipment.carrier, shipment.number, shipment.lines.get().quantity) == (
        "simulator",
        "",
        2,
    )


def test_a_parcel_is_booked_once_however_often_the_carrier_is_asked():
    order = make_order(status="dispatched", lines=[(make_product(), 1)])
    shipment = order.shipments.get()

    booked = operations.book(shipment=shipment, at=NOON + 5 * HOUR)
    again = operations.book(shipment=Shipment.objects.get(), at=NOON + 6 * HOUR)

    assert booked.number == again.number != ""
    assert Message.objects.filter(kind="parcel_dispatched", channel="mail").count() == 1


def test_a_carrier_that_does_not_answer_is_asked_again(monkeypatch):
    def silent(self, parcel):
        raise base.NoAnswer("time out")

    order = make_order(status="dispatched", lines=[(make_product(), 1)])
    with monkeypatch.context() as patched:
        patched.setattr(simulator.Simulator, "book", silent)
        operations.book(shipment=order.shipments.get(), at=NOON + 4 * HOUR)
    assert order.shipments.get().problem == "time out"

    assert operations.book_waiting(at=NOON + 5 * HOUR) == 1

    assert order.shipments.get().problem == ""


def test_delivery_is_recorded_at_the_carriers_time_and_keeps_the_promise():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)

    report(shipment, Kind.DELIVERED, event="e1", hours=30, at=NOON + 33 * HOUR, received_by="You")

    order.refresh_from_db()
    assert order.status == "delivered"
    assert order.moves.get(to_status="delivered").moved_at == NOON + 30 * HOUR
    kept = promises.latest(subject=order, kind="deliver")
    assert (kept.status, kept.evidence["parcel"]) == ("kept", "GP000000001IE")
    assert Message.objects.filter(kind="parcel_delivered", channel="mail").count() == 1


def test_an_order_is_delivered_when_its_last_parcel_is():
    mug, board = make_product(), make_product()
    order = make_order(status="packed", lines=[(mug, 1), (board, 1)])
    first, second = order.lines.order_by("pk")
    one = send(order, lines={first.pk: 1})
    two = send(order, number="GP000000002IE", lines={second.pk: 1})

    report(two, Kind.DELIVERED, event="e1", hours=30)
    order.refresh_from_db()
    assert order.status == "dispatched"
    report(one, Kind.DELIVERED, event="e2", hours=28)

    order.refresh_from_db()
    assert order.status == "delivered"
    assert order.moves.get(to_status="delivered").moved_at == NOON + 30 * HOUR


def test_the_same_report_twice_counts_once():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)

    first = report(shipment, Kind.OUT_FOR_DELIVERY, event="e1", hours=20)
    again = report(shipment, Kind.OUT_FOR_DELIVERY, event="e1", hours=20, at=NOON + 24 * HOUR)

    assert first == again
    assert Checkpoint.objects.count() == 1
    assert Message.objects.filter(kind="parcel_out_for_delivery", channel="mail").count() == 1


def test_a_report_that_comes_after_the_delivery_is_shown_and_changes_nothing():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)

    report(shipment, Kind.DELIVERED, event="e2", hours=22)
    report(shipment, Kind.OUT_FOR_DELIVERY, event="e1", hours=20, at=NOON + 25 * HOUR)

    shipment.refresh_from_db()
    assert (shipment.status, shipment.delivered_at) == (Kind.DELIVERED, NOON + 22 * HOUR)
    assert shipment.checkpoints.count() == 2
    assert not Message.objects.filter(kind="parcel_out_for_delivery").exists()


REPORTS = [
    (Kind.IN_TRANSIT, "a", 6),
    (Kind.OUT_FOR_DELIVERY, "b", 20),
    (Kind.FAILED_ATTEMPT, "c", 22),
    (Kind.OUT_FOR_DELIVERY, "d", 44),
    (Kind.DELIVERED, "e", 46),
]


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(heard=st.lists(st.sampled_from(REPORTS), min_size=5, max_size=9))
def test_a_parcel_stands_the_same_in_whatever_order_its_reports_come(heard):
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order, number=f"GP{order.pk:09d}IE")

    for kind, event, hours in heard:
        report(shipment, kind, event=f"{order.pk}{event}", hours=hours, at=NOON + 60 * HOUR)

    shipment.refresh_from_db()
    last = max(set(heard), key=lambda each: each[2])
    assert shipment.status == last[0]
    assert shipment.checkpoints.count() == len(set(heard))


@pytest.mark.parametrize("hours", [-24, 80])
def test_a_report_from_before_the_parcel_or_from_the_future_is_refused(hours):
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)

    with pytest.raises(operations.NotPossible):
        report(shipment, Kind.DELIVERED, event="e1", hours=hours, at=NOON + 20 * HOUR)

    shipment.refresh_from_db()
    assert shipment.status == Kind.HANDED_OVER
    assert not Checkpoint.objects.exists()


@pytest.mark.clause("LBT-6.3.2.1.b")
def test_a_delivery_reported_long_after_is_believed_and_shown_to_staff():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)

    told = report(shipment, Kind.DELIVERED, event="e1", hours=24, at=NOON + 50 * HOUR)

    assert told.doubt == "Reported 26 hours after it is said to have happened"


def test_what_staff_mark_as_delivered_ends_the_parcel_too():
    by = make_staff()
    order = make_order(status="dispatched", lines=[(make_product(), 1)])

    orders.deliver(order=order, by=by, at=NOON + 30 * HOUR)

    shipment = order.shipments.get()
    assert (shipment.status, shipment.delivered_at) == (Kind.DELIVERED, NOON + 30 * HOUR)
    assert shipment.checkpoints.get().noted_by == by


@pytest.mark.parametrize(
    ("reason", "then"),
    [
        ("nobody_in", "comes again on Wed 4 Mar 2026"),
        ("refused", "you get your money back"),
        ("damaged", "You need not prove anything"),
        ("wrong_address", "tell us the right address"),
        ("other", "comes again on"),
    ],
)
def test_a_failed_delivery_says_why_and_what_happens_next(reason, then):
    order = make_order(status="packed", lines=[(make_product(), 1)])
    shipment = send(order)
    report(shipment, Kind.FAILED_ATTEMPT, event="e1", hours=24, reason=reason)

    letter = wording.write(Message.objects.get(kind="parcel_failed", channel="mail"))

    assert then in letter.words
    assert shipment.checkpoints.get().get_reason_display() in letter.words


def test_what_the_buyer_fetches_is_booked_with_nobody_and_stands_ready():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    order.intent.snapshot["summary"]["delivery"]["kind"] = "collection"
    order.intent.save()

    orders.dispatch(order=order, at=NOON + 4 * HOUR)

    shipment = order.shipments.get()
    assert (shipment.carrier, shipment.status) == ("collection", Kind.TO_COLLECT)
    assert not queries.to_book(at=NOON + 9 * HOUR, waiting=HOUR).exists()
    letter = wording.write(Message.objects.get(kind="parcel_to_collect", channel="mail"))
    assert letter.title == f"Order {order.number} is ready for you"
    assert "at 9 Weir Lane, Kilmore, Co. Wexford until Mon 16 Mar 2026" in letter.words
    assert not Message.objects.filter(kind="parcel_dispatched").exists()

    orders.deliver(order=order, at=NOON + 30 * HOUR)

    assert order.shipments.get().is_delivered


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [True, False])
def test_of_handing_over_and_cancelling_at_once_only_one_happens(whole):
    order = make_order(status="packed", lines=[(make_product(), 1), (make_product(), 1)])
    lines = None if whole else {order.lines.first().pk: 1}

    outcomes = race(
        partial(send, order, lines=lines),
        partial(orders.cancel, order=order, at=NOON + 4 * HOUR),
        after=["aftersales.tracking.telling.dispatched", "checkout.order.registry.announce"],
    )

    order.refresh_from_db()
    left = Shipment.objects.filter(order=order).exists()
    assert left != (order.status == "cancelled")
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert not any(isinstance(outcome, OperationalError) for outcome in outcomes)


def test_a_parcel_is_with_the_carrier_that_the_buyer_was_promised():
    order = make_order(status="packed", lines=[(make_product(), 1)])
    order.intent.snapshot["summary"]["delivery"]["carrier"] = "Slaney Couriers"
    order.intent.save()

    shipment = send(order)

    assert shipment.carrier_name == "Slaney Couriers"
    letter = wording.write(Message.objects.get(kind="parcel_dispatched", channel="mail"))
    assert "Slaney Couriers" in letter.words
