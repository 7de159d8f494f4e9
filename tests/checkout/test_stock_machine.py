"""Whatever buyers, the sweep and the warehouse do, in whatever order: nothing is sold twice."""

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from oscar.core.loading import get_model

from checkout.basket import operations as baskets
from checkout.holds import operations as holds
from checkout.holds import stock
from checkout.holds.models import Hold
from storefront.core.refusal import Refusal
from tests.checkout.factories import make_basket, make_goods
from tests.clock import NOON

Basket = get_model("basket", "Basket")
StockRecord = get_model("partner", "StockRecord")

which = st.integers(0, 2)
goods = st.integers(0, 1)
few = st.integers(1, 3)


class Shop(RuleBasedStateMachine):
    """Three buyers, each with something in the basket, two goods, one warehouse."""

    records: ClassVar[list[Any]] = []

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(first=st.integers(1, 4), second=st.integers(0, 4))
    def open(self, first, second):
        self.at = NOON
        for record, number in zip(self.records, (first, second), strict=True):
            StockRecord.objects.filter(pk=record.pk).update(num_in_stock=number)
        self.baskets = [self.filled() for _each in range(3)]
        self.unshipped: Counter[int] = Counter()

    def filled(self):
        """A basket of things that were all there when they were put in."""
        return make_basket(self.records[0], quantity=2)

    def try_to(self, do, **values):
        try:
            with transaction.atomic():
                return do(at=self.at, **values)
        except Refusal:
            return None

    @rule(buyer=which, thing=goods, quantity=few)
    def put_in(self, buyer, thing, quantity):
        self.try_to(
            baskets.add,
            basket=self.baskets[buyer],
            product=self.records[thing].product,
            quantity=quantity,
        )

    @rule(buyer=which, thing=goods, quantity=st.integers(0, 4))
    def change(self, buyer, thing, quantity):
        line = self.baskets[buyer].lines.filter(stockrecord=self.records[thing]).first()
        if line:
            self.try_to(
                baskets.change, basket=self.baskets[buyer], line_id=line.pk, quantity=quantity
            )

    @rule(buyer=which)
    def check_out(self, buyer):
        self.try_to(holds.hold_basket, basket=self.baskets[buyer])

    @rule(first=which, then=which)
    def check_out_one_after_the_other(self, first, then):
        self.check_out(first)
        self.check_out(then)

    @rule(buyer=which)
    def check_out_and_leave(self, buyer):
        self.check_out(buyer)
        self.leave(buyer)

    @rule(buyer=which)
    def check_out_and_pay(self, buyer):
        self.check_out(buyer)
        self.pay(buyer, late=False)

    @rule(buyer=which)
    def extend(self, buyer):
        self.try_to(holds.extend_once, basket=self.baskets[buyer])

    @rule(buyer=which, minutes=st.integers(1, 40))
    def wait_for_the_bank(self, buyer, minutes):
        holds.prolong(basket=self.baskets[buyer], until=self.at + timedelta(minutes=minutes))

    @rule(buyer=which)
    def leave(self, buyer):
        self.try_to(holds.release, basket=self.baskets[buyer], why="left")

    @rule(buyer=which, late=st.booleans())
    def pay(self, buyer, late):
        basket = self.baskets[buyer]

        def place(*, at):
            if late:
                holds.retake(basket=basket, at=at)
            return holds.confirm(basket=basket, at=at)

        if placed := self.try_to(place):
            Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED)
            self.baskets[buyer] = self.filled()
            for hold in placed:
                self.unshipped[hold.stockrecord_id] += hold.quantity

    @rule(of=which, to=which)
    def sign_in(self, of, to):
        if of != to:
            baskets.merge(of=self.baskets[of], into=self.baskets[to], at=self.at)
            self.baskets[of] = self.filled()

    @precondition(lambda self: any(self.unshipped.values()))
    @rule(thing=goods, quantity=few)
    def ship(self, thing, quantity):
        pk = self.records[thing].pk
        quantity = min(quantity, self.unshipped[pk])
        StockRecord.objects.filter(pk=pk).update(
            num_in_stock=F("num_in_stock") - quantity, num_allocated=F("num_allocated") - quantity
        )
        self.unshipped[pk] -= quantity

    @precondition(lambda self: any(self.unshipped.values()))
    @rule(thing=goods)
    def cancel(self, thing):
        pk = self.records[thing].pk
        if self.unshipped[pk]:
            stock.put_back({pk: 1})
            self.unshipped[pk] -= 1

    @rule(thing=goods, quantity=few)
    def restock(self, thing, quantity):
        StockRecord.objects.filter(pk=self.records[thing].pk).update(
            num_in_stock=F("num_in_stock") + quantity
        )

    @rule(minutes=st.sampled_from([1, 7, 14, 15, 16, 30]))
    def time_goes_by(self, minutes):
        self.at += timedelta(minutes=minutes)

    @rule()
    def sweep(self):
        holds.expire_due(at=self.at)

    @invariant()
    def nothing_is_sold_twice(self):
        for record in StockRecord.objects.filter(pk__in=[each.pk for each in self.records]):
            held = sum(hold.quantity for hold in Hold.objects.held().filter(stockrecord=record))
            assert (record.num_allocated or 0) == held + self.unshipped[record.pk]
            assert 0 <= (record.num_allocated or 0) <= record.num_in_stock

    @invariant()
    def a_hold_is_never_more_than_its_line(self):
        for basket in self.baskets:
            wanted = dict(basket.lines.values_list("stockrecord_id", "quantity"))
            for hold in Hold.objects.held().filter(basket=basket):
                assert hold.quantity <= wanted.get(hold.stockrecord_id, 0)


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.2.1.3")
def test_in_any_order_of_events_every_unit_is_counted_once():
    Shop.records = [make_goods(), make_goods()]

    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=40,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
