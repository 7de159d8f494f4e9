"""Pages that show what belongs to a person are stored by no browser and nothing in between."""

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    ["account:home", "account:inbox", "account:details", "privacy:centre", "privacy:data"],
)
def test_a_page_about_a_person_is_stored_nowhere(client, name):
    client.force_login(make_user())

    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_so_is_the_page_of_a_complaint(client):
    filled = {"about": "goods", "words": "It broke.", "email": "a@b.example"}
    page = client.post(reverse("cases:new"), {**filled, "is_about_safety": "no"}, follow=True)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
