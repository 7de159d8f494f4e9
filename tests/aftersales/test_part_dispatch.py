"""An order that leaves in several parcels: what is in which, what is to come, what is promised."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aftersales.tracking import ending, operations, parts
from aftersales.tracking.models import Kind, Shipment
from checkout.payments.models import Refund
from storefront.notices import wording as letters
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def packed(**fields):
    """Two mugs and a bowl, packed."""
    mug = make_product(title="Hob mug", price="20.00", stock=10)
    bowl = make_product(title="Bowl", price="7.00", stock=10)
    order = make_order(status="packed", lines=[(mug, 2), (bowl, 1)], **fields)
    return order, order.lines.get(product=mug), order.lines.get(product=bowl)


def ahead(order, line, count=1, *, at=NOON + 4 * HOUR, number="P1"):
    return operations.hand_over(order=order, lines={line.pk: count}, number=number, at=at)


def stock_of(line):
    line.stockrecord.refresh_from_db()
    return line.stockrecord.num_in_stock, line.stockrecord.num_allocated


@pytest.mark.django_db
def test_what_goes_ahead_leaves_the_stock_and_the_rest_stays_for_the_buyer():
    order, mug, bowl = packed()

    ahead(order, mug)

    order.refresh_from_db()
    assert order.status == "packed"
    assert (stock_of(mug), stock_of(bowl)) == ((9, 1), (10, 1))
    operations.hand_over(order=order, number="P2", at=NOON + DAY)
    order.refresh_from_db()
    assert order.status == "dispatched"
    assert (stock_of(mug), stock_of(bowl)) == ((8, 0), (9, 0))


@pytest.mark.django_db
def test_each_parcel_has_its_promise_on_the_promised_day_and_keeps_it_alone():
    order, mug, _bowl = packed()
    whole = Promise.objects.get(order_number=order.number, kind="deliver")

    shipment = ahead(order, mug)
    own = Promise.objects.get(order_number=order.number, kind=parts.KIND)
    operations.record_checkpoint(
        shipment=shipment,
        event_id="e1",
        kind=Kind.DELIVERED,
        happened_at=NOON + DAY,
        at=NOON + DAY,
    )

    assert own.due_at == whole.due_at
    assert own.words.endswith(": 1 × Hob mug")
    own.refresh_from_db()
    whole.refresh_from_db()
    assert (own.status, own.ended_at, whole.status) == ("kept", NOON + DAY, "made")


@pytest.mark.django_db
def test_a_parcel_that_is_late_with_the_whole_pays_once_and_is_told_once():
    order, mug, _bowl = packed()
    ahead(order, mug)

    promises.break_overdue(at=NOON + 9 * DAY)

    states = Promise.objects.filter(order_number=order.number, kind=parts.KIND)
    assert [each.status for each in states] == ["broken"]
    assert Refund.objects.filter(order=order, reason="late").count() == 1
    assert Message.objects.filter(kind="delivery_late", channel="mail").count() == 1


@pytest.mark.django_db
def test_ending_what_has_not_come_withdraws_the_promise_of_each_parcel():
    order, mug, _bowl = packed()
    ahead(order, mug)
    operations.hand_over(order=order, number="P2", at=NOON + DAY)
    promise = Promise.objects.get(order_number=order.number, kind=parts.KIND)
    late = promise.due_at + timedelta(minutes=1)

    ending.end_what_has_not_come(order=order, at=late)

    promise.refresh_from_db()
    assert promise.status == "withdrawn"


@pytest.mark.django_db
def test_the_mail_says_what_is_in_the_parcel_and_what_is_still_to_come():
    order, mug, _bowl = packed()
    ahead(order, mug)

    told = letters.write(Message.objects.get(kind="parcel_dispatched", channel="mail"))

    assert "1 × Hob mug" in told.words
    assert "Still to come, without another delivery charge\n1 × Hob mug, 1 × Bowl" in told.words


@pytest.mark.django_db
def test_the_page_says_what_is_in_which_parcel_in_no_more_statements(client):
    user = make_user()
    order, mug, bowl = packed(user=user)
    ahead(order, mug)
    ahead(order, bowl, number="P2")
    client.force_login(user)
    address = reverse("orders:detail", args=[order.number])
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)

    assert [each["things"] for each in page.context["parcels"]] == ["1 × Hob mug", "1 × Bowl"]
    assert page.context["to_come"] == "1 × Hob mug"
    words = " ".join(page.content.decode().split())
    assert "In it: 1 × Bowl" in words
    assert "1 × Hob mug. It leaves us by" in words
    assert len(asked) <= 15, "\n".join(each["sql"] for each in asked)


@pytest.mark.django_db
def test_nothing_is_to_come_once_all_of_it_has_left(client):
    user = make_user()
    order, mug, _bowl = packed(user=user)
    ahead(order, mug)
    operations.hand_over(order=order, number="P2", at=NOON + DAY)
    client.force_login(user)

    page = client.get(reverse("orders:detail", args=[order.number]))

    assert page.context["to_come"] == ""
    assert "Still to come" not in page.content.decode()


@pytest.fixture
def packer(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    user = make_staff()
    client.force_login(user)
    return user


def form_for(**units):
    given = {"carrier": "by_hand", "number": "X1"}
    return given | {f"units_{pk}": str(count) for pk, count in units.items()}


@pytest.mark.django_db
def test_staff_choose_from_the_order_what_and_how_many_go_into_a_parcel(client, packer):
    order, mug, bowl = packed(at=timezone.now() - DAY)
    address = f"{reverse('admin:tracking_shipment_add')}?order={order.number}"
    page = client.get(address).content.decode()
    assert "In this parcel: Hob mug" in page
    assert "Of 2 that are here" in page

    answer = client.post(address, form_for(**{str(mug.pk): 1, str(bowl.pk): 0}))

    assert answer.status_code == 302
    shipment = Shipment.objects.get()
    assert [(row.line_id, row.quantity) for row in shipment.lines.all()] == [(mug.pk, 1)]
    rest = client.get(address).content.decode()
    assert "Of 1 that are here" in rest


@pytest.mark.django_db
@pytest.mark.parametrize("counts", [(3, 0), (-1, 1), (0, 0), ("two", 0), ("", "")])
def test_more_than_is_here_or_nothing_is_refused_and_nothing_leaves(client, packer, counts):
    order, mug, bowl = packed(at=timezone.now() - DAY)
    given = form_for(**{str(mug.pk): counts[0], str(bowl.pk): counts[1]})

    address = f"{reverse('admin:tracking_shipment_add')}?order={order.number}"

    answer = client.post(address, given)

    assert answer.status_code == 422
    assert not Shipment.objects.exists()
    assert stock_of(mug) == (10, 2)


@pytest.mark.django_db
def test_without_counts_all_that_is_here_goes(client, packer):
    order, _mug, _bowl = packed(at=timezone.now() - DAY)

    client.post(f"{reverse('admin:tracking_shipment_add')}?order={order.number}", form_for())

    assert [row.quantity for row in Shipment.objects.get().lines.order_by("line_id")] == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_the_last_unit_goes_into_one_of_two_parcels_made_at_once():
    order, mug, bowl = packed()
    ahead(order, mug)

    outcomes = race(
        *(partial(ahead, order, mug, number=f"R{n}", at=NOON + 5 * HOUR) for n in range(2)),
        after="aftersales.tracking.queries.left_to_send",
    )

    refused = [each for each in outcomes if isinstance(each, operations.NothingLeft)]
    assert len(refused) == 1, outcomes
    assert sum(row.quantity for row in mug.shipped.all()) == 2
    assert (stock_of(mug), stock_of(bowl)) == ((8, 0), (10, 1))
