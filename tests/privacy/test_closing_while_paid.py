"""An account is closed while money for a purchase of it comes in: both end, neither is killed."""

from datetime import timedelta

import pytest

from checkout import erasing
from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments import queries
from checkout.payments.providers.base import Answer
from privacy.erasure import operations
from tests.clock import NOON
from tests.factories import make_attempt, make_intent, make_user
from tests.racing import race


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_late_payment_and_the_closing_of_its_account_wait_in_no_ring(monkeypatch):
    ada = make_user()
    intent = make_intent(user=ada)
    attempt = make_attempt(intent=intent)
    at = NOON + timedelta(hours=1)
    payments.record_result(attempt=attempt, answer=Answer("declined"), at=NOON)
    payments.expire_intents(at=at)
    attempt.refresh_from_db()

    outcomes = race(
        lambda: payments.record_result(
            attempt=attempt, answer=Answer("charged", "R", attempt.amount, "EUR"), at=at
        ),
        lambda: operations.close_account(user=ada, at=at),
        # The money has its purchase in hand, the closing the account.
        after=[f"{queries.__name__}.locked_intent", f"{operations.__name__}.Recipient"],
    )

    assert [each for each in outcomes if isinstance(each, Exception)] == []
    ada.refresh_from_db()
    assert not ada.is_active
    assert Order.objects.count() <= 1
    assert erasing.Basket.objects.filter(owner=ada).count() == 0
