"""Locks are taken in one order: see the docstring of `checkout`. Each would wait in a ring else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from unittest import mock

import pytest
from django.db import connections
from django.db.models import QuerySet
from oscar.core.loading import get_model

from checkout import summary
from checkout.holds.models import Hold
from checkout.payments import operations
from checkout.payments.models import Attempt, Intent
from checkout.payments.operations import attempts
from checkout.payments.providers.base import Answer
from checkout.promotions import operations as promotions
from tests.checkout.test_payment_races import make_code
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_delivery_methods,
    make_intent,
    make_product,
)
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

Basket = get_model("basket", "Basket")
MINUTE = timedelta(minutes=1)


def fingerprint(basket, draft, at=NOON):
    return summary.summarise(
        basket=Basket.objects.get(pk=basket.pk), draft=draft, at=at
    ).fingerprint


def agreed_anew(at=NOON):
    """
    Make a purchase that is being paid, and the press of a second tab that agreed to another one.
    """
    make_delivery_methods()
    basket = make_basket(make_product(stock=5))
    draft = fill_draft(basket, delivery_code="express")
    other = fingerprint(basket, draft, at)
    first_draft = fill_draft(basket)
    first = operations.begin(draft=first_draft, agreed=fingerprint(basket, first_draft), at=NOON)
    draft = fill_draft(basket, delivery_code="express")
    return first, partial(operations.begin, draft=draft, agreed=other, at=at)


def test_a_second_tab_does_not_end_an_agreement_whose_payment_begins_at_that_moment():
    first, second_tab = agreed_anew()

    race(
        second_tab,
        partial(operations.open_attempt, intent=first, method="card", at=NOON),
        after=[
            "checkout.payments.queries.live_intent",
            "checkout.payments.queries.open_attempt_of",
        ],
    )

    first.refresh_from_db()
    begun = first.attempts.filter(status="prepared").exists()
    assert (first.status, begun) in (("open", True), ("abandoned", False))


def test_a_second_tab_and_leaving_at_once_do_not_wait_for_each_other():
    late = NOON + 31 * MINUTE
    first, second_tab = agreed_anew(late)

    outcomes = race(
        second_tab,
        partial(operations.abandon, intent=first, at=late),
        after=["checkout.payments.queries.live_intent", "checkout.payments.queries.locked_intent"],
    )

    assert [type(each) for each in outcomes] == [Intent, Intent]
    first.refresh_from_db()
    assert first.status == "abandoned"


def test_a_payment_is_not_sent_off_while_its_agreement_ends():
    intent = make_intent(lines=[(make_product(stock=1), 1)])
    attempt = operations.open_attempt(intent=intent, method="card", at=NOON + 29 * MINUTE)
    late = NOON + 31 * MINUTE
    select_for_update, sending = QuerySet.select_for_update, []
    pool = ThreadPoolExecutor(1)

    def send():
        try:
            return attempts._sent(attempt, at=late)
        finally:
            connections.close_all()

    def send_before_the_attempts_are_locked(self, *args, **kwargs):
        if self.model is Attempt and not sending:
            sending.append(pool.submit(send))
            # It waits for the intent, or it would be done by now.
            with pytest.raises(TimeoutError):
                sending[0].result(timeout=1)
        return select_for_update(self, *args, **kwargs)

    with mock.patch.object(QuerySet, "select_for_update", send_before_the_attempts_are_locked):
        operations.expire_intents(at=late)
    sent = sending[0].result(timeout=10)
    pool.shutdown()

    intent.refresh_from_db()
    assert (intent.status, sent.status) == ("expired", "expired")
    # The first ran out before the try, which held the goods again; nothing is held any more.
    assert [hold.status for hold in Hold.objects.order_by("pk")] == ["expired", "released"]


def test_a_late_payment_and_a_press_with_the_same_code_do_not_wait_for_each_other():
    make_delivery_methods()
    code, mug = make_code("ONCE"), make_product(stock=5)
    presses = []
    for _each in range(2):
        basket = make_basket(mug)
        basket.vouchers.add(code)
        draft = fill_draft(basket)
        agreed = fingerprint(basket, draft)
        presses.append(partial(operations.begin, draft=draft, agreed=agreed, at=NOON))
    attempt = make_attempt(intent=presses[0]())
    declined = Answer("declined", reason="do_not_honour")
    operations.record_result(attempt=attempt, answer=declined, at=NOON)
    operations.expire_intents(at=NOON + 120 * MINUTE)

    charged = Answer("charged", "TBP-1", attempt.amount, "EUR")
    outcomes = race(
        partial(operations.record_result, attempt=attempt, answer=charged, at=NOON),
        presses[1],
        after=["checkout.holds.operations.retake", "checkout.promotions.queries.counted"],
    )

    assert isinstance(outcomes[0], Attempt)
    assert isinstance(outcomes[1], Intent | promotions.PromotionUsedUp | operations.TotalChanged)
