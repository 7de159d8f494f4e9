"""What was bought with a promotion goes back at what was paid for it, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.core.loading import get_model

from aftersales import shares
from aftersales.changes import operations as changes
from aftersales.returns import operations, queries
from checkout import summary
from checkout.order import operations as orders
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Refund
from checkout.payments.providers.base import Answer
from tests.aftersales.test_return_goods import BACK, withdraw
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_delivery_methods,
    make_product,
    make_promotion,
    put,
)

Basket = get_model("basket", "Basket")
GIFTS = [
    {"percent": Decimal("33.33")},
    {"gives": "sum", "amount": Decimal("1.01"), "from_value": Decimal("5.00")},
    {"gives": "many", "take": 3, "pay": 2},
    {"gives": "many", "take": 2, "pay": 1},
]


def bought(gift, *goods):
    """Make an order with a promotion and free delivery, by the way that real ones go."""
    make_delivery_methods()
    make_promotion(**gift)
    make_promotion(gives="delivery", name="Free delivery")
    basket = make_basket()
    for price, quantity in goods:
        put(basket, make_product(price=price), quantity)
    draft, basket = fill_draft(basket), Basket.objects.get(pk=basket.pk)
    agreed = summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint
    attempt = make_attempt(intent=payments.begin(draft=draft, agreed=agreed, at=NOON))
    answer = Answer("charged", f"T-{attempt.pk}", attempt.amount, "EUR")
    payments.record_result(attempt=attempt, answer=answer, at=NOON)
    attempt.intent.refresh_from_db()
    return attempt.intent.order


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    gift=st.sampled_from(GIFTS),
    left_out=st.integers(0, 2),
    turns=st.lists(st.integers(0, 1), min_size=4, max_size=8),
)
def test_whatever_goes_back_of_a_promoted_order_is_what_was_paid_and_no_cent_more(
    gift, left_out, turns
):
    with transaction.atomic():
        order = bought(gift, ("3.33", 3), ("0.07", 2))
        lines = list(order.lines.order_by("pk"))
        paid = order.total_incl_tax
        assert sum(line.line_price_incl_tax for line in lines) == paid < Decimal("10.13")
        if left_out:
            units = {lines[0].pk: left_out}
            changes.cancel_lines(order=order, units=units, at=NOON + timedelta(hours=1))
        for name, hours in (("pack", 2), ("dispatch", 4), ("deliver", 48)):
            order = getattr(orders, name)(order=order, at=NOON + timedelta(hours=hours))
        for turn in [*turns, 0, 0, 0, 1, 1]:
            line = lines[turn]
            if queries.returnable_units(order)[line.pk]:
                made = withdraw(order, units={line.pk: 1})
                operations.receive(returned=made, found={}, at=BACK)

        given_back = sum(each.amount for each in Refund.objects.filter(order=order))
        assert given_back == paid
        assert payment_queries.refundable(order) == 0
        assert shares.given_back(order).units == {line.pk: line.quantity for line in lines}
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_one_of_three_for_two_goes_back_at_two_thirds_of_its_price():
    order = bought({"gives": "many", "take": 3, "pay": 2}, ("30.00", 3))
    for name, hours in (("pack", 2), ("dispatch", 4), ("deliver", 48)):
        order = getattr(orders, name)(order=order, at=NOON + timedelta(hours=hours))

    made = withdraw(order, units={order.lines.get().pk: 1})
    operations.receive(returned=made, found={}, at=BACK)

    assert order.total_incl_tax == Decimal("60.00")
    assert Refund.objects.get(order=order).amount == Decimal("20.00")
