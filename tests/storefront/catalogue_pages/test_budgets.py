"""How many SQL statements a page may cost; the same however many goods there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from storefront.catalogue import bulk, generation, queries, shown
from storefront.catalogue.models import ProductCard
from storefront.core import lasting
from tests.clock import NOON
from tests.factories import make_delivery_methods

BUDGETS = {"home": 8, "listing": 8, "narrowed": 8, "search": 8, "misspelt": 8, "product": 8}


def statements(client, path: str) -> list[str]:
    """Count what a page asks of the database when this process has kept nothing."""
    client.get(path)  # a new connection prepares its statement once
    generation.forget()
    lasting.move_on()
    shown._drawn.cache_clear()
    queries.category_tree()
    queries.facet_labels()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200
    return [each["sql"] for each in asked.captured_queries]


def costs(client) -> dict[str, int]:
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"
    card = ProductCard.objects.public().filter(variants=3).order_by("pk").first()
    branch = next(each for each in queries.category_tree().values() if each.depth == 1)
    pages = {
        "home": "/",
        "listing": branch.url,
        "narrowed": f"{branch.url}?colour=oat&sort=price",
        "search": "/search/?q=mug+oat",
        "misspelt": "/search/?q=kettel",
        "product": f"/things/{card.slug}_{card.pk}/",
    }
    return {name: len(statements(client, path)) for name, path in pages.items()}


def within_budgets(found: dict[str, int]) -> bool:
    return all(found[name] <= most for name, most in BUDGETS.items())


@pytest.mark.django_db
def test_pages_keep_their_budget_with_a_hundred_products(client):
    bulk.seed(100, at=NOON)
    make_delivery_methods()

    found = costs(client)

    assert within_budgets(found), found


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_products_cost_no_statement_more_than_a_hundred(client):
    make_delivery_methods()
    bulk.seed(100, at=NOON)
    few = costs(client)

    bulk.seed(9_900, at=NOON)
    many = costs(client)

    assert many == few
    assert within_budgets(many), many
