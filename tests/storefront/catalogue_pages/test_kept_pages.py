"""Pages of the shop that are kept for a second: nobody's data, never an old price for longer."""

import time
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from storefront.partner import operations as partner
from tests.factories import make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    translation.activate("en")


def address(product) -> str:
    return reverse("catalogue:detail", kwargs={"product_slug": product.slug, "pk": product.pk})


def test_a_new_price_is_shown_after_a_second_at_the_latest(client):
    mug = make_product(title="Mug", price="20.00")
    client.get(address(mug))
    partner.set_price(
        stockrecord=mug.stockrecords.get(), price=Decimal("22.00"), at=timezone.now(), by=None
    )

    time.sleep(1.05)

    assert "€22.00" in client.get(address(mug)).content.decode()


def test_an_anonymous_page_is_asked_for_once_a_second(client, django_assert_num_queries):
    mug = make_product(title="Mug")
    first = client.get(address(mug))

    with django_assert_num_queries(0):
        again = client.get(address(mug))

    assert again.content == first.content
    assert "Content-Security-Policy" in again.headers


def test_who_is_signed_in_neither_gets_nor_feeds_a_kept_page(client):
    mug = make_product(title="Mug")
    mine = Client()
    mine.force_login(make_user(username="maeve", first_name="Maeve"))

    client.get(address(mug))
    signed_in = mine.get(address(mug)).content.decode()
    anonymous = client.get(address(mug)).content.decode()

    assert "Maeve" in signed_in
    assert "Maeve" not in anonymous


@pytest.mark.parametrize("path", ["/", "/shop/", "/search/?q=mug", "product"])
def test_browsing_sets_no_cookie_and_looks_into_no_session(client, path):
    mug = make_product(title="Mug")

    response = client.get(address(mug) if path == "product" else path)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/shop/", "/search/?q=mug", "product"])
def test_a_page_weighs_little_on_the_wire(client, path):
    mug = make_product(title="Mug")

    response = client.get(
        address(mug) if path == "product" else path, headers={"accept-encoding": "gzip"}
    )

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 20_000
