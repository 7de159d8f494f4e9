"""The basket page says what is so now, and is drawn in few steps."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkout.basket import drawing, reading
from checkout.holds import operations as holds
from tests.checkout.factories import make_basket, make_goods
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_user, make_variants


@pytest.fixture
def shop(db):
    make_delivery_methods()
    drawing._kept.cache_clear()
    with time_machine.travel(NOON, tick=False):
        yield


def put_in(client, *goods, quantity=1):
    for each in goods:
        client.post(reverse("basket:add"), {"product": each.product_id, "quantity": quantity})


def page_of(client) -> str:
    return client.get(reverse("basket:summary")).content.decode()


def test_two_buyers_of_the_same_thing_have_lines_of_their_own(shop):
    mug, first, second = make_goods(), Client(), Client()
    put_in(first, mug)
    put_in(second, mug)

    pages = [page_of(first), page_of(second)]

    numbers = [re.findall(r'name="line-(\d+)-quantity"', page) for page in pages]
    assert [len(each) for each in numbers] == [1, 1]
    assert numbers[0] != numbers[1]
    for page, (number,) in zip(pages, numbers, strict=True):
        assert f'action="{reverse("basket:line", args=[number])}"' in page
        assert f'id="line-{number}"' in page
        assert f'for="id_line-{number}-quantity"' in page
        assert str(drawing.NUMBER) not in page
        assert drawing.TOKEN not in page
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', p)) for p in pages]
    assert all(tokens)
    assert not tokens[0] & tokens[1]
    assert drawing._kept.cache_info().misses == 1


def test_the_masthead_of_the_basket_counts_what_is_in_it_whatever_the_browser_remembers(
    shop, client
):
    client.cookies["basket-count"] = "3"

    page = client.get("/basket/").content.decode()

    assert "masthead__count" not in page


def test_a_new_price_or_stock_is_on_the_page_at_once(shop, client):
    mug = make_goods(price="10.00")
    put_in(client, mug)
    before = page_of(client)

    type(mug).objects.filter(pk=mug.pk).update(price=Decimal("12.50"), num_in_stock=3)

    after = page_of(client)
    assert "€10.00" in before
    assert "€12.50" in after
    assert "3 left, not held" in after
    assert "now €12.50, it was €10.00" in after


def test_a_line_is_said_in_the_language_of_its_reader(shop, client):
    mug = make_goods()
    put_in(client, mug)

    in_english, in_chinese = page_of(client), client.get("/zh-hans/basket/").content.decode()

    assert "In stock." in in_english
    assert "有货" in in_chinese
    assert "In stock." not in in_chinese


def test_what_was_typed_wrong_stays_with_its_line(shop, client):
    mug, lamp = make_goods(), make_goods(title="Hollow lamp")
    put_in(client, mug, lamp)
    number = re.findall(r'name="line-(\d+)-quantity"', page_of(client))[0]

    answer = client.post(reverse("basket:line", args=[number]), {f"line-{number}-quantity": "-7"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 1
    assert re.search(rf'name="line-{number}-quantity" value="-7"', page)


def test_units_that_nobody_reserved_are_counted_no_further_than_they_matter(shop, client):
    mug = make_goods(stock=1_000_000)
    put_in(client, mug)
    page_of(client)

    type(mug).objects.filter(pk=mug.pk).update(num_in_stock=999_999)
    page_of(client)

    assert drawing._kept.cache_info().misses == 1


def test_what_others_hold_is_named_with_its_end(shop, client):
    mug = make_goods(stock=1)
    put_in(client, mug)
    holds.hold_basket(basket=make_basket(mug), at=NOON)

    assert "Reserved for somebody else until 12:15 Irish time" in page_of(client)


def test_only_variants_that_there_are_can_be_taken_instead(shop, client):
    first, second = make_variants()
    put_in(client, first.stockrecords.get())

    before = page_of(client)
    second.stockrecords.update(num_in_stock=0)
    after = page_of(client)

    assert f'<option value="{second.pk}">' in before
    assert f'<option value="{first.pk}">' not in before
    assert f'<option value="{second.pk}">' not in after


@pytest.mark.parametrize("is_member", [False, True])
def test_the_page_asks_little_however_much_is_in_it(shop, client, is_member):
    if is_member:
        client.force_login(make_user())
    put_in(client, *[make_goods(title=f"Mug {number}") for number in range(6)])
    put_in(client, *[each.stockrecords.get() for each in make_variants()[:2]])
    page_of(client)

    with CaptureQueriesContext(connection) as asked:
        page_of(client)

    assert len(asked) <= (10 if is_member else 7), [each["sql"] for each in asked]


@pytest.mark.django_db
def test_lines_that_are_narrowed_are_read_by_themselves():
    basket = make_basket(make_goods(), make_goods())
    whole = basket.all_lines()

    first, second = whole
    narrowed = whole.filter(pk=second.pk)

    assert list(narrowed) == [second]
    assert whole.count() == 2
    assert first.basket is basket
    assert [each.pk for each in basket.all_lines().order_by("-pk")] == [second.pk, first.pk]


@pytest.mark.django_db
def test_the_pictures_of_a_basket_are_found_without_looking_at_all_others():
    basket = make_basket(make_goods())
    reading.PICTURED.rows(basket.pk)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"EXPLAIN EXECUTE basket_pictured_en ({basket.pk})")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "catalogue_productimage" in plan
    assert "SubPlan" not in plan, plan
