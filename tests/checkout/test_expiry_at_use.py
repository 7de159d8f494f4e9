"""A hold whose time is over stands in nobody's way, whether or not a sweep has been there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from checkout.basket import operations as baskets
from checkout.holds import operations as holds
from checkout.holds.models import Hold
from tests.checkout.factories import allocated, later, make_basket, make_goods
from tests.clock import NOON


@pytest.mark.django_db
def test_a_line_can_be_raised_when_the_hold_of_another_buyer_is_over():
    mug = make_goods(stock=2)
    mine, other = make_basket(mug), make_basket(mug)
    holds.hold_basket(basket=other, at=NOON)
    holds.hold_basket(basket=mine, at=later(10))

    baskets.change(basket=mine, line_id=mine.lines.get().pk, quantity=2, at=later(16))

    assert Hold.objects.live(at=later(16)).get().quantity == 2
    assert Hold.objects.get(basket=other).status == "expired"
    assert allocated(mug) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_while_a_sweep_has_the_hold_in_hand_the_refusal_still_names_the_line():
    mug = make_goods(stock=1, title="Weir mug")
    mine, other = make_basket(mug), make_basket(mug)
    [over] = holds.hold_basket(basket=other, at=NOON)
    locked, done = threading.Event(), threading.Event()

    def sweep():
        try:
            with transaction.atomic():
                Hold.objects.select_for_update().get(pk=over.pk)
                locked.set()
                done.wait(10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(sweep)
        locked.wait(10)
        with pytest.raises(holds.OutOfStock) as refused:
            holds.hold_basket(basket=mine, at=later(16))
        done.set()

    assert [(line.title, line.asked, line.left) for line in refused.value.lines] == [
        ("Weir mug", 1, 0)
    ]
    assert not Hold.objects.filter(basket=mine).exists()
