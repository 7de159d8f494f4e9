from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.lots import operations as lots
from aftersales.tracking import operations, slip
from storefront.accounts import demo as accounts
from storefront.partner import lots as stock
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def packer(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    user = make_staff(superuser=False)
    user.groups.add(accounts.role("packer"))
    client.force_login(user)
    return user


def page(client, order, parcel=""):
    address = reverse("admin:tracking_slip", args=[order.number])
    return client.get(address + (f"?parcel={parcel}" if parcel else ""))


def test_the_slip_says_what_goes_in_where_it_goes_and_no_price(client, packer, now):
    mug, bowl = make_product(title="Rye mug", at=now), make_product(title="Weir bowl", at=now)
    order = make_order(at=now, lines=[(mug, 2), (bowl, 1)])
    order.shipping_address.phone_number = "+353871234567"
    order.notes.create(note_type="Info", message="Ring twice")
    order.notes.create(note_type="Buyer", message="Leave it with Aoife")

    answer = page(client, order)

    body = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Rye mug", "Weir bowl", "3 pieces", "4 Quay Street", "Ring twice", "The buyer"):
        assert words in body, words
    assert "Leave it with Aoife" in body
    assert "€" not in body
    assert body.count("<h1") == 1


def test_the_slip_of_a_parcel_names_only_what_is_in_it(client, packer, now):
    mug, bowl = make_product(title="Rye mug", at=now), make_product(title="Weir bowl", at=now)
    order = make_order(at=now, status="packed", lines=[(mug, 2), (bowl, 1)])
    line = order.lines.order_by("pk").first()
    operations.hand_over(order=order, lines={line.pk: 1}, number="P 1", at=now)

    of_parcel, rest = page(client, order, "1").content.decode(), slip.of(order)

    assert ("Rye mug" in of_parcel, "Weir bowl" in of_parcel) == (True, False)
    assert "1 piece" in of_parcel
    assert [(row[0], row[1]) for row in rest["rows"]] == [("Rye mug", 1), ("Weir bowl", 1)]
    assert page(client, order, "2").status_code == 404
    assert page(client, order, "x").status_code == 404


def test_the_slip_names_the_lots_that_were_stated(client, packer, now):
    mug = make_product(title="Rye mug", at=now)
    stock.receive(
        stockrecord=mug.stockrecords.get(),
        number="26-117",
        document="Delivery note 88",
        received_at=now,
        at=now,
    )
    order = make_order(at=now, lines=[(mug, 2)])
    lots.state(
        order=order,
        line_id=order.lines.get().pk,
        number="26-117",
        quantity=2,
        by=packer,
        at=now,
    )

    assert "26-117 (2)" in page(client, order).content.decode()


def test_it_goes_where_the_buyer_wants_it_now(client, packer, now):
    from aftersales.changes import delivery

    order = make_order(at=now)
    after = {**order.intent.snapshot["shipping_address"], "line1": "9 Mill Lane"}
    delivery.change_delivery(order=order, address=after, by=packer, by_staff=True, at=now)

    body = page(client, order).content.decode()

    assert "9 Mill Lane" in body
    assert "4 Quay Street" not in body


def test_the_order_and_the_hand_over_lead_to_the_slip(client, packer, now):
    order = make_order(at=now, status="packed")
    address = reverse("admin:tracking_slip", args=[order.number])

    of_order = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    over = client.get(f"{reverse('admin:tracking_shipment_add')}?order={order.number}")

    assert address in of_order
    assert address in over.content.decode()


@pytest.mark.parametrize("staff", [False, True])
def test_who_may_not_see_orders_gets_no_slip(client, settings, now, staff):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    order = make_order(at=now)
    client.force_login(make_staff(superuser=False) if staff else make_user())

    answer = page(client, order)

    assert answer.status_code in (302, 403)
    assert "Quay Street" not in answer.content.decode()
