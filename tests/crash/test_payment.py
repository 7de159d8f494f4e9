"""
A worker killed while money moves: the sweeps repair it, nothing is taken twice, nothing is lost.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from checkout.order.models import Order
from checkout.payments import operations, tasks
from checkout.payments.models import Attempt, Refund
from checkout.payments.testbank import bank
from checkout.payments.testbank.models import GivenBack
from checkout.payments.testbank.models import Payment as BankPayment
from storefront.notices.models import Message
from tests.factories import make_attempt, make_intent, make_order, make_product

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Source = get_model("payment", "Source")
StockRecord = get_model("partner", "StockRecord")

# Between hearing that the bank has charged and having an order: at the start, halfway, at the end.
MOMENTS = {
    "nothing is written yet": "checkout.payments.operations.results.record_result",
    "the goods are taken": "checkout.payments.placing.creator.write",
    "everything is written but not committed": "checkout.payments.placing.telling.order_confirmed",
}


@pytest.fixture
def charged():
    """
    A payment that the bank has taken and the shop has not heard of; two mugs for 44.90.
    """
    at = timezone.now() - timedelta(minutes=2)
    mug = make_product(stock=3, price="20.00", at=at)
    attempt = make_attempt(intent=make_intent(lines=[(mug, 2)], at=at), at=at)
    payment = BankPayment.objects.get(key=attempt.key)
    bank.use_card(payment=payment, card="good", behaviour="no_posts", at=at)
    bank.confirm(payment=payment, code=payment.code, at=at)
    return attempt


@pytest.mark.parametrize("function", MOMENTS.values(), ids=MOMENTS)
def test_a_worker_killed_between_the_charge_and_the_order(
    charged, worker, was_killed, until, mailed, function
):
    victim = worker("before", function)
    tasks.reconcile.delay()
    assert was_killed(victim)

    charged.refresh_from_db()
    assert (Order.objects.count(), charged.status) == (0, "sent")
    assert BankPayment.objects.get().status == "charged"
    record = StockRecord.objects.get()
    assert (record.num_in_stock, record.num_allocated) == (3, 2)

    worker()
    tasks.reconcile.delay()
    tasks.reconcile.delay()
    until(lambda: Message.objects.filter(kind="order_confirmed", status="sent").exists())

    order = Order.objects.get()
    assert (order.status, order.total_incl_tax) == ("paid", Decimal("44.90"))
    assert Attempt.objects.get().status == "charged"
    assert BankPayment.objects.get().taken == Decimal("44.90")
    assert Source.objects.get().amount_debited == Decimal("44.90")
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (3, 2)
    assert [letter["Subject"].count(order.number) for letter in mailed()] == [1]


def test_a_worker_killed_between_giving_money_back_and_writing_it_down(worker, was_killed, until):
    at = timezone.now() - timedelta(hours=1)
    order = make_order(at=at)
    with transaction.atomic():
        refund = operations.refund(
            order=order,
            amount=Decimal("5.00"),
            reason=Refund.Reason.GOODWILL,
            key="goodwill:1",
            at=at,
        )

    victim = worker("after", "checkout.payments.testbank.bank.give_back")
    tasks.send_refund.delay(refund_id=refund.pk)
    assert was_killed(victim)

    refund.refresh_from_db()
    assert refund.status == "sent"
    assert GivenBack.objects.get().amount == Decimal("5.00")

    worker()
    tasks.send_refunds.delay()
    until(lambda: Refund.objects.filter(status="done").exists())

    assert GivenBack.objects.get().amount == Decimal("5.00")
    assert BankPayment.objects.get().given_back == Decimal("5.00")
    refund.refresh_from_db()
    assert refund.bank_reference == GivenBack.objects.get().reference


def test_a_worker_killed_while_it_ends_an_order_that_nobody_paid(worker, was_killed, until):
    at = timezone.now() - timedelta(days=30)
    order = make_order(paid=False, status="awaiting_payment", at=at)
    attempt = order.intent.attempts.get()

    victim = worker("before", "checkout.payments.operations.sweeps.orders.cancel")
    tasks.cancel_unpaid.delay()
    assert was_killed(victim)

    attempt.refresh_from_db()
    assert attempt.status == "pending"

    worker()
    tasks.cancel_unpaid.delay()
    until(lambda: Order.objects.filter(status="cancelled").exists())

    attempt.refresh_from_db()
    assert attempt.status == "expired"
    assert StockRecord.objects.get().num_allocated == 0


def test_a_worker_killed_while_it_places_the_order_of_a_transfer(worker, was_killed, until):
    at = timezone.now() - timedelta(minutes=2)
    intent = make_intent(method="bank_transfer", at=at)
    attempt = make_attempt(intent=intent, method="bank_transfer", at=at)  # sent, and no more

    victim = worker("before", "checkout.payments.placing.telling.order_confirmed")
    tasks.reconcile.delay()
    assert was_killed(victim)

    attempt.refresh_from_db()
    assert (Order.objects.count(), attempt.status) == (0, "sent")

    worker()
    tasks.reconcile.delay()
    until(lambda: Order.objects.exists())

    attempt.refresh_from_db()
    assert (Order.objects.get().status, attempt.status) == ("awaiting_payment", "pending")
    assert StockRecord.objects.get().num_allocated == 1
