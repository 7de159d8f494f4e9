import re
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from aftersales.tracking import late, operations
from aftersales.tracking.models import Kind
from checkout.order import operations as orders
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from checkout.payments.providers.base import Answer
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises import queries
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

DAY = timedelta(days=1)
# The factories promise delivery on the third day.
TOO_LATE = NOON + 5 * DAY


def late_order(*, delivery="4.90", **fields):
    return make_order(
        status="dispatched", lines=[(make_product(price="20.00"), 1)], delivery=delivery, **fields
    )


def arrives(order, *, at):
    return operations.record_checkpoint(
        shipment=order.shipments.get(), event_id="e1", kind=Kind.DELIVERED, happened_at=at, at=at
    )


def deliveries(order):
    return list(queries.about(order).filter(kind="deliver").values_list("status", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(("charge", "given_back"), [("9.90", "9.90"), ("0.00", "4.90")])
def test_a_missed_day_gives_the_delivery_fee_back_without_asking(charge, given_back):
    order = late_order(delivery=charge)

    promises.break_overdue(at=TOO_LATE)
    promises.break_overdue(at=TOO_LATE + timedelta(minutes=1))

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.order) == (Decimal(given_back), "late", order)
    assert deliveries(order) == ["broken", "made"]


@pytest.mark.django_db
def test_the_buyer_hears_of_the_new_day_and_of_the_money():
    late_order(delivery="9.90")

    promises.break_overdue(at=TOO_LATE)

    letter = wording.write(Message.objects.get(kind="delivery_late", channel="mail"))
    assert "Bring it by Wed 11 Mar 2026" in letter.words
    assert "We give you back €9.90" in letter.words
    assert "cancel what has not come" in letter.words


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.2.1.b")
@pytest.mark.parametrize(("days", "told"), [(2, 0), (4, 1)])
def test_the_buyer_is_warned_as_soon_as_a_carrier_expects_to_be_late(days, told):
    order = late_order()

    for event in ("e1", "e2"):
        operations.record_checkpoint(
            shipment=order.shipments.get(),
            event_id=event,
            kind=Kind.IN_TRANSIT,
            happened_at=NOON + DAY,
            at=NOON + DAY,
            expected_at=NOON + days * DAY,
        )

    warned = Message.objects.filter(kind="parcel_expected_late", channel="mail")
    assert warned.count() == told
    for message in warned:
        assert "expects to bring parcel" in wording.write(message).words


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.2.1.b")
def test_when_the_day_has_passed_buyer_staff_and_the_public_record_know_it(client):
    late_order(user=make_user())
    in_time = late_order()
    arrives(in_time, at=NOON + 2 * DAY)
    office = Client()
    office.force_login(make_staff())
    eve = promises.queries.of_order(in_time.number).get(kind="deliver").due_at - timedelta(hours=2)
    with time_machine.travel(eve, tick=False):
        assert "Promises due within a day" in office.get("/admin/").content.decode()

    promises.break_overdue(at=TOO_LATE)

    letter = wording.write(Message.objects.get(kind="delivery_late", channel="mail")).words
    assert "You may wait, or cancel what has not come" in letter
    with time_machine.travel(TOO_LATE, tick=False):
        assert "Broken promises not yet made good" in office.get("/admin/").content.decode()
        way = re.search(r"https?://[^/]+(/orders/enter/\S+)", letter).group(1)
        page = client.get(way, follow=True).content.decode()
        record = client.get(reverse("promises:record")).context["rows"]
    assert "Cancel what has not come" in page
    (row,) = [each["row"] for each in record if each["row"].kind == "deliver"]
    assert (row.due, row.kept, row.percent) == (2, 1, 50)


@pytest.mark.django_db
def test_missing_the_second_day_too_costs_us_no_second_fee_and_ends_the_dates():
    order = late_order()

    for days in (5, 20, 40, 60):
        promises.break_overdue(at=NOON + days * DAY)

    assert Refund.objects.count() == 1
    assert deliveries(order) == ["broken", "broken", "broken"]


@pytest.mark.django_db
def test_a_parcel_that_comes_late_closes_both_promises_as_what_they_were():
    order = late_order()
    promises.break_overdue(at=TOO_LATE)

    arrives(order, at=TOO_LATE + DAY)

    assert deliveries(order) == ["kept_late", "kept"]


@pytest.mark.django_db
def test_lateness_that_is_noticed_only_at_the_door_is_made_good_all_the_same():
    order = late_order()

    arrives(order, at=TOO_LATE)

    assert deliveries(order) == ["kept_late"]
    assert Refund.objects.get().reason == "late"
    letter = wording.write(Message.objects.get(kind="delivery_late", channel="mail"))
    assert "The new day" not in letter.words


@pytest.mark.django_db
def test_a_delivery_in_time_owes_nothing_even_if_it_is_reported_late():
    order = late_order()

    operations.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="e1",
        kind=Kind.DELIVERED,
        happened_at=NOON + 2 * DAY,
        at=TOO_LATE,
    )

    assert deliveries(order) == ["kept"]
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_what_is_not_paid_yet_is_given_back_once_it_is():
    order = make_order(
        status="dispatched", paid=False, lines=[(make_product(price="20.00"), 1)], delivery="4.90"
    )

    promises.break_overdue(at=TOO_LATE)

    assert not Refund.objects.exists()
    assert deliveries(order) == ["broken", "made"]


