"""What comes late, or whose worker died: nobody loses a basket, a code, goods or an order by it."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from checkout import summary
from checkout.basket import operations as baskets
from checkout.holds import operations as holds
from checkout.holds.models import Hold
from checkout.order.models import Order
from checkout.payments import methods, operations
from checkout.payments.models import Attempt, Intent, Refund
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

Basket = get_model("basket", "Basket")
MINUTE = timedelta(minutes=1)


def prepared(mug, code=None):
    """Return a filled-in draft of a basket, and the fingerprint that stands on its page."""
    basket = make_basket(mug)
    if code:
        basket.vouchers.add(code)
    draft = fill_draft(basket)
    basket = Basket.objects.get(pk=basket.pk)
    return draft, summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint


@pytest.mark.django_db
def test_who_pays_too_late_for_what_is_sold_out_keeps_the_basket():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    attempt = make_attempt(intent=intent)
    declined = Answer("declined", reason="do_not_honour")
    operations.record_result(attempt=attempt, answer=declined, at=NOON + MINUTE)
    operations.expire_intents(at=NOON + 180 * MINUTE)
    holds.hold_basket(basket=make_basket(mug), at=NOON + 181 * MINUTE)

    charged = Answer("charged", "TBP-9", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=charged, at=NOON + 182 * MINUTE)

    assert Refund.objects.get().reason == "sold_out"
    basket = Basket.objects.get(pk=intent.basket_id)
    assert (basket.status, basket.lines.get().product) == ("Open", mug)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_it_placed_a_transfer_leaves_it_to_the_sweep():
    intent = make_intent(method="bank_transfer")
    attempt = operations.open_attempt(intent=intent, method="bank_transfer", at=NOON)
    attempts._sent(attempt, at=NOON)  # killed here

    operations.expire_intents(at=NOON + 40 * MINUTE)
    assert operations.reconcile(at=NOON + 41 * MINUTE) == 0

    intent.refresh_from_db()
    assert intent.status == "placed"
    assert Order.objects.get().status == "awaiting_payment"
    assert intent.attempts.get().status == "pending"


@pytest.mark.django_db(transaction=True)
def test_a_transfer_whose_goods_went_meanwhile_ends_and_its_basket_is_there_again():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)], method="bank_transfer")
    attempt = operations.open_attempt(intent=intent, method="bank_transfer", at=NOON)
    attempts._sent(attempt, at=NOON)  # killed here
    holds.expire_due(at=NOON + 60 * MINUTE)
    holds.hold_basket(basket=make_basket(mug), at=NOON + 60 * MINUTE)

    operations.reconcile(at=NOON + 61 * MINUTE)

    intent.refresh_from_db()
    attempt.refresh_from_db()
    assert (intent.status, attempt.status) == ("expired", "cancelled")
    assert Basket.objects.get(pk=intent.basket_id).status == "Open"
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_goods_cannot_be_kept_from_others_by_pressing_and_leaving():
    make_delivery_methods()
    basket = make_basket(make_product(stock=1))
    draft = fill_draft(basket)

    def press_and_leave(at):
        row = Basket.objects.get(pk=basket.pk)
        agreed = summary.summarise(basket=row, draft=draft, at=at).fingerprint
        operations.abandon(intent=operations.begin(draft=draft, agreed=agreed, at=at), at=at)

    for turn in range(4):
        press_and_leave(NOON + turn * 29 * MINUTE)
    with pytest.raises(holds.HeldTooOften):
        press_and_leave(NOON + 116 * MINUTE)

    assert not Hold.objects.live(at=NOON + 116 * MINUTE).exists()


@pytest.mark.django_db
def test_goods_are_held_after_a_payment_as_long_as_they_would_have_been_without_it():
    make_delivery_methods()
    basket = make_basket(make_product(stock=1))
    draft = fill_draft(basket)
    holds.hold_basket(basket=basket, at=NOON)
    agreed = summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint
    intent = operations.begin(draft=draft, agreed=agreed, at=NOON + 5 * MINUTE)
    assert Hold.objects.get().expires_at == NOON + 35 * MINUTE

    operations.abandon(intent=intent, at=NOON + 10 * MINUTE)

    assert Hold.objects.get().expires_at == NOON + 15 * MINUTE


@pytest.mark.django_db
def test_refusals_hold_the_goods_for_an_hour_at_most():
    attempt = make_attempt()

    declined = Answer("declined", reason="do_not_honour")
    operations.record_result(attempt=attempt, answer=declined, at=NOON + 50 * MINUTE)

    assert Hold.objects.get().expires_at == NOON + 60 * MINUTE


@pytest.mark.django_db
def test_taking_out_and_in_again_counts_as_holding():
    mug = make_product(stock=1)
    basket = make_basket()

    def reserve_and_remove(at):
        baskets.reserve(basket=basket, product=mug, quantity=1, at=at)
        line = basket.lines.get()
        baskets.remove(basket=basket, line_id=line.pk, at=at + 14 * MINUTE)

    for turn in range(5):
        reserve_and_remove(NOON + turn * 14 * MINUTE)
    with pytest.raises(holds.HeldTooOften):
        reserve_and_remove(NOON + 71 * MINUTE)

    assert mug.stockrecords.get().num_allocated == 0


@pytest.mark.django_db
def test_a_code_for_one_order_that_is_used_up_between_the_look_and_the_lock_is_refused():
    make_delivery_methods()
    code, mug = make_code("ONCE"), make_product(stock=9)
    first_draft, first_agreed = prepared(mug, code)
    draft, agreed = prepared(mug, code)
    looked_at = Basket.objects.get(pk=draft.basket_id)
    seen = summary.summarise(basket=looked_at, draft=draft, at=NOON)
    attempt = make_attempt(intent=operations.begin(draft=first_draft, agreed=first_agreed, at=NOON))
    charged = Answer("charged", "T1", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=charged, at=NOON)

    def as_it_was(*, basket, **_asked):
        basket.promoted = looked_at.promoted
        return seen

    with (
        mock.patch("checkout.summary.summarise", as_it_was),
        pytest.raises(promotions.PromotionUsedUp),
    ):
        operations.begin(draft=draft, agreed=agreed, at=NOON)

    assert Intent.objects.count() == 1
    assert Basket.objects.get(pk=draft.basket_id).status == "Open"


@pytest.mark.django_db
def test_nothing_to_pay_is_no_way_of_paying_for_what_costs_something():
    intent, free = make_intent(method="nothing"), make_intent(method="card")

    with pytest.raises(methods.NoSuchMethod):
        operations.open_attempt(intent=intent, method="nothing", at=NOON)
    Intent.objects.filter(pk=free.pk).update(total=Decimal("0.00"))
    with pytest.raises(methods.NoSuchMethod):
        operations.open_attempt(intent=free, method="card", at=NOON)

    assert not Attempt.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            intent=intent, n=1, method="nothing", provider="nothing",
            amount=Decimal("1.00"), currency="EUR", made_at=NOON,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_press_holds_the_goods_for_as_long_as_paying_takes_however_long_they_were_held():
    make_delivery_methods()
    basket = make_basket(make_product(stock=1))
    draft = fill_draft(basket)
    holds.hold_basket(basket=basket, at=NOON)
    holds.prolong(basket=basket, until=NOON + 55 * MINUTE)  # as by a payment that was stopped
    agreed = summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint

    operations.begin(draft=draft, agreed=agreed, at=NOON + 50 * MINUTE)

    assert Hold.objects.get().expires_at == NOON + 80 * MINUTE
