"""A buyer types a code in: it counts, or the exact reason why not, and its terms go along."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from checkout.payments.models import Intent
from checkout.promotions import operations as promotions
from checkout.promotions.models import Use
from tests.checkout.test_purchase import at_the_bank, press
from tests.checkout.test_steps import agreed_on, go_to, text_of
from tests.clock import NOON
from tests.factories import (
    make_category,
    make_delivery_methods,
    make_product,
    make_promotion,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")
REVIEW = "/checkout/review/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        yield clock


@pytest.fixture
def mug():
    return make_product(title="Weir mug", price="20.00", category=make_category("Table"))


def put_in(client, product, quantity=1):
    client.post("/basket/add/", {"product": product.pk, "quantity": quantity})


def type_in(client, code):
    return client.post("/basket/vouchers/", {"code": code}, follow=True)


def test_a_code_counts_however_it_is_typed_and_is_taken_away_with_one_press(client, mug):
    make_promotion(code="SPRING-20", percent=Decimal(20), name="Spring")
    put_in(client, mug)

    page = text_of(type_in(client, "  spring-20 "))
    assert "The code SPRING-20 counts: Spring." in page
    assert "−€4.00" in page
    again = type_in(client, "Spring-20")
    assert "Your code counts." in text_of(again)
    gone = text_of(client.post("/basket/vouchers/", {"remove": "SPRING-20"}, follow=True))

    assert "SPRING-20" not in gone
    assert "−€4.00" not in gone


def test_in_a_second_tab_the_code_counts_once_and_may_be_gone_already(client, mug):
    make_promotion(code="SPRING-20", percent=Decimal(20))
    put_in(client, mug)
    for _tab in range(2):
        assert text_of(type_in(client, "SPRING-20")).count("−€4.00") == 1

    for _tab in range(2):
        answer = client.post("/basket/vouchers/", {"remove": "SPRING-20"}, follow=True)
        assert answer.status_code == 200


def test_each_refusal_names_its_reason_and_keeps_what_was_typed(client, mug):
    lamp = make_product()
    make_promotion(code="NOT-YET", days=(5, 9))
    make_promotion(code="OVER-NOW", days=(-9, -1))
    ended = make_promotion(code="ENDED-NOW")
    promotions.end(promotion=ended, by=make_staff(), at=NOON, why="A mistake")
    make_promotion(code="FOR-LAMPS", products=[lamp])
    make_promotion(code="FROM-FIFTY", from_value=Decimal("50.00"))
    make_promotion(code="FROM-THREE", from_quantity=3)
    make_promotion(code="FOR-MEMBERS", uses_each=1)
    make_promotion(code="IN-DRAFT", status="draft")
    put_in(client, mug)

    for code, reason in [
        ("WHATEVER", "is not known"),
        ("IN-DRAFT", "is not known"),
        ("NOT-YET", "is valid from"),
        ("OVER-NOW", "is not valid any more"),
        ("ENDED-NOW", "is not valid any more"),
        ("FOR-LAMPS", "not for the things in your basket"),
        ("FROM-FIFTY", "needs €30.00 more"),
        ("FROM-THREE", "needs 2 more"),
        ("FOR-MEMBERS", "sign in first"),
    ]:
        answer = type_in(client, code)
        assert (code, answer.status_code) == (code, 422)
        assert reason in text_of(answer)
        assert f'value="{code}"' in answer.content.decode()
        assert not Use.objects.exists()


def test_what_was_used_says_whose_use_it_was(client, mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    make_promotion(code="ONCE-EACH", uses_each=1)
    maeve = make_user()
    client.force_login(maeve)
    for code in ("ONLY-ONE", "ONCE-EACH"):
        put_in(client, mug)
        type_in(client, code)
        go_to(client, "review")
        client.get(at_the_bank(client, press(client).url), follow=True)
    put_in(client, mug)

    assert "You have used this code already" in text_of(type_in(client, "ONCE-EACH"))
    assert "as often as it could be" in text_of(type_in(client, "ONLY-ONE"))


def test_what_gives_less_than_what_counts_already_is_refused_in_words(client, mug):
    make_promotion(percent=Decimal(30))
    make_promotion(code="TENTH", percent=Decimal(10))
    put_in(client, mug)

    answer = type_in(client, "TENTH")

    assert answer.status_code == 422
    assert "already takes €6.00 off; this code would take €2.00" in text_of(answer)
    assert "−€6.00" in text_of(answer)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "Another promotion takes as much off this delivery, or more."),
        (Decimal("1.00"), "Another promotion takes as much off this delivery, or more."),
    ],
)
def test_a_code_for_delivery_that_is_beaten_says_so_in_the_basket_and_on_the_last_page(
    client, mug, amount, words
):
    make_promotion(gives="delivery", name="For all")
    make_promotion(gives="delivery", amount=amount, code="GO-CHEAP", name="Go cheap")
    put_in(client, mug)

    page = text_of(type_in(client, "GO-CHEAP"))
    go_to(client, "review")

    assert f"The code GO-CHEAP does not count. {words}" in page
    assert "The code GO-CHEAP counts" not in page
    assert f"The code GO-CHEAP does not count. {words}" in text_of(client.get(REVIEW))


def test_a_code_for_delivery_says_so_where_there_is_nothing_to_take_off(client):
    make_promotion(gives="delivery", code="GO-FREE", name="Go free")
    put_in(client, make_product(price="500.00"))

    # What it makes free is the quicker delivery; the standard one is free of itself.
    assert "The code GO-FREE counts: Go free." in text_of(type_in(client, "GO-FREE"))
    go_to(client, "review")

    page = text_of(client.get(REVIEW))
    assert "The code GO-FREE does not count. This delivery costs nothing already." in page


def test_guessing_codes_is_stopped(client, mug):
    put_in(client, mug)

    answers = [type_in(client, f"GUESS-{n}").status_code for n in range(13)]

    assert answers == [422] * 12 + [429]


def test_a_code_that_stops_counting_says_why_on_the_basket_and_the_last_page(client, clock, mug):
    make_promotion(code="FROM-TWO", percent=Decimal(20), from_quantity=2, name="Two")
    put_in(client, mug, 2)
    type_in(client, "FROM-TWO")
    go_to(client, "review")
    line = re.search(r"line-(\d+)-quantity", client.get(REVIEW).content.decode()).group(1)

    where = reverse("checkout:quantity", args=[line])
    answer = client.post(where, {f"line-{line}-quantity": "1"}, follow=True)

    assert "needs 1 more" in text_of(answer)
    assert "needs 1 more" in text_of(client.get("/basket/"))
    assert "Take it away" in text_of(client.get("/basket/"))


@pytest.mark.clause("LBT-6.2.4.1.a")
def test_a_promotion_that_ends_before_the_press_is_named_and_agreed_to_anew(client, clock, mug):
    promotion = make_promotion(percent=Decimal(20), days=(-1, 1), name="Until tomorrow")
    put_in(client, mug)
    clock.move_to(promotion.ends_at - timedelta(minutes=1))
    go_to(client, "review")
    page = client.get(REVIEW)
    assert "−€4.00" in text_of(page)

    clock.move_to(promotion.ends_at)
    answer = client.post(REVIEW, {"agreed": agreed_on(page), "terms": "on"})

    assert answer.status_code == 409
    assert "now €20.00, it was €16.00" in text_of(answer)
    assert "Until tomorrow" not in text_of(answer)
    assert not Intent.objects.exists()
    client.post(REVIEW, {"agreed": agreed_on(answer), "terms": "on"})
    assert Intent.objects.get().summary["goods"] == "20.00"
    assert Intent.objects.get().summary["discounts"] == []


@pytest.mark.clause("LBT-6.2.4.1.b")
def test_the_terms_are_reached_at_the_discount_and_frozen_in_the_agreement(client, clock, mug):
    promotion = make_promotion(
        code="SPRING-20", percent=Decimal(20), from_value=Decimal("20.00"), name="Spring"
    )
    terms = f"/promotions/{promotion.reference}/"
    put_in(client, mug)
    basket = type_in(client, "SPRING-20").content.decode()
    go_to(client, "review")
    review = client.get(REVIEW)
    step = client.get("/checkout/payment/")
    for page in (basket, review.content.decode(), step.content.decode()):
        assert f'href="{terms}"' in page
    read = client.get(terms)
    assert "must come to €20.00 at least" in text_of(read)
    assert "noindex" in read.content.decode()

    client.get(at_the_bank(client, press(client).url), follow=True)
    promotions.end(promotion=promotion, by=make_staff(), at=NOON, why="A mistake")

    assert client.get(terms).status_code == 410
    order = Order.objects.get()
    [agreed] = order.agreement.document["promotions"]
    assert (agreed["name"], agreed["reference"], agreed["amount"]) == (
        "Spring", promotion.reference, "4.00",
    )  # fmt: skip
    assert agreed["terms"] == promotion.terms["en"]["all"]
    assert any("must come to €20.00 at least" in each for each in agreed["terms"])


def test_what_everybody_gets_may_be_found_by_search_engines_and_a_stranger_reads_it():
    promotion = make_promotion(percent=Decimal(20), name="Spring")

    page = Client().get(f"/promotions/{promotion.reference}/").content.decode()

    assert "noindex" not in page
    assert page.count("<h1") == 1
    assert "20 % off: everything we sell." in page
    assert "减 20%" in Client().get(f"/zh-hans/promotions/{promotion.reference}/").content.decode()


@pytest.mark.parametrize("reference", ["PR-2222-2222", "x", "%00", "PR-" + "9" * 200])
def test_no_page_is_shown_for_what_is_not_there(client, reference):
    assert client.get(f"/promotions/{reference}/").status_code == 404


def test_drafts_and_what_has_not_begun_are_nobodys_business(client):
    for promotion in (
        make_promotion(status="draft"),
        make_promotion(status="waiting"),
        make_promotion(days=(2, 5)),
    ):
        assert client.get(f"/promotions/{promotion.reference}/").status_code == 404
