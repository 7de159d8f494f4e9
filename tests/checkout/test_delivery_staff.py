"""Staff write a way of delivery: countries are ticked, and what cannot be is refused in words."""

import pytest
from django.urls import reverse

from checkout.shipping.models import DeliveryMethod
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
ADD = "admin:shipping_deliverymethod_add"
FILLED = {
    "code": "bike",
    "name_en": "By bicycle",
    "kind": "courier",
    "countries": ["IE", "DE"],
    "price": "6.00",
    "currency": "EUR",
    "cutoff": "14:00",
    "dispatch_days": "0",
    "min_days": "1",
    "max_days": "3",
    "position": "5",
    "active": "on",
}


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def test_countries_are_ticked(staff):
    answer = staff.post(reverse(ADD), FILLED)

    assert answer.status_code == 302, answer.context["errors"]
    assert DeliveryMethod.objects.get().countries == ["IE", "DE"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"countries": ["IE", "XX"]}, "XX"),
        ({"countries": []}, "This field is required"),
        ({"min_days": "3", "max_days": "1"}, "It cannot be there sooner than at the least."),
        ({"max_days": "99"}, "We promise nothing that takes longer than sixty days."),
        ({"free_from": "0"}, "Leave it empty, or write a sum above nought."),
    ],
)
def test_what_cannot_be_is_refused_in_words(staff, wrong, words):
    answer = staff.post(reverse(ADD), {**FILLED, **wrong})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not DeliveryMethod.objects.exists()
