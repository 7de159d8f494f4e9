"""Placing an order costs so many statements, however many lines it has."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.payments import operations
from checkout.payments.providers.base import Answer
from tests.clock import NOON
from tests.factories import make_attempt, make_intent, make_order, make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("lines", "member"), [(1, False), (6, False), (1, True), (6, True)])
def test_placing_an_order_takes_at_most_twenty_nine_statements(lines, member):
    make_order()  # so that what a worker learns once is known
    goods = [(make_product(), 2) for _each in range(lines)]
    intent = make_intent(lines=goods, user=make_user() if member else None)
    attempt = make_attempt(intent=intent)
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")

    with CaptureQueriesContext(connection) as captured:
        operations.record_result(attempt=attempt, answer=answer, at=NOON + timedelta(minutes=1))

    statements = [query["sql"] for query in captured]
    assert len(statements) <= 29, "\n".join(sql[:90] for sql in statements)
    assert intent.attempts.get().is_charged
