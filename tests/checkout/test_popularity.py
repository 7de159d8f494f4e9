"""What is ordered most: counted honestly, and the list says how."""

from datetime import timedelta

import pytest

from checkout.order import popularity, tasks
from storefront.catalogue.models import ProductCard
from tests.clock import NOON
from tests.factories import make_category, make_order, make_product, make_variants
from tests.storefront.search.test_listing import names

pytestmark = pytest.mark.django_db


def popular():
    return dict(ProductCard.objects.values_list("product__title", "popularity"))


def test_orders_are_counted_and_not_pieces():
    mug, bowl = make_product(title="Mug", stock=50), make_product(title="Bowl", stock=50)
    make_order(lines=[(mug, 9)])
    make_order(lines=[(bowl, 1), (mug, 1)])
    make_order(lines=[(bowl, 1)])
    make_order(lines=[(bowl, 1)])

    changed = popularity.count_anew(at=NOON + timedelta(days=1))

    assert popular() == {"Mug": 2, "Bowl": 3}
    assert changed == 2
    assert popularity.count_anew(at=NOON + timedelta(days=1)) == 0


def test_cancelled_and_unpaid_orders_do_not_count():
    mug = make_product(title="Mug", stock=50)
    make_order(lines=[(mug, 1)], status="cancelled")
    make_order(lines=[(mug, 1)], status="awaiting_payment", paid=False)
    make_order(lines=[(mug, 1)], paid=False)  # the driver takes the money

    popularity.count_anew(at=NOON + timedelta(days=1))

    assert popular() == {"Mug": 1}


def test_what_was_ordered_long_ago_does_not_count_any_more():
    mug = make_product(title="Mug", stock=50)
    make_order(lines=[(mug, 1)])
    popularity.count_anew(at=NOON + timedelta(days=89))
    assert popular() == {"Mug": 1}

    popularity.count_anew(at=NOON + timedelta(days=91))

    assert popular() == {"Mug": 0}


def test_an_order_of_two_variants_is_one_order_of_the_thing():
    oat, moss = make_variants(title="Mug", values=("oat", "moss"), stock=10)
    make_order(lines=[(oat, 1), (moss, 1)])

    popularity.count_anew(at=NOON + timedelta(days=1))

    assert popular() == {"Mug": 1}


def test_the_list_can_be_put_in_that_order_and_says_by_what(client):
    table = make_category("Table")
    mug = make_product(title="Mug", stock=50, category=table)
    make_product(title="Bowl", stock=50, category=table)
    make_order(lines=[(mug, 1)])
    popularity.count_anew(at=NOON + timedelta(days=1))

    popular, newest = (client.get("/shop/", {"sort": sort}) for sort in ("popular", "newest"))

    assert names(popular) == ["Mug", "Bowl"]
    assert names(newest) == ["Bowl", "Mug"]
    assert "counts the orders of the last 90 days" in popular.content.decode()


def test_the_hourly_task_counts():
    mug = make_product(title="Mug", stock=50)
    make_order(lines=[(mug, 1)])

    assert tasks.count_popularity() in (0, 1)  # NOON may be long ago by the real clock
