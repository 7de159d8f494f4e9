"""What delivery costs and when it comes is told for where somebody lives, and says for where."""

import re
from html import unescape

import pytest
from django.urls import reverse

from storefront.core import destination
from tests.checkout.factories import make_goods
from tests.factories import make_delivery_methods, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    make_delivery_methods()
    return make_goods(price="24.00", title="Hob mug")


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def choose(client, country):
    return client.post(reverse("core:preferences"), {"country": country, "next": "/"})


def page_of(goods):
    return goods.product.get_absolute_url()


def test_a_page_names_the_country_that_its_delivery_is_for(client, goods):
    assert "delivery to Ireland from €4.90" in text_of(client.get(page_of(goods)))

    choose(client, "DE")

    words = text_of(client.get(page_of(goods)))
    assert "delivery to Germany from €9.90" in words
    assert "For Germany; another country?" in words


def test_the_basket_is_worth_what_it_costs_there(client, goods):
    choose(client, "CN")
    client.post(reverse("basket:add"), {"product": goods.product_id, "quantity": 1})

    words = text_of(client.get(reverse("basket:summary")))

    assert "€24.90" in words
    assert "€48.90" in words
    assert "For China; another country?" in words


def test_a_kept_page_is_never_that_of_another_country(client, goods):
    client.get(page_of(goods))
    client.cookies[destination.COOKIE] = "FR"

    assert "delivery to France" in text_of(client.get(page_of(goods)))


@pytest.mark.parametrize("forged", ["US", "", "<script>", "de"])
def test_a_country_that_we_do_not_deliver_to_is_not_remembered(client, goods, forged):
    assert destination.COOKIE not in choose(client, forged).cookies
    client.cookies[destination.COOKIE] = forged or "XX"

    assert "delivery to Ireland" in text_of(client.get(page_of(goods)))


def test_a_member_who_signs_in_sees_it_for_their_own_address(client, goods):
    from checkout import address_book

    user = make_user(username="lin", password="a-long-password-7")
    address_book.row_for(
        {
            "name": "Lin Xiao",
            "company": "",
            "line2": "",
            "district": "",
            "region": "",
            "line1": "Wensan Road 1",
            "town": "Hangzhou",
            "country": "CN",
            "postcode": "310013",
        },
        user=user,
    ).save()

    client.post(reverse("account_login"), {"login": "lin", "password": "a-long-password-7"})

    assert client.cookies[destination.COOKIE].value == "CN"


def test_what_a_visitor_chose_is_sent_over_a_safe_connection_alone_where_there_is_one(
    client, settings
):
    chosen = {"country": "DE", "language": "zh-hans", "scheme": "dark", "next": "/"}
    for safe in (True, False):
        settings.SESSION_COOKIE_SECURE = safe

        cookies = client.post(reverse("core:preferences"), chosen).cookies

        assert {name: bool(cookie["secure"]) for name, cookie in cookies.items()} == {
            destination.COOKIE: safe,
            settings.LANGUAGE_COOKIE_NAME: safe,
            "scheme": safe,
        }
