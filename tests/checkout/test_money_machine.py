"""Whatever is paid, refused, cancelled and given back in any order: the books agree."""

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from oscar.core.loading import get_model

from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments import operations
from checkout.payments.models import Attempt, Intent, Refund
from checkout.payments.providers.base import Answer, RefundAnswer
from storefront.core.refusal import Refusal
from tests.clock import NOON
from tests.factories import make_intent, make_product

Source = get_model("payment", "Source")
StockRecord = get_model("partner", "StockRecord")
CENTS = st.integers(min_value=1, max_value=9_000).map(lambda cents: Decimal(cents) / 100)


class Money(RuleBasedStateMachine):
    """Two purchases of the same scarce goods, and everybody doing whatever they may."""

    def __init__(self):
        super().__init__()
        self.now = NOON
        self.point = transaction.savepoint()
        self.mug = make_product(stock=3, price="20.00")
        self.intents = [
            make_intent(lines=[(self.mug, 1)], method=way) for way in ("card", "bank_transfer")
        ]

    def teardown(self):
        transaction.savepoint_rollback(self.point)

    def allowed(self, call, **asked):
        """Do it, or be refused in words; nothing else may happen."""
        with contextlib.suppress(Refusal):
            return call(at=self.now, **asked)

    @rule(minutes=st.integers(min_value=1, max_value=25))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(which=st.integers(0, 1), method=st.sampled_from(["card", "bank_transfer"]))
    def open_attempt(self, which, method):
        attempt = self.allowed(operations.open_attempt, intent=self.intents[which], method=method)
        if attempt is not None and attempt.status == "prepared":
            operations.start(attempt=attempt, at=self.now)

    @precondition(lambda self: Attempt.objects.exists())
    @rule(
        data=st.data(),
        status=st.sampled_from(["charged", "declined", "cancelled", "pending", "expired"]),
        wrong=st.booleans(),
    )
    def the_bank_says(self, data, status, wrong):
        attempt = data.draw(st.sampled_from(list(Attempt.objects.order_by("pk"))))
        answer = Answer(status)
        if status == "charged":
            amount = attempt.amount - 1 if wrong else attempt.amount
            answer = Answer(status, f"TBP-{attempt.pk}", amount, "EUR")
        operations.record_result(attempt=attempt, answer=answer, at=self.now)

    @precondition(lambda self: Attempt.objects.exists())
    @rule(data=st.data(), line=st.integers(1, 3), wrong=st.booleans())
    def staff_book_a_line_of_the_statement(self, data, line, wrong):
        attempt = data.draw(st.sampled_from(list(Attempt.objects.order_by("pk"))))
        self.allowed(
            operations.record_receipt,
            attempt=attempt,
            amount=attempt.amount - 1 if wrong else attempt.amount,
            currency="EUR",
            reference=f"STMT-{line}",
            by=None,
        )

    @precondition(lambda self: Attempt.objects.filter(captured__gt=0).exists())
    @rule(data=st.data(), to=st.sampled_from([None, 0, 1]), line=st.integers(1, 3))
    def staff_put_a_booking_right(self, data, to, line):
        booked = Attempt.objects.filter(captured__gt=0).order_by("pk")
        attempt = data.draw(st.sampled_from(list(booked)))
        if to is None:
            self.allowed(operations.take_back_booking, attempt=attempt, why="Another's", by=None)
            return
        self.allowed(
            operations.rebook,
            attempt=attempt,
            purchase=self.intents[to].reference,
            amount=attempt.captured,
            currency="EUR",
            reference=f"STMT-{line}",
            why="Another's",
            by=None,
        )

    @rule()
    def sweeps_run(self):
        operations.expire_intents(at=self.now)
        operations.cancel_unpaid(at=self.now)

    @rule(which=st.integers(0, 1))
    def the_buyer_leaves(self, which):
        self.allowed(operations.abandon, intent=self.intents[which])

    @precondition(lambda self: Order.objects.exists())
    @rule(data=st.data(), step=st.sampled_from(["pack", "dispatch", "deliver", "cancel"]))
    def something_happens_to_an_order(self, data, step):
        order = data.draw(st.sampled_from(list(Order.objects.order_by("pk"))))
        self.allowed(getattr(orders, step), order=order)

    @precondition(lambda self: Order.objects.exists())
    @rule(data=st.data(), amount=CENTS, key=st.integers(0, 3))
    def money_is_asked_back(self, data, amount, key):
        order = data.draw(st.sampled_from(list(Order.objects.order_by("pk"))))
        self.allowed(
            operations.refund, order=order, amount=amount, reason="return", key=f"{order.pk}:{key}"
        )

    @precondition(lambda self: Refund.objects.exists())
    @rule(data=st.data(), status=st.sampled_from(["done", "failed", "pending"]))
    def a_refund_is_sent(self, data, status):
        from checkout.payments.operations import sending

        refund = data.draw(st.sampled_from(list(Refund.objects.order_by("pk"))))
        tried = sending._open_try(refund, at=self.now)
        if tried:
            answer = RefundAnswer(status, f"TBR-{tried.pk}")
            operations.record_refund(tried=tried, answer=answer, at=self.now)

    @invariant()
    def never_more_goes_back_than_came_in(self):
        for attempt in Attempt.objects.all():
            promised = attempt.refunds.aggregate(sum=Sum("amount", default=0))["sum"]
            assert Decimal(0) <= attempt.refunded <= attempt.captured
            assert promised == attempt.refunded

    @invariant()
    def an_order_is_there_once_and_its_ledger_says_what_came_in(self):
        for intent in Intent.objects.all():
            assert (intent.order_id is not None) == (intent.status == "placed")
        for order in Order.objects.all():
            charged = Attempt.objects.filter(intent__order=order, status="charged")
            for source in Source.objects.filter(order=order):
                assert source.amount_debited in (Decimal(0), order.total_incl_tax)
                assert source.amount_refunded <= source.amount_debited
            if order.status in ("paid",):
                assert charged.exists()
            # More than one charge means that all but one have gone back.
            kept = [each for each in charged if each.left or order.status == "cancelled"]
            assert len([each for each in kept if each.left == each.captured]) <= 1

    @invariant()
    def every_movement_stands_in_the_ledger_and_they_come_to_what_it_says(self):
        for source in Source.objects.all():
            moved = dict(
                source.transactions.values_list("txn_type").annotate(sum=Sum("amount")).order_by()
            )
            came = moved.get("Debit", Decimal(0)) - moved.get("Taken back", Decimal(0))
            assert source.amount_debited == came
            assert source.amount_refunded == moved.get("Refund", Decimal(0))

    @invariant()
    def what_was_taken_back_pays_for_nothing(self):
        for attempt in Attempt.objects.filter(captured=0):
            assert attempt.status != "charged" or attempt.provider == "nothing"
        for order in Order.objects.filter(status__in=["paid", "packed"]):
            assert Attempt.objects.filter(intent__order=order, captured__gt=0).exists()

    @invariant()
    def stock_is_never_sold_twice(self):
        record = StockRecord.objects.get(product=self.mug)
        assert 0 <= record.num_allocated <= record.num_in_stock


@pytest.mark.django_db
@pytest.mark.clause("ISO10008-6.2.c")
def test_the_books_agree_whatever_happens():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
