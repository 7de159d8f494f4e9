"""Whatever is typed behind the door or by staff about parcels: a page with words, and safe ones."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from aftersales.tracking import operations
from aftersales.tracking.models import Checkpoint
from tests.checkout.test_hostile import OURS, strings
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
DOOR = "/something-is-not-right/"


def safe(page: str) -> bool:
    return "<script>alert" not in page and "<img src=x" not in page


def test_every_string_at_the_door(client):
    for typed in strings():
        cache.clear()  # ten tries in ten minutes are enough for people
        answer = client.post(DOOR, {"number": typed, "email": "a@example.org"})
        assert answer.status_code in (200, 422), repr(typed)
        assert safe(answer.content.decode())
    for typed in OURS:
        cache.clear()
        answer = client.post(DOOR, {"number": "FH-2222-2222", "email": typed})
        assert answer.status_code in (200, 422), repr(typed)
        assert safe(answer.content.decode())


def test_our_strings_as_what_is_wrong(client):
    user = make_user()
    client.force_login(user)
    order = make_order(user=user, lines=[(make_product(), 1)])

    for typed in OURS:
        answer = client.get(reverse("rights:order", args=[order.number]), {"what": typed})
        assert answer.status_code == 422, repr(typed)
        assert safe(answer.content.decode())


def test_our_strings_typed_in_by_staff_are_shown_to_the_buyer_as_words(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    at = timezone.now() - timedelta(hours=3)
    buyer = make_user()
    order = make_order(status="packed", lines=[(make_product(at=at), 1)], user=buyer, at=at)
    shipment = operations.hand_over(order=order, number="X1", at=at + timedelta(hours=1))
    client.force_login(make_staff())
    heard = f"{timezone.localtime(timezone.now() - timedelta(minutes=9)):%Y-%m-%d %H:%M}"

    for typed in OURS:
        answer = client.post(
            reverse("admin:tracking_shipment_report", args=[shipment.pk]),
            {"kind": "in_transit", "happened_at": heard, "place": typed, "words": typed},
        )
        assert answer.status_code in (302, 422), repr(typed)
    wrong_time = client.post(
        reverse("admin:tracking_shipment_report", args=[shipment.pk]),
        {"kind": "in_transit", "happened_at": "';--", "words": "x"},
    )

    assert wrong_time.status_code == 422
    assert Checkpoint.objects.count() > 5
    client.force_login(buyer)
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    assert safe(page)
