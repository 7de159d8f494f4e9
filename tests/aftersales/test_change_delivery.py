"""Where an order goes, changed by its buyer until packing begins (LBT-6.2.6.2)."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.changes import delivery, queries
from aftersales.changes.models import DeliveryChange
from aftersales.rights import queries as rights
from aftersales.tracking import operations as tracking
from aftersales.tracking.carriers import base, registry
from checkout.order import operations as orders
from checkout.order import registry as events
from checkout.order.models import Order
from storefront.notices.models import Message
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def elsewhere(order, **other):
    return {**queries.goes_to(order), "line1": "3 Quay Street", "town": "Galway", **other}


def change(order, *, at=NOON + MINUTE, by_staff=False, **other):
    return delivery.change_delivery(
        order=order, address=elsewhere(order, **other), at=at, by_staff=by_staff
    )


@pytest.mark.django_db
def test_it_goes_to_the_new_place_on_the_promised_day_and_the_agreement_stays():
    order = make_order()
    agreed, before = order.agreement.sha256, queries.goes_to(order)
    due = Promise.objects.get(order_number=order.number, kind="deliver").due_at

    made = change(order, phone="+35391565000")

    order = Order.objects.get(pk=order.pk)
    assert (made.before, made.after["town"]) == (before, "Galway")
    assert queries.goes_to(order)["line1"] == "3 Quay Street"
    assert order.shipping_address.line1 == "3 Quay Street"
    assert str(order.shipping_address.phone_number) == "+35391565000"
    assert order.agreement.sha256 == agreed
    assert order.agreement.document["buyer"]["delivered_to"] == before
    old, new = Promise.objects.filter(order_number=order.number, kind="deliver").order_by("pk")
    assert (old.status, new.status, new.due_at) == ("withdrawn", "made", due)
    assert new.words.startswith("Bring it to 3 Quay Street, Galway by ")
    assert Message.objects.filter(kind="delivery_changed", channel="mail").count() == 1


@pytest.mark.django_db
def test_the_carrier_is_given_the_new_place(monkeypatch):
    order = make_order()
    change(order)
    orders.pack(order=order, at=NOON + HOUR)
    shipment = tracking.hand_over(order=order, at=NOON + 2 * HOUR)
    seen = []
    book = lambda parcel: seen.append(parcel) or base.Booking(number="GP1")  # noqa: E731
    monkeypatch.setattr(registry.get(shipment.carrier), "book", book)

    tracking.book(shipment=shipment, at=NOON + 2 * HOUR)

    assert seen[0].address["line1"] == "3 Quay Street"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["packed", "dispatched", "delivered", "cancelled"])
def test_once_it_is_packed_nothing_changes(status):
    order = make_order(status=status)

    with pytest.raises(delivery.PackingHasBegun):
        change(order)

    assert not DeliveryChange.objects.exists()
    assert Order.objects.get(pk=order.pk).shipping_address.line1 != "3 Quay Street"


@pytest.mark.django_db
def test_after_an_hour_only_staff_can_until_it_is_packed():
    order = make_order()

    change(order, at=NOON + 60 * MINUTE - timedelta(seconds=1))
    with pytest.raises(delivery.TimeIsOver):
        change(order, at=NOON + 60 * MINUTE, town="Cork")
    assert queries.goes_to(order)["town"] == "Galway"

    change(order, at=NOON + 2 * HOUR, town="Cork", by_staff=True)
    assert queries.goes_to(order)["town"] == "Cork"


@pytest.mark.django_db
def test_the_time_of_a_transfer_runs_from_the_money():
    order = make_order(paid=False, status="awaiting_payment")

    change(order, at=NOON + 20 * HOUR)
    orders.mark_paid(order=order, at=NOON + 24 * HOUR)
    order = Order.objects.get(pk=order.pk)

    (right,) = delivery.rights_of(order, NOON + 24 * HOUR)
    assert (right.open, right.until) == (True, NOON + 25 * HOUR)
    with pytest.raises(delivery.TimeIsOver):
        change(order, at=NOON + 25 * HOUR, town="Cork")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"country": "DE", "postcode": "10115"}, delivery.AnotherCountry),
        ({"line1": "12 Canal Row", "town": "Dublin"}, None),
    ],
)
def test_another_country_is_refused_and_says_what_to_do(other, refusal):
    order = make_order()
    if refusal is None:
        with pytest.raises(delivery.NothingNew):
            delivery.change_delivery(order=order, address=queries.goes_to(order), at=NOON)
    else:
        with pytest.raises(refusal, match="Cancel this one without cost"):
            change(order, **other)

    assert not DeliveryChange.objects.exists()


@pytest.mark.django_db
def test_what_is_collected_has_no_address_to_change_but_a_number():
    order = make_order()
    order.intent.snapshot["summary"]["delivery"]["kind"] = "collection"
    order.intent.save()

    with pytest.raises(delivery.IsCollected):
        change(order)
    made = delivery.change_delivery(
        order=order, address={**queries.goes_to(order), "phone": "+35391565000"}, at=NOON
    )

    assert made.after["phone"] == "+35391565000"


@pytest.mark.django_db
def test_the_right_has_its_time_and_ends_when_it_is_packed():
    order = make_order()

    open_ = rights.right_of(order, "change_delivery", NOON)
    orders.pack(order=order, at=NOON + 10 * MINUTE)
    over = rights.right_of(Order.objects.get(pk=order.pk), "change_delivery", NOON + 11 * MINUTE)

    assert (open_.open, open_.until) == (True, NOON + HOUR)
    assert (over.open, over.until) == (False, NOON + 10 * MINUTE)
    assert over.why_not == "Packing has begun."


@pytest.mark.django_db(transaction=True)
def test_of_packing_and_changing_at_once_the_parcel_never_has_the_old_label(monkeypatch):
    order = make_order()
    packed_for = []

    def write_label(*, order, **_facts):
        packed_for.append(order.shipping_address.line1)

    monkeypatch.setitem(events._listeners, "packed", [write_label])

    outcomes = race(
        partial(change, order),
        partial(orders.pack, order=order, at=NOON + MINUTE),
        after="checkout.order.queries.change_until",
    )

    changed = DeliveryChange.objects.exists()
    assert packed_for == (["3 Quay Street"] if changed else [order.shipping_address.line1]), (
        outcomes
    )
    assert changed != isinstance(outcomes[0], delivery.PackingHasBegun)


@pytest.fixture
def fresh(client):
    """An order of a signed-in buyer, placed a moment ago."""
    user = make_user()
    client.force_login(user)
    return make_order(user=user, at=timezone.now() - MINUTE, lines=[(make_product(), 1)])


def typed(order, **other):
    said = queries.goes_to(order)
    kept = ("name", "line1", "line2", "town", "region", "postcode", "country", "phone")
    return {name: said[name] for name in kept} | {"phone": ""} | other


@pytest.mark.django_db
def test_a_buyer_sees_until_when_and_changes_it_on_the_page_of_the_order(client, fresh):
    address = reverse("changes:delivery", args=[fresh.number])
    assert address in client.get(reverse("orders:detail", args=[fresh.number])).content.decode()
    page = client.get(address).content.decode()
    assert "or until we pack it if that is sooner" in page

    given = typed(fresh, line1="3 Quay Street", town="Galway", phone="087 123 4567")
    answer = client.post(address, given, follow=True)

    assert answer.redirect_chain, answer.context["forms"]
    assert "3 Quay Street" in answer.content.decode()
    assert queries.goes_to(fresh)["phone"] == "+353871234567"
    assert DeliveryChange.objects.get().asked_by == fresh.user


@pytest.mark.django_db
def test_a_press_that_comes_too_late_says_what_else(client, fresh):
    orders.pack(order=fresh, at=timezone.now())
    address = reverse("changes:delivery", args=[fresh.number])

    answer = client.post(address, typed(fresh, line1="3 Quay Street"))

    assert answer.status_code == 409
    assert "It is being packed" in answer.content.decode()
    assert not DeliveryChange.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"line1": ""}, {"phone": "12"}, {"country": "DE"}, {"name": ""}, {"line1": "x" * 200}]
)
def test_bad_input_is_named_and_changes_nothing(client, fresh, wrong):
    address = reverse("changes:delivery", args=[fresh.number])

    answer = client.post(address, typed(fresh, **{"town": "Galway", **wrong}))

    assert answer.status_code == 422
    assert not DeliveryChange.objects.exists()


@pytest.mark.django_db
def test_strangers_find_no_such_page(client, fresh):
    client.force_login(make_user())

    assert client.get(reverse("changes:delivery", args=[fresh.number])).status_code == 404


@pytest.mark.django_db
def test_staff_change_it_for_the_buyer(client, fresh, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(make_staff())
    page = client.get(reverse("admin:order_order_change", args=[fresh.pk])).content.decode()
    address = f"{reverse('admin:changes_deliverychange_add')}?order={fresh.number}"
    assert address in page
    assert client.get(address).status_code == 200

    answer = client.post(address, typed(fresh, line1="3 Quay Street"))
    refused = client.post(address, typed(fresh, line1=""))

    assert (answer.status_code, refused.status_code) == (302, 422)
    made = DeliveryChange.objects.get()
    assert (made.by_staff, made.after["line1"]) == (True, "3 Quay Street")
    detail = reverse("admin:changes_deliverychange_change", args=[made.pk])
    assert "3 Quay Street" in client.get(detail).content.decode()
