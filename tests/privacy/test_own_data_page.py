"""What we hold, as a page that its owner can read: groups with counts, and words for values."""

import re

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from checkout.order import access
from storefront.notices.models import Message
from tests.clock import NOON
from tests.factories import make_order, make_user

pytestmark = pytest.mark.django_db


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@override_settings(CANDOUR_ORIGIN="https://shop.example")
def test_dates_are_dates_values_are_words_and_links_that_open_an_order_are_masked(client):
    ada = make_user(email="ada@example.test")
    order = make_order(status="delivered", user=ada, email=ada.email)
    link = f"https://shop.example{access.link_to(order, at=timezone.now())}"
    Message.objects.create(
        kind="order_confirmed", user=ada, email=ada.email, channel="mail", status="sent",
        made_at=NOON, next_at=NOON, sent_at=NOON, dedupe_key="x", title="Your order",
        words=f"Follow it here:\n{link}\n",
    )  # fmt: skip
    client.force_login(ada)

    page = client.get(reverse("privacy:data"))
    words = words_of(page)

    assert not re.search(r"\d{4}-\d\d-\d\dT", words)
    assert "True" not in words
    assert link.rsplit("/", 2)[-2] not in page.content.decode()
    assert "Follow it here:" in words
    assert "English" in words
    assert "Ireland" in words
    assert "31 Dec 2036" in words
    assert page.content.decode().count("<details") >= 5
    assert "<table" not in page.content.decode()


def test_what_there_is_not_stands_in_one_line_and_of_much_the_newest_are_shown(client):
    ada = make_user(email="ada@example.test")
    for number in range(13):
        Message.objects.create(
            kind="order_confirmed", user=ada, email=ada.email, channel="mail", status="sent",
            made_at=NOON, next_at=NOON, dedupe_key=str(number), title=f"Letter {number}", words="-",
        )  # fmt: skip
    client.force_login(ada)

    words = words_of(client.get(reverse("privacy:data")))

    assert "Messages to you 13" in words
    assert "Letter 12" in words
    assert "Letter 2 " not in words
    assert "3 more; the files hold all." in words
    assert "Your complaints," in words.partition("What there is not")[2]