@pytest.mark.django_db
def test_a_cancelled_order_is_never_late():
    order = make_order(status="paid", lines=[(make_product(), 1)])
    orders.cancel(order=order, at=NOON + timedelta(hours=1))

    promises.break_overdue(at=TOO_LATE)

    assert deliveries(order) == ["withdrawn"]
    assert [each.reason for each in Refund.objects.all()] == ["cancelled"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_find_an_order_late_give_the_fee_back_once():
    order = late_order()

    outcomes = race(
        partial(late.give_back_for_lateness, order=order, at=TOO_LATE),
        partial(late.give_back_for_lateness, order=order, at=TOO_LATE),
        after="checkout.payments.queries.refundable",
    )

    assert [type(outcome).__name__ for outcome in outcomes] == ["Refund", "Refund"]
    assert Refund.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_sweep_and_the_carrier_together_make_one_remedy(caplog):
    order = late_order()

    race(
        partial(promises.break_overdue, at=TOO_LATE),
        partial(arrives, order, at=TOO_LATE),
        after="storefront.core.lifecycle.move",
    )
    promises.break_overdue(at=TOO_LATE)

    assert "deadlock" not in caplog.text

    assert Refund.objects.count() == 1
    order.refresh_from_db()
    assert order.status == "delivered"
    assert "made" not in deliveries(order)


@pytest.mark.django_db
def test_lateness_of_a_cash_order_is_owed_when_the_cash_is_recorded_after_it_came():
    order = make_order(paid=False, status="dispatched", delivery="4.90")
    promises.break_overdue(at=TOO_LATE)
    orders.deliver(order=order, at=TOO_LATE + DAY)
    assert not Refund.objects.exists()

    attempt = order.intent.attempts.get()
    for _each in range(2):
        payments.record_result(
            attempt=attempt,
            answer=Answer("charged", "CASH-1", attempt.amount, "EUR"),
            at=TOO_LATE + 2 * DAY,
        )

    refund = Refund.objects.get()
    assert (refund.reason, refund.amount) == ("late", Decimal("4.90"))


@pytest.mark.django_db
def test_a_delivery_in_time_that_is_reported_late_was_in_time():
    order = late_order()
    due = queries.latest(subject=order, kind="deliver").due_at
    promises.break_overdue(at=due + timedelta(hours=1))

    operations.record_checkpoint(
        shipment=order.shipments.get(),
        event_id="late-news",
        kind=Kind.DELIVERED,
        happened_at=due - timedelta(hours=1),
        at=due + timedelta(hours=2),
    )

    first = queries.about(order).filter(kind="deliver").order_by("pk").first()
    assert (first.status, first.ended_at) == ("kept", due - timedelta(hours=1))
    # The new day was named for a parcel that had come: it counts neither for nor against us.
    assert deliveries(order) == ["kept", "withdrawn"]
    # What was given for lateness stays with the buyer.
    assert Refund.objects.get().reason == "late"
