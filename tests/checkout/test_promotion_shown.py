"""A product's page says what runs for it, measured by what it really cost before."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkout.promotions import engine, operations
from checkout.promotions.models import Promotion, Use
from storefront.catalogue.kept import Kept
from storefront.partner import operations as partner
from tests.checkout.test_steps import text_of
from tests.clock import NOON
from tests.factories import (
    make_category,
    make_delivery_methods,
    make_intent,
    make_product,
    make_promotion,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        yield clock


def url_of(product):
    return reverse("catalogue:detail", kwargs={"product_slug": product.slug, "pk": product.pk})


def test_a_condition_is_told_with_its_end_and_leads_to_the_terms(client):
    table = make_category("Table")
    mug, lamp = make_product(category=table), make_product()
    promotion = make_promotion(
        name="A round", percent=Decimal(20), from_quantity=3, categories=[table]
    )

    answer = client.get(url_of(mug))

    assert "A round. 20 % off from 3 things on, until" in text_of(answer)
    assert f'href="/promotions/{promotion.reference}/"' in answer.content.decode()
    assert "A round" not in text_of(client.get(url_of(lamp)))


def test_a_percentage_off_each_is_measured_by_the_lowest_price_of_thirty_days(client):
    mug = make_product(price="20.00")
    make_promotion(name="Spring", percent=Decimal(10), days=(-5, 5))

    words = text_of(client.get(url_of(mug)))

    assert (
        "Spring. €18.00 each in the basket, 10 % below €20.00, the lowest price of the 30 days "
        "before it began."
    ) in words
    # Nothing is crossed out: the price of the thing is what it was.
    assert "Before €" not in words


def test_a_percentage_claims_no_more_than_is_true_after_the_price_was_raised(client, clock):
    mug = make_product(price="20.00")
    record = mug.stockrecords.get()
    partner.set_price(stockrecord=record, price=Decimal("25.00"), at=NOON - 10 * DAY)
    make_promotion(name="Spring", percent=Decimal(20), days=(-5, 5))

    words = text_of(client.get(url_of(mug)))

    # Twenty per cent off 25 is 20, which is what it cost within the thirty days before.
    assert "Spring" not in words
    assert "20 %" not in words


def test_what_is_new_is_compared_with_nothing(client):
    mug = make_product(price="20.00", at=NOON)
    mug.stockrecords.get().price_changes.update(since=NOON - 9 * DAY)
    make_promotion(name="Spring", percent=Decimal(20), days=(-5, 5))

    assert "Spring" not in text_of(client.get(url_of(mug)))


def test_it_leaves_the_page_when_it_ends_is_ended_or_is_used_up(client, clock):
    client.force_login(make_user())  # whose pages are kept for nobody, not for a second either
    mug = make_product()
    promotion = make_promotion(name="A round", percent=Decimal(20), from_quantity=3)
    assert "A round" in text_of(client.get(url_of(mug)))

    operations.end(promotion=promotion, by=make_staff(), at=NOON, why="A mistake")
    assert "A round" not in text_of(client.get(url_of(mug)))

    make_promotion(name="By itself", percent=Decimal(20), from_quantity=3, days=(-1, 1))
    assert "By itself" in text_of(client.get(url_of(mug)))
    clock.move_to(NOON + DAY)
    assert "By itself" not in text_of(client.get(url_of(mug)))


@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_what_each_buyer_may_have_once_says_so_beside_its_price_and_in_the_basket(client):
    mug = make_product(price="20.00")
    make_promotion(name="Spring", percent=Decimal(10), days=(-5, 5), uses_each=1)

    page = text_of(client.get(url_of(mug)))
    client.post("/basket/add/", {"product": mug.pk, "quantity": 1})
    basket = text_of(client.get("/basket/"))

    assert "€18.00 each in the basket" in page
    assert "Each buyer with an account can use it in 1 order." in page
    assert "−€2.00" not in basket
    assert "“Spring” does not count. It is for buyers with an account" in basket
    client.force_login(make_user())
    client.post("/basket/add/", {"product": mug.pk, "quantity": 1})
    signed_in = text_of(client.get("/basket/"))
    assert "does not count" not in signed_in
    assert "€" in signed_in


@pytest.mark.clause("LBT-5.3.2.2", lacks="an archive of what was shown on a day")
def test_what_is_too_little_for_one_thing_is_announced_to_nobody_and_the_basket_says_why(client):
    dear, cheap = make_product(price="20.00"), make_product(price="5.00")
    promotion = make_promotion(
        name="Spring", percent=Decimal(10), days=(-5, 5), most_discount=Decimal("1000.00")
    )
    intent = make_intent(lines=[(cheap, 1)])
    Use.objects.create(
        promotion=promotion, intent=intent, amount=Decimal("999.50"), status="used", since=NOON
    )

    assert "Spring" not in text_of(client.get(url_of(dear)))
    assert "€4.50 each in the basket" in text_of(client.get(url_of(cheap)))
    client.post("/basket/add/", {"product": dear.pk, "quantity": 1})
    basket = text_of(client.get("/basket/"))
    assert (
        "“Spring” does not count. It was given as often as it could be, or what is left" in basket
    )


def test_the_least_that_one_takes_off_is_that_of_as_much_as_it_asks_for():
    def least(price="20.00", **said):
        made = Promotion(**{"gives": "percent", "percent": Decimal(10), **said})
        return engine.least_taken(made, Decimal(price), "EUR")

    assert least() == Decimal("2.00")
    assert least(from_quantity=3) == Decimal("6.00")
    assert least(from_value=Decimal("50.00")) == Decimal("6.00")
    assert least(gives="sum", amount=Decimal("5.00"), from_value=Decimal("30.00")) == Decimal(
        "5.00"
    )
    assert least(gives="many", take=3, pay=2) == Decimal("20.00")
    assert least(gives="delivery", amount=Decimal("5.00")) == Decimal("0.00")


def test_what_is_on_other_things_is_no_news_to_a_basket(client):
    mug, lamp = make_product(), make_product()
    make_promotion(name="Spring", products=[lamp], uses_each=1)

    client.post("/basket/add/", {"product": mug.pk, "quantity": 1})

    assert "Spring" not in text_of(client.get("/basket/"))


def test_an_answer_read_before_a_change_and_written_down_after_it_is_kept_for_nobody():
    facts = ["before"]

    def read():
        answer = facts[0]
        if answer == "before":  # somebody else changes it at this moment
            facts[0] = "after"
            Kept("a-test", read)._forget()
        return answer

    Kept("a-test", read).get()

    assert Kept("a-test", read).get() == "after"


def test_a_code_is_told_on_no_product_page(client):
    mug = make_product()
    make_promotion(name="Typed in", code="TYPED-IN")

    assert "Typed in" not in text_of(client.get(url_of(mug)))


@pytest.mark.clause("LBT-6.1.3.e")
def test_what_changed_of_a_product_names_the_beginning_and_the_end(client, clock):
    mug, lamp = make_product(), make_product()
    make_promotion(name="Over", products=[mug], days=(-9, -3))
    make_promotion(name="Runs", products=[mug], days=(-2, 5))
    make_promotion(name="To come", products=[mug], days=(6, 9))

    words = text_of(client.get(f"{url_of(mug)}changes/"))

    assert words.index("Promotion began: Runs, 10 % off") < words.index("Promotion ended: Over")
    assert words.index("Promotion ended: Over") < words.index("Promotion began: Over, 10 % off")
    assert "To come" not in words
    assert "Runs" not in text_of(client.get(f"{url_of(lamp)}changes/"))


def test_the_page_stays_within_its_statements(client):
    mug = make_product(category=make_category("Table"))
    make_promotion(percent=Decimal(10), most_discount=Decimal("500.00"))
    make_promotion(gives="delivery", from_value=Decimal("30.00"))
    client.get(url_of(mug))
    client.cookies.clear()

    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{url_of(mug)}?variant={mug.pk}").status_code == 200

    assert len(asked) <= 8, "\n".join(each["sql"][:90] for each in asked)


def test_the_basket_stays_within_its_statements_with_promotions_and_a_code(client):
    mug = make_product(price="40.00", category=make_category("Table"))
    make_promotion(percent=Decimal(10), most_discount=Decimal("500.00"), combines=True)
    make_promotion(percent=Decimal(20), code="SPRING-20", combines=True)
    client.post("/basket/add/", {"product": mug.pk, "quantity": 2})
    client.post("/basket/vouchers/", {"code": "SPRING-20"})
    client.get("/basket/")

    with CaptureQueriesContext(connection) as asked:
        assert "−€16.00" in text_of(client.get("/basket/"))

    assert len(asked) <= 12, "\n".join(each["sql"][:90] for each in asked)
