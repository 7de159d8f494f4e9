"""Who goes back and forth between the steps is led on, and reads sums that fit each other."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from checkout.holds import queries as holds
from checkout.payments import operations as payments
from checkout.payments.models import Attempt, Intent
from checkout.payments.providers.base import Answer
from storefront.law import queries as law
from storefront.policies import house
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import agreed_on, go_to, put_in, text_of
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_product, make_promotion

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REVIEW = "/checkout/review/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        yield clock


def refused(client):
    """Press with a card that is declined; returns the page that says so."""
    put_in(client, make_goods(title="Weir mug"), 1)
    go_to(client, "review")
    client.post(REVIEW, {"agreed": agreed_on(client.get(REVIEW))})
    payments.record_result(attempt=Attempt.objects.get(), answer=Answer("declined"), at=NOON)
    return f"/checkout/refused/{Intent.objects.get().reference}/"


def test_the_page_of_a_refusal_leads_on_to_the_purchase_that_goes_on_in_another_way(client):
    page = refused(client)
    assert client.post(page, {"way": "on_delivery"}).url == REVIEW

    shown = client.get(page)

    words = text_of(shown)
    assert "This purchase goes on" in words
    assert "Your things are held for you until 12:30" in words
    assert "has ended" not in words
    assert f'href="{REVIEW}"' in shown.content.decode()


def test_once_it_is_agreed_in_the_other_way_the_page_leads_to_how_that_stands(client):
    page = refused(client)
    client.post(page, {"way": "bank_transfer"})
    client.post(REVIEW, {"agreed": agreed_on(client.get(REVIEW))})

    placed = Intent.objects.get(status="placed")

    shown = client.get(page)
    assert f"/checkout/checking/{placed.reference}/" in shown.content.decode()
    assert client.get(f"/checkout/checking/{placed.reference}/").status_code == 302


def test_what_was_left_has_ended_and_can_be_taken_up_again(client):
    page = refused(client)
    client.post(page, {"leave": "1"})

    shown = client.get(page)

    assert "This purchase has ended without an order" in text_of(shown)
    assert f'href="{REVIEW}"' in shown.content.decode()


def test_who_leaves_after_a_refusal_has_the_things_held_as_long_as_the_letter_said(client, clock):
    put_in(client, make_goods(title="Weir mug"), 1)
    go_to(client, "review")
    client.post(REVIEW, {"agreed": agreed_on(client.get(REVIEW))})
    clock.move_to(NOON + 12 * MINUTE)
    at = NOON + 12 * MINUTE
    payments.record_result(attempt=Attempt.objects.get(), answer=Answer("declined"), at=at)
    intent = Intent.objects.get()
    told = holds.held_until(basket=intent.basket, at=at)

    client.post(f"/checkout/refused/{intent.reference}/", {"leave": "1"})

    assert told == NOON + 30 * MINUTE
    assert holds.held_until(basket=intent.basket, at=at) == told


def test_what_lies_in_no_basket_any_more_has_ended_for_good(client):
    page = refused(client)
    client.post(page, {"leave": "1"})
    Intent.objects.update(basket=None)

    words = text_of(client.get(page))

    assert "This purchase has ended without an order" in words
    assert "Go on with it" not in words


def test_no_other_way_of_paying_counts_the_fee_of_the_one_chosen_before(client):
    put_in(client, make_goods(price="20.00"), 1)
    go_to(client, "review", pay="on_delivery")

    words = text_of(client.get("/checkout/payment/"))

    assert "€24.90 is the whole sum so far." in words
    assert "With “On delivery, in cash or by card”, which you chose before, it is €27.90." in words


def test_a_way_without_a_fee_is_not_named_beside_the_sum(client):
    put_in(client, make_goods(price="20.00"), 1)
    go_to(client, "review")

    words = text_of(client.get("/checkout/payment/"))

    assert "€24.90 is the whole sum so far." in words
    assert "which you chose before" not in words


def test_a_line_after_its_discount_says_what_it_was_before(client):
    mug = make_product(title="Weir mug", price="20.00")
    make_promotion()
    put_in(client, mug.stockrecords.get(), 3)
    go_to(client, "payment")

    words = text_of(client.get("/checkout/payment/"))

    assert "€54.00 3 at €20.00. Before the discount €60.00." in words


def test_every_day_that_hangs_on_the_money_says_so(client):
    put_in(client, make_goods(price="20.00"), 1)
    go_to(client, "review", pay="bank_transfer")
    by_transfer = text_of(client.get(REVIEW))
    client.post("/checkout/payment/", {"pay": "card"})
    by_card = text_of(client.get(REVIEW))

    assert by_transfer.count("if your money is here today") == 4
    assert "if your money is here today" not in by_card


def test_the_last_day_to_withdraw_is_counted_from_the_day_of_arrival_in_china_too(client):
    put_in(client, make_goods(price="20.00"), 1)
    there = {"country": "CN", "region": "浙江省", "town": "杭州市", "district": "西湖区"}
    go_to(client, "review", way="china", **there, postcode="310013", phone="+86 571 8517 5000")

    words = text_of(client.get(REVIEW))

    said = re.search(r"If it comes on (\w+ \d+ \w+ \d+), that is until the end of ([^.]+)\.", words)
    assert said, words
    rules = law.rules_for(residence="CN", at=NOON)
    assert house.withdrawal_length(rules).count == 14
    came, last = (datetime.strptime(each, "%a %d %b %Y") for each in said.groups())  # noqa: DTZ007
    calendar = house.calendar_of(rules)
    assert last.date() == calendar.next_working_day(came.date() + timedelta(days=14))
