"""Two at once: whatever meets at the worst moment, there is one order, one charge, one refund."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from checkout import summary
from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments import operations
from checkout.payments.models import Attempt, Intent, Refund, RefundAttempt
from checkout.payments.providers.base import Answer
from checkout.payments.testbank.models import GivenBack
from storefront.core.lifecycle import IllegalMove
from storefront.core.refusal import Refusal
from storefront.notices.models import Message
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_delivery_methods,
    make_intent,
    make_order,
    make_product,
    make_promotion,
)
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

LATER = NOON + timedelta(minutes=5)


def names(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_pressing_the_order_button_twice_at_once_makes_one_purchase():
    make_delivery_methods()
    basket = make_basket(make_product(stock=5))
    draft = fill_draft(basket)
    agreed = summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint
    press = partial(operations.begin, draft=draft, agreed=agreed, at=NOON)

    first, second = race(press, press, after="checkout.payments.queries.live_intent")

    assert first == second
    assert Intent.objects.count() == 1


def test_a_code_for_one_order_is_not_used_in_two_that_are_paid_at_once():
    make_delivery_methods()
    mug = make_product(stock=5)
    code = make_code("ONCE")
    presses = []
    for _each in range(2):
        basket = make_basket(mug)
        basket.vouchers.add(code)
        draft = fill_draft(basket)
        basket = type(basket).objects.get(pk=basket.pk)
        agreed = summary.summarise(basket=basket, draft=draft, at=NOON).fingerprint
        presses.append(partial(operations.begin, draft=draft, agreed=agreed, at=NOON))

    outcomes = race(*presses, after="checkout.promotions.queries.counted")

    assert names(outcomes) == ["Intent", "PromotionInUse"]
    assert Intent.objects.count() == 1
    assert mug.stockrecords.get().num_allocated == 1


def make_code(code):
    """Make a code that takes a tenth off, in one order only; returns Oscar's row of it."""
    made = make_promotion(name=code, code=code, uses_in_all=1, days=(-9999, 9999))
    return made.voucher


def test_two_tabs_that_pay_at_once_make_one_attempt():
    intent = make_intent()
    pay = partial(operations.open_attempt, intent=intent, method="card", at=NOON)

    first, second = race(pay, pay, after="checkout.payments.queries.open_attempt_of")

    assert first == second
    assert Attempt.objects.count() == 1


def test_the_return_page_and_the_post_of_the_bank_make_one_order():
    attempt = make_attempt()
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    hear = partial(operations.record_result, attempt=attempt, answer=answer, at=LATER)

    outcomes = race(hear, hear, hear, after="checkout.payments.queries.locked_attempt")

    assert names(outcomes) == ["Attempt"] * 3
    order = Order.objects.get()
    assert order.sources.get().transactions.count() == 1
    assert Message.objects.filter(kind="order_confirmed", channel="mail").count() == 1
    record = order.lines.get().stockrecord
    assert record.num_allocated == 1


def test_a_charge_and_a_refusal_heard_at_once_end_as_charged():
    attempt = make_attempt()
    hear = [
        partial(operations.record_result, attempt=attempt, answer=answer, at=LATER)
        for answer in (
            Answer("charged", "TBP-1", attempt.amount, "EUR"),
            Answer("declined", reason="do_not_honour"),
        )
    ]

    race(*hear, after="checkout.payments.queries.locked_attempt")

    attempt.refresh_from_db()
    assert attempt.status == "charged"
    assert Order.objects.count() == 1


def test_two_payments_of_one_purchase_heard_at_once_leave_one_order_and_one_refund():
    intent = make_intent()
    first = make_attempt(intent=intent)
    operations.record_result(attempt=first, answer=Answer("cancelled"), at=LATER)
    second = make_attempt(intent=intent)
    hear = [
        partial(
            operations.record_result,
            attempt=each,
            answer=Answer("charged", f"TBP-{each.pk}", each.amount, "EUR"),
            at=LATER,
        )
        for each in (first, second)
    ]

    outcomes = race(*hear, after="checkout.payments.queries.locked_attempt")

    assert names(outcomes) == ["Attempt", "Attempt"]
    assert Order.objects.count() == 1
    assert [refund.reason for refund in Refund.objects.all()] == ["paid_twice"]


