"""Uses of promotions: the last one is used once, a retry uses it once, and none is lost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from oscar.core.loading import get_model

from checkout import summary
from checkout.basket import operations as baskets
from checkout.order import operations as orders
from checkout.payments import operations
from checkout.payments.models import Intent, Refund
from checkout.payments.providers.base import Answer
from checkout.promotions import operations as promotions
from checkout.promotions.models import Promotion, Use
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_delivery_methods,
    make_product,
    make_promotion,
    make_staff,
    make_user,
)
from tests.racing import meanwhile, race

Basket = get_model("basket", "Basket")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mug():
    make_delivery_methods()
    return make_product(price="20.00", stock=20)


def ready(mug, code="", *, owner=None, quantity=1):
    """Return a press of the order button, about what its page shows."""
    basket = make_basket(mug, owner=owner, quantity=quantity)
    if code:
        baskets.add_voucher(basket=basket, code=code, at=NOON)
    return again(basket)


def again(basket, at=NOON):
    draft = fill_draft(basket)
    basket = Basket.objects.get(pk=basket.pk)
    agreed = summary.summarise(basket=basket, draft=draft, at=at).fingerprint
    return partial(operations.begin, draft=draft, agreed=agreed, at=at)


def pay(intent, *, status="charged", at=NOON):
    attempt = make_attempt(intent=intent)
    answer = Answer(status, f"T-{attempt.pk}", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=at)
    intent.refresh_from_db()
    return intent.order


def uses():
    return list(Use.objects.order_by("pk").values_list("status", flat=True))


def names(outcomes):
    return sorted(type(each).__name__ for each in outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_the_last_use_of_a_code_goes_to_one_of_two_buyers_at_once(mug):
    make_promotion(code="LAST-ONE", uses_in_all=2)
    pay(ready(mug, "LAST-ONE")())
    presses = [ready(mug, "LAST-ONE"), ready(mug, "LAST-ONE")]

    outcomes = race(*presses, after="checkout.promotions.queries.counted")

    assert names(outcomes) == ["Intent", "PromotionInUse"]
    assert uses() == ["used", "held"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_the_last_of_what_is_given_in_all_goes_to_one_of_two_buyers_at_once(mug):
    make_promotion(most_discount=Decimal("3.00"))
    presses = [ready(mug), ready(mug)]

    outcomes = race(*presses, after="checkout.promotions.queries.counted")

    assert names(outcomes) == ["Intent", "PromotionInUse"]
    assert [each.amount for each in Use.objects.all()] == [Decimal("2.00")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_baskets_of_one_buyer_at_once_use_once_what_each_may_use_once(mug):
    make_promotion(code="WELCOME", uses_each=1)
    maeve = make_user()
    presses = [ready(mug, "WELCOME", owner=maeve), ready(mug, "WELCOME", owner=maeve)]

    outcomes = race(*presses, after="checkout.promotions.queries.counted")

    assert names(outcomes) == ["Intent", "PromotionInUse"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_that_conflict_and_are_signed_off_at_once_one_is(mug):
    first = make_promotion(status="waiting", name="First")
    second = make_promotion(status="waiting", name="Second")
    sign = [
        partial(promotions.approve, promotion=each, by=make_staff(), at=NOON)
        for each in (first, second)
    ]

    outcomes = race(*sign, after="checkout.promotions.queries.in_the_way_of")

    assert names(outcomes) == ["Conflicts", "Promotion"]
    assert Promotion.objects.filter(status="approved").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_draft_that_is_asked_for_while_it_is_changed_waits_with_what_was_changed():
    author, draft = make_staff(), make_promotion(status="draft")
    dearer = replace(promotions.as_said(draft), percent=Decimal(15))
    ask = partial(promotions.ask, promotion=draft, by=author, at=NOON)

    with meanwhile(ask, at="checkout.promotions.operations.writing.as_said") as asked:
        promotions.change(promotion=draft, said=dearer, by=author, at=NOON)

    draft.refresh_from_db()
    assert [each.status for each in asked] == ["waiting"]
    assert (draft.status, draft.percent) == ("waiting", Decimal(15))


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_who_send_back_and_drop_at_once_one_does_and_the_history_agrees():
    waiting = make_promotion(status="waiting")
    who = {"promotion": waiting, "by": make_staff(), "at": NOON, "why": "Too dear"}

    outcomes = race(
        partial(promotions.send_back, **who),
        partial(promotions.drop, **who),
        after="checkout.promotions.queries.locked",
    )

    waiting.refresh_from_db()
    last = waiting.moves.order_by("-pk").first()
    assert waiting.status == last.to_status
    # Sent back, a draft may still be dropped; dropped, nothing is sent back.
    assert names(outcomes) in (["IllegalMove", "Promotion"], ["Promotion", "Promotion"])


@pytest.mark.django_db
def test_pressing_again_and_paying_after_a_refusal_use_it_once(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    press = ready(mug, "ONLY-ONE")
    intent = press()
    assert press() == intent
    pay(intent, status="declined")
    assert uses() == ["held"]

    order = pay(press())

    assert uses() == ["used"]
    assert Use.objects.get().order == order
    assert order.discounts.get().voucher_code == "ONLY-ONE"


@pytest.mark.django_db
def test_a_purchase_that_was_left_gives_its_use_back_and_the_buyer_may_use_it_anew(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    press = ready(mug, "ONLY-ONE")
    intent = press()
    operations.abandon(intent=intent, at=NOON)
    assert uses() == ["given_back"]

    anew = again(intent.basket)()

    assert anew != intent
    assert uses() == ["given_back", "held"]
    assert anew.total == intent.total


@pytest.mark.django_db
def test_a_purchase_that_was_not_paid_in_time_gives_its_use_back(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    ready(mug, "ONLY-ONE")()
    with pytest.raises(baskets.VoucherRefused, match="as often as it could be"):
        ready(mug, "ONLY-ONE")

    operations.expire_intents(at=NOON + 60 * MINUTE)

    assert uses() == ["given_back"]
    assert isinstance(ready(mug, "ONLY-ONE")(), Intent)


@pytest.mark.django_db
def test_an_order_that_is_cancelled_gives_its_use_back(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    order = pay(ready(mug, "ONLY-ONE")())

    orders.cancel(order=order, by=make_staff(), at=NOON, why="changed my mind")

    assert uses() == ["given_back"]
    assert isinstance(ready(mug, "ONLY-ONE")(), Intent)


@pytest.mark.django_db
def test_money_that_comes_late_takes_the_use_again_if_it_is_there(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    intent = ready(mug, "ONLY-ONE")()
    pay(intent, status="declined")
    operations.expire_intents(at=NOON + 120 * MINUTE)
    attempt = intent.attempts.get()

    charged = Answer("charged", "T-1", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=charged, at=NOON + 121 * MINUTE)

    intent.refresh_from_db()
    assert (intent.status, uses()) == ("placed", ["used"])


@pytest.mark.django_db
def test_money_that_comes_late_for_a_use_that_another_has_goes_back(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    intent = ready(mug, "ONLY-ONE")()
    pay(intent, status="declined")
    operations.expire_intents(at=NOON + 120 * MINUTE)
    pay(ready(mug, "ONLY-ONE")())
    attempt = intent.attempts.get()

    charged = Answer("charged", "T-late", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=charged, at=NOON + 121 * MINUTE)

    intent.refresh_from_db()
    assert (intent.status, uses()) == ("expired", ["given_back", "used"])
    assert Refund.objects.get().amount == attempt.amount


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_the_last_use_that_late_money_takes_again_goes_to_no_press_at_that_moment(mug):
    make_promotion(code="ONLY-ONE", uses_in_all=1)
    # Both have agreed to the code before either of them holds its only use.
    press, late = ready(mug, "ONLY-ONE"), ready(mug, "ONLY-ONE")()
    pay(late, status="declined")
    operations.expire_intents(at=NOON + 120 * MINUTE)
    attempt = late.attempts.get()
    charged = Answer("charged", "T-late", attempt.amount, "EUR")

    with meanwhile(press, at="checkout.promotions.operations.uses._fits") as pressed:
        operations.record_result(attempt=attempt, answer=charged, at=NOON + 121 * MINUTE)

    assert names(pressed) == ["PromotionUsedUp"]
    assert uses() == ["used"]


@pytest.mark.django_db
def test_settling_a_purchase_twice_counts_it_once(mug):
    promotion = make_promotion(code="TENTH")
    order = pay(ready(mug, "TENTH")())

    promotions.settle(intent=order.intent, order=order, at=NOON)

    promotion.offer.refresh_from_db()
    promotion.voucher.refresh_from_db()
    assert (promotion.offer.num_orders, promotion.offer.total_discount) == (1, Decimal("2.00"))
    assert (promotion.voucher.num_orders, promotion.voucher.applications.count()) == (1, 1)


@pytest.mark.django_db
def test_what_an_order_used_is_counted_on_the_promotion(mug):
    promotion = make_promotion(code="TENTH")
    pay(ready(mug, "TENTH", quantity=2)())
    pay(ready(mug, "TENTH")())

    promotion.offer.refresh_from_db()
    promotion.voucher.refresh_from_db()
    assert (promotion.offer.num_orders, promotion.offer.total_discount) == (2, Decimal("6.00"))
    assert promotion.voucher.num_orders == 2
    assert promotion.voucher.applications.count() == 2


@pytest.mark.django_db
def test_a_cheaper_delivery_is_a_use_too_and_stands_with_its_order(mug):
    promotion = make_promotion(gives="delivery", amount=Decimal("2.00"), name="Two off")
    order = pay(ready(mug)())

    assert order.shipping_incl_tax == Decimal("2.90")
    assert order.total_incl_tax == Decimal("22.90")
    discount = order.discounts.get()
    assert (discount.category, discount.amount) == ("Shipping", Decimal("2.00"))
    assert Use.objects.get().promotion == promotion
