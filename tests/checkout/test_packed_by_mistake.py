"""An order that was marked packed by mistake waits to be packed again, until it is handed over."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.tracking import operations as tracking
from checkout.order import operations as orders
from checkout.order import queries
from checkout.payments import operations as payments
from storefront.core.lifecycle import IllegalMove
from storefront.core.refusal import Refusal
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import queries as promises
from storefront.staff.history import NotSaidWhy
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PACKED = NOON + 2 * HOUR


def unpack(order, *, why="The next row was meant", at=PACKED + HOUR, by=None):
    return orders.unpack(order=order, why=why, by=by, at=at)


def steps(order):
    return [(move.from_status, move.to_status) for move in order.moves.order_by("pk")]


def told(kind):
    return Message.objects.filter(kind=kind, channel="account")


def test_it_waits_to_be_packed_again_with_who_and_why_and_its_buyer_is_told():
    mug, staff = make_product(stock=5), make_staff()
    order = make_order(status="packed", lines=[(mug, 2)], user=make_user())

    order = unpack(order, by=staff)

    assert order.status == "paid"
    last = order.moves.latest("pk")
    assert (last.from_status, last.to_status, last.moved_by) == ("packed", "paid", staff)
    assert last.why == "The next row was meant"
    assert mug.stockrecords.get().num_allocated == 2
    assert promises.latest(subject=order, kind="dispatch").status == "made"
    words = wording.write(told("order_unpacked").get()).words
    assert "That was our mistake: it is not yet." in words
    assert list(queries.to_pack(NOON)) == [order]


def test_it_is_packed_and_told_of_anew():
    order = make_order(status="packed", user=make_user())
    unpack(order)

    orders.pack(order=order, at=PACKED + 2 * HOUR)
    unpack(order, at=PACKED + 3 * HOUR)
    order = orders.pack(order=order, at=PACKED + 4 * HOUR)

    assert order.status == "packed"
    assert (told("order_packed").count(), told("order_unpacked").count()) == (3, 2)


def test_what_is_paid_at_the_door_is_ordered_again():
    assert unpack(make_order(status="packed", paid=False)).status == "placed"


def test_taking_it_back_again_changes_nothing():
    order = make_order(status="packed")
    unpack(order)
    known = steps(order)

    assert unpack(order, at=PACKED + 2 * HOUR).status == "paid"

    assert steps(order) == known
    assert told("order_unpacked").count() <= 1


@pytest.mark.parametrize("status", ["paid", "dispatched", "delivered", "cancelled"])
def test_what_does_not_stand_packed_is_not_taken_back(status):
    order = make_order(status=status)
    known = steps(order)

    with pytest.raises(IllegalMove):
        unpack(order)

    assert steps(order) == known


def test_it_is_not_taken_back_without_a_word_on_why():
    order = make_order(status="packed")

    with pytest.raises(NotSaidWhy):
        unpack(order, why=" ")

    order.refresh_from_db()
    assert order.status == "packed"


def test_an_order_of_which_a_part_has_left_stays_packed():
    order = make_order(status="packed", lines=[(make_product(stock=5), 2)])
    line = order.lines.get()
    tracking.hand_over(
        order=order, carrier="simulator", number="GP000000001IE", lines={line.pk: 1}, at=PACKED
    )

    with pytest.raises(tracking.PartlyGone, match="take that parcel back first"):
        unpack(order)

    order.refresh_from_db()
    assert order.status == "packed"


def test_cash_that_was_booked_wrongly_leaves_an_order_packed():
    order = make_order(status="placed", paid=False)
    attempt = order.intent.attempts.get()
    payments.record_receipt(
        attempt=attempt, amount=attempt.amount, currency="EUR", reference="C-1", by=None, at=NOON
    )
    orders.pack(order=order, at=PACKED)

    payments.take_back_booking(attempt=attempt, why="Another's", by=None, at=PACKED + HOUR)

    order.refresh_from_db()
    assert order.status == "packed"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_part_is_either_handed_over_or_the_order_is_not_packed():
    order = make_order(status="packed", lines=[(make_product(stock=5), 2)])
    line = order.lines.get()

    outcomes = race(
        partial(unpack, order),
        partial(
            tracking.hand_over,
            order=order,
            carrier="simulator",
            number="GP000000001IE",
            lines={line.pk: 1},
            at=PACKED + HOUR,
        ),
        after="checkout.order.queries.locked",
    )

    assert sum(isinstance(each, Refusal) for each in outcomes) == 1
    order.refresh_from_db()
    assert order.shipments.exists() == (order.status == "packed")


def test_staff_take_it_back_on_a_page_that_asks_why(client):
    order = make_order(status="packed", at=timezone.now() - 3 * HOUR)
    client.force_login(make_staff())
    page = reverse("admin:order_order_change", args=[order.pk])
    assert "Packed by mistake" in client.get(page).content.decode()
    ask = reverse("admin:order_order_unpack", args=[order.pk])

    assert client.get(ask).status_code == 200
    assert client.post(ask, {"why": ""}).status_code == 422
    assert client.post(ask, {"why": "Wrong row"}).url == page

    order.refresh_from_db()
    assert order.status == "paid"
    shown = client.get(page).content.decode()
    assert "Packed by mistake" not in shown
    assert "Wrong row" in shown


def test_a_promise_that_was_kept_is_told_with_when_and_with_when_it_was_due(client):
    order = make_order(status="delivered")
    client.force_login(make_staff())

    shown = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()

    assert "Kept, Mon 2 Mar 2026, 16:00" in shown
    assert "(was due by Tue 3 Mar 2026" in shown
