from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse

from aftersales.rights import queries as rights
from aftersales.tracking import ending, operations
from aftersales.tracking.models import Ending, Kind
from checkout.order import operations as orders
from checkout.payments.models import Refund
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises import queries
from tests.clock import NOON
from tests.factories import make_order, make_product, make_user
from tests.racing import race

DAY = timedelta(days=1)
TOO_LATE = NOON + 5 * DAY


def sent(*, goods=1, **fields):
    lines = [(make_product(price="20.00"), 1) for _each in range(goods)]
    return make_order(status="dispatched", lines=lines, delivery="4.90", **fields)


def report(shipment, kind, at):
    return operations.record_checkpoint(
        shipment=shipment, event_id=f"{shipment.pk}-{kind}", kind=kind, happened_at=at, at=at
    )


def late_right(order, at):
    return next((each for each in rights.rights_of(order, at) if each.key == "late"), None)


@pytest.mark.django_db
def test_the_right_begins_when_the_promised_day_is_over_and_not_a_moment_before():
    order = sent()
    due = queries.latest(subject=order, kind="deliver").due_at

    assert late_right(order, due) is None
    assert late_right(order, due + timedelta(microseconds=1)).open


@pytest.mark.django_db
def test_a_late_order_is_ended_with_all_the_money_back():
    order = sent()
    promises.break_overdue(at=TOO_LATE)

    ended = ending.end_what_has_not_come(order=order, at=TOO_LATE)

    # The delivery fee went back when the day was missed; the rest goes back now.
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [
        Decimal("4.90"),
        Decimal("20.00"),
    ]
    assert ended.refund.amount == Decimal("20.00")
    assert Message.objects.filter(kind="delivery_ended", channel="mail").count() == 1
    assert not queries.about(order).filter(kind="deliver", status="made").exists()
    right = late_right(order, TOO_LATE)
    assert (right.open, str(right.why_not)) == (
        False,
        "You have done that; the money is on its way back.",
    )


@pytest.mark.django_db
def test_ending_again_changes_nothing():
    order = sent()

    first = ending.end_what_has_not_come(order=order, at=TOO_LATE)
    again = ending.end_what_has_not_come(order=order, at=TOO_LATE + DAY)

    assert first == again
    assert Refund.objects.filter(told_once_as=f"ended:{order.number}").count() == 1


@pytest.mark.django_db
def test_only_what_has_not_come_is_ended():
    order = make_order(
        status="packed",
        lines=[(make_product(price="20.00"), 2), (make_product(price="50.00"), 1)],
        delivery="4.90",
    )
    mugs, lamp = order.lines.order_by("pk")
    came = operations.hand_over(
        order=order, lines={mugs.pk: 2}, number="GP000000011IE", carrier="simulator", at=NOON + DAY
    )
    operations.hand_over(order=order, number="GP000000012IE", carrier="simulator", at=NOON + DAY)
    order.refresh_from_db()
    report(came, Kind.DELIVERED, NOON + 2 * DAY)

    ended = ending.end_what_has_not_come(order=order, at=TOO_LATE)

    assert ended.refund.amount == Decimal("50.00")


@pytest.mark.django_db
def test_a_lost_parcel_can_be_ended_before_its_day_is_over():
    order = sent()
    report(order.shipments.get(), Kind.LOST, NOON + DAY)

    assert ending.end_what_has_not_come(order=order, at=NOON + DAY).refund.amount == Decimal(
        "24.90"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["paid", "packed", "delivered", "cancelled"])
def test_what_is_not_on_its_way_is_not_ended_so(status):
    order = make_order(status=status, lines=[(make_product(), 1)])
    before = Refund.objects.count()

    with pytest.raises(ending.NotLate):
        ending.end_what_has_not_come(order=order, at=TOO_LATE)

    assert not Ending.objects.exists()
    assert Refund.objects.count() == before


@pytest.mark.django_db
def test_what_is_in_time_is_not_ended():
    order = sent()

    with pytest.raises(ending.NotLate):
        ending.end_what_has_not_come(order=order, at=NOON + DAY)

    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_an_ended_order_gets_no_further_promise_of_a_day():
    order = sent()
    ending.end_what_has_not_come(order=order, at=TOO_LATE)

    promises.break_overdue(at=TOO_LATE + 20 * DAY)

    assert not queries.about(order).filter(kind="deliver", status="made").exists()


@pytest.mark.clause("ISO10008-6.2.d")
@pytest.mark.django_db
def test_a_buyer_who_hears_of_a_delay_waits_or_ends_it_and_no_stranger_does(client):
    user = make_user()
    order = sent(user=user)
    promises.break_overdue(at=TOO_LATE)
    address = reverse("orders:end", args=[order.number])
    letter = wording.write(Message.objects.get(kind="delivery_late", channel="mail"))
    assert "You may wait, or cancel what has not come" in letter.words
    assert late_right(order, TOO_LATE).url == address

    assert client.post(address).status_code == 404
    client.force_login(make_user())
    assert client.post(address).status_code == 404
    assert not Ending.objects.exists()

    client.force_login(user)
    assert client.get(address).context["amount"] == Decimal("20.00")
    assert not Ending.objects.exists()
    assert client.post(address).url == reverse("orders:detail", args=[order.number])
    assert Ending.objects.get().ended_by == user
    # Pressing again on a page that stood open does the same thing once.
    assert client.post(address).status_code == 302
    assert Ending.objects.count() == 1


@pytest.mark.django_db
def test_pressing_when_it_has_come_meanwhile_says_so(client):
    user = make_user()
    order = sent(user=user)
    client.force_login(user)
    orders.deliver(order=order, at=NOON + 2 * DAY)

    answer = client.post(reverse("orders:end", args=[order.number]))

    assert answer.status_code == 422
    assert "has come meanwhile" in answer.content.decode()
    assert not Refund.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_end_an_order_once():
    order = sent()

    outcomes = race(
        *[partial(ending.end_what_has_not_come, order=order, at=TOO_LATE)] * 2,
        after="aftersales.tracking.ending.may_be_ended",
    )

    assert {type(outcome).__name__ for outcome in outcomes} == {"Ending"}
    assert Refund.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_door_bell_and_the_buyers_press_at_once_leave_one_of_two_clear_ends():
    order = sent()

    outcomes = race(
        partial(ending.end_what_has_not_come, order=order, at=TOO_LATE),
        partial(report, order.shipments.get(), Kind.DELIVERED, TOO_LATE),
        after=[
            "aftersales.tracking.ending.may_be_ended",
            "aftersales.tracking.queries.status_from",
        ],
    )

    ended = Ending.objects.exists()
    assert ended or isinstance(outcomes[0], ending.NotLate)
    assert not isinstance(outcomes[1], Exception)
    assert Refund.objects.filter(told_once_as=f"ended:{order.number}").exists() == ended
