"""Each step of the checkout costs so many statements, however many lines the basket has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.checkout.factories import make_goods
from tests.checkout.test_steps import HERE, go_to, put_in
from tests.factories import make_delivery_methods

pytestmark = pytest.mark.django_db

# At most so many to show a step, and to take its answer.
SHOWN = {"address": 5, "delivery": 5, "payment": 5, "review": 5}
ANSWERED = {
    "address": (HERE, 4),
    "delivery": ({"way": "standard"}, 4),
    "payment": ({"pay": "card"}, 5),
}


@pytest.fixture(params=[1, 4])
def basket_of(request, client):
    make_delivery_methods()

    def fill():
        for _each in range(request.param):
            put_in(client, make_goods())

    return fill


def statements(ask):
    ask()  # so that each is planned, and what a worker learns once is known
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code in (200, 302)
    return within(captured)


def within(captured):
    """
    Leave out savepoints, which a test's own transaction makes, and what is planned once.

    And who sells by which rules and deliveries, which is asked once a second.
    """
    left_out = (
        *("SAVEPOINT", "PREPARE ", "seller_sellerversion"),
        *("policies_policyversion", "shipping_deliverymethod"),
    )
    return [
        query["sql"] for query in captured if not any(part in query["sql"] for part in left_out)
    ]


@pytest.mark.parametrize("step", SHOWN)
def test_a_step_is_shown_within_its_statements(client, basket_of, step):
    basket_of()
    go_to(client, step)

    asked = statements(lambda: client.get(reverse(f"checkout:{step}")))

    assert len(asked) <= SHOWN[step], "\n".join(sql[:100] for sql in asked)


@pytest.mark.parametrize("step", ANSWERED)
def test_an_answer_is_taken_within_its_statements(client, basket_of, step):
    answer, most = ANSWERED[step]
    basket_of()
    go_to(client, step)

    asked = statements(lambda: client.post(reverse(f"checkout:{step}"), answer))

    assert len(asked) <= most, "\n".join(sql[:100] for sql in asked)


def test_the_checkout_begins_within_its_statements(client, basket_of):
    def begin():
        basket_of()
        return client.post(reverse("checkout:start"))

    begin()
    basket_of()
    with CaptureQueriesContext(connection) as captured:
        client.post(reverse("checkout:start"))

    asked = within(captured)
    assert len(asked) <= 10, "\n".join(sql[:100] for sql in asked)
