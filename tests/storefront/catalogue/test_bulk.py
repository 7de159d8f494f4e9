"""Many goods at once stand in the shop like any others."""

import pytest

from storefront.catalogue import bulk, page, queries
from storefront.catalogue.models import ProductCard
from tests.clock import NOON


@pytest.mark.django_db(transaction=True)
def test_bulk_goods_pass_the_gate_of_the_database_and_are_shown(django_assert_max_num_queries):
    ids = bulk.seed(40, at=NOON)

    assert ProductCard.objects.public().count() == 40
    assert ProductCard.objects.public().in_stock().count() > 20
    shown = page.product_page(ids[0])
    assert len(shown.variants) == 3
    assert len(shown.facts) == 4
    with django_assert_max_num_queries(1):
        assert len(queries.live(ids[:24])) == 24
    assert sum(each.product_count for each in queries.category_tree().values()) == 80


@pytest.mark.django_db
def test_departments_cost_no_statement_while_they_are_kept(django_assert_num_queries):
    bulk.seed(8, at=NOON)
    queries.departments()

    with django_assert_num_queries(0):
        assert {"Table", "Kitchen"} & {each["name"] for each in queries.departments()}