def test_a_purchase_that_ends_while_its_money_comes_is_one_or_the_other():
    attempt = make_attempt()
    Attempt.objects.filter(pk=attempt.pk).update(status="declined")
    late = NOON + timedelta(hours=1)
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")

    race(
        partial(operations.record_result, attempt=attempt, answer=answer, at=late),
        partial(operations.expire_intents, at=late),
        after=["checkout.payments.queries.locked_attempt", "checkout.holds.operations.release"],
    )

    intent = Intent.objects.get()
    assert intent.status == "placed"
    assert Order.objects.get().lines.get().stockrecord.num_allocated == 1
    assert intent.basket.status == "Submitted"


def test_cancelling_and_dispatching_at_once_one_happens():
    mug = make_product(stock=5)
    order = make_order(status="packed", lines=[(mug, 2)])

    outcomes = race(
        partial(orders.cancel, order=order, at=LATER),
        partial(orders.dispatch, order=order, at=LATER),
        after="checkout.order.queries.locked",
    )

    assert names(outcomes) in (["IllegalMove", "Order"], ["Order", "TooLate"])
    order.refresh_from_db()
    record = mug.stockrecords.get()
    if order.status == "cancelled":
        assert (record.num_in_stock, record.num_allocated) == (5, 0)
        assert Refund.objects.get().amount == order.total_incl_tax
    else:
        assert (record.num_in_stock, record.num_allocated) == (3, 0)
        assert not Refund.objects.exists()


def test_cancelling_twice_at_once_gives_stock_and_money_back_once():
    mug = make_product(stock=5)
    order = make_order(lines=[(mug, 2)])
    make_order(lines=[(mug, 1)])
    cancel = partial(orders.cancel, order=order, at=LATER)

    outcomes = race(cancel, cancel, after="checkout.order.queries.locked")

    assert names(outcomes) == ["Order", "Order"]
    assert mug.stockrecords.get().num_allocated == 1
    assert Refund.objects.count() == 1


def test_two_refunds_at_once_never_give_back_more_than_came_in():
    order = make_order()
    ask = [
        partial(
            operations.refund,
            order=order,
            amount=Decimal("20.00"),
            reason="return",
            key=f"return:{number}",
            at=LATER,
        )
        for number in (1, 2)
    ]

    outcomes = race(*ask, after="checkout.order.queries.locked")

    assert names(outcomes) == ["Refund", "TooMuch"]
    assert Attempt.objects.get().refunded == Decimal("20.00")


def test_the_same_refund_asked_for_twice_at_once_is_one():
    order = make_order()
    ask = partial(
        operations.refund,
        order=order,
        amount=Decimal("5.00"),
        reason="late",
        key="late:1",
        at=LATER,
    )

    first, second = race(ask, ask, after="checkout.order.queries.locked")

    assert first == second
    assert Attempt.objects.get().refunded == Decimal("5.00")


def test_two_workers_that_send_one_refund_give_the_money_back_once():
    make_order(status="cancelled")
    refund = Refund.objects.get()
    send = partial(operations.send_refund, refund=refund, at=LATER)

    outcomes = race(send, send, after="checkout.payments.queries.last_try_of")

    assert names(outcomes) == ["Refund", "Refund"]
    assert GivenBack.objects.count() == 1
    assert RefundAttempt.objects.count() == 1
    refund.refresh_from_db()
    assert refund.status == "done"
    assert refund.order.sources.get().amount_refunded == refund.amount


def test_refunding_and_cancelling_at_once_wait_for_each_other_without_a_deadlock():
    order = make_order()
    outcomes = race(
        partial(orders.cancel, order=order, at=LATER),
        partial(
            operations.refund,
            order=order,
            amount=Decimal("5.00"),
            reason="late",
            key="late:1",
            at=LATER,
        ),
        after="checkout.order.queries.locked",
    )

    assert all(not isinstance(each, Exception) or isinstance(each, Refusal) for each in outcomes)
    attempt = Attempt.objects.get()
    assert attempt.refunded == attempt.captured
    assert not any(isinstance(each, IllegalMove) for each in outcomes)
