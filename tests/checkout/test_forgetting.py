"""What nobody touches for thirty days is forgotten; what somebody is buying is not."""

from datetime import timedelta
from unittest import mock

import pytest
from oscar.core.loading import get_model

from checkout import erasing
from checkout.holds import operations as holds
from checkout.models import CheckoutDraft
from checkout.payments import operations as payments
from checkout.payments.providers.base import Answer
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_intent,
    make_product,
    make_user,
)

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
OLD = NOON - timedelta(days=31)


def age(*baskets, at=OLD):
    pks = [basket.pk for basket in baskets]
    Basket.objects.filter(pk__in=pks).update(date_created=at)
    Line.objects.filter(basket__in=pks).update(date_updated=at)


def test_a_guests_basket_that_never_began_a_checkout_is_forgotten():
    old, new, touched = [make_basket(make_product()) for _each in range(3)]
    age(old, touched)
    age(new, at=NOON)
    Line.objects.filter(basket=touched).update(date_updated=NOON)

    assert erasing.old_baskets(at=NOON) == 1

    assert set(Basket.objects.all()) == {new, touched}


def test_a_basket_of_an_account_is_kept_unless_a_checkout_was_begun_with_it():
    mine, begun = [make_basket(make_product(), owner=make_user()) for _each in range(2)]
    fill_draft(begun, at=OLD)
    age(mine, begun)

    assert erasing.old_baskets(at=NOON) == 1

    assert list(Basket.objects.all()) == [mine]


def test_a_basket_that_is_pressed_for_while_it_is_forgotten_stays():
    intent = make_intent(at=OLD)
    basket = intent.basket
    Basket.objects.filter(pk=basket.pk).update(status="Open")
    age(basket)
    forget = erasing._forget

    def pressed_meanwhile(pk, statuses, *, at):
        Basket.objects.filter(pk=pk).update(status="Frozen")
        return forget(pk, statuses, at=at)

    with mock.patch.object(erasing, "_forget", pressed_meanwhile):
        assert erasing.old_baskets(at=NOON) == 0

    intent.refresh_from_db()
    assert intent.basket == basket
    assert intent.basket.lines.count() == 1


def test_what_a_forgotten_basket_held_is_on_sale_again():
    user, mug = make_user(), make_product(stock=2)
    basket = make_basket(mug, owner=user)
    holds.hold_basket(basket=basket, at=NOON)

    erasing.baskets(user, NOON)

    assert not Basket.objects.exists()
    assert mug.stockrecords.get().num_allocated == 0


def test_what_was_filled_in_is_forgotten_as_soon_as_it_is_an_order():
    intent = make_intent()
    fill_draft(intent.basket)
    attempt = make_attempt(intent=intent)
    paid = Answer("charged", "R1", attempt.amount, "EUR")

    payments.record_result(attempt=attempt, answer=paid, at=NOON)

    intent.refresh_from_db()
    assert intent.order
    assert not CheckoutDraft.objects.exists()


def test_a_draft_is_forgotten_after_thirty_days_whatever_became_of_its_basket():
    ordered, frozen = make_intent().basket, make_intent().basket
    fill_draft(ordered, at=OLD)
    fill_draft(frozen, at=OLD)
    Basket.objects.filter(pk=ordered.pk).update(status=Basket.SUBMITTED)

    erasing.old_baskets(at=NOON)

    assert [draft.basket for draft in CheckoutDraft.objects.all()] == [frozen]
