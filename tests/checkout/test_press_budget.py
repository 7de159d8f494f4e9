"""The press of the order button and the way back from the bank, in statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.order.models import Order
from checkout.payments.testbank.models import Payment as BankPayment
from tests.checkout.test_steps import agreed_on, go_to, put_in
from tests.factories import make_delivery_methods, make_order, make_product

pytestmark = pytest.mark.django_db


def of_the_shop(captured):
    """
    Count neither the bank's own books nor the session's row.

    Nor savepoints: what is a transaction in the shop is one of those within a test. Nor what a
    connection plans the first time, and who sells by which rules and deliveries, which is asked
    once a second.
    """
    foreign = (
        "testbank_",
        "django_session",
        "SAVEPOINT",
        "PREPARE ",
        "seller_sellerversion",
        "policies_policyversion",
        "shipping_deliverymethod",
    )
    return [query["sql"] for query in captured if not any(name in query["sql"] for name in foreign)]


def test_the_press_and_the_way_back_stay_within_their_statements(client):
    make_delivery_methods()
    make_order()
    for _each in range(3):
        put_in(client, make_product(stock=5).stockrecords.get(), 1)
    go_to(client, "review")
    agreed = {"agreed": agreed_on(client.get("/checkout/review/"))}

    with CaptureQueriesContext(connection) as captured:
        bank = client.post("/checkout/review/", agreed).url
        press = of_the_shop(captured.captured_queries)
    client.post(bank, {"card": "good", "behaviour": "no_posts"})
    back = client.post(bank, {"code": BankPayment.objects.latest("pk").code}).url
    with CaptureQueriesContext(connection) as captured:
        client.get(back)
        comes_back = of_the_shop(captured.captured_queries)

    assert Order.objects.count() == 2
    assert len(comes_back) <= 28, "\n".join(sql[:90] for sql in comes_back)
    # What it comes to is read once, under the lock; the page before the press has shown it.
    assert len(press) <= 23, "\n".join(sql[:90] for sql in press)
