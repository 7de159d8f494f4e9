"""Rounding, offers of one name, full baskets and a bank at the last minute."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.conf import settings
from oscar.core.loading import get_model

from checkout.basket import operations as baskets
from checkout.payments import operations
from checkout.payments.providers.base import Answer
from checkout.payments.testbank import bank
from checkout.payments.testbank.models import Payment
from tests.clock import NOON
from tests.factories import make_attempt, make_basket, make_intent, make_product, make_user, put

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")


def ordered(intent):
    attempt = make_attempt(intent=intent)
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=NOON)
    intent.refresh_from_db()
    return intent.order


def test_two_offers_of_one_name_keep_what_each_took_off():
    intent = make_intent()
    offer = {"name": "Spring", "reference": "PR-1", "terms": [], "times": 1, "code": ""}
    intent.snapshot["offers"] = [
        {**offer, "id": 7, "amount": "1.00"},
        {**offer, "id": 8, "amount": "2.00", "code": "TWO"},
    ]
    intent.snapshot["summary"]["discounts"] = [["Spring", "3.00"]]
    intent.save()

    order = ordered(intent)

    taken = order.discounts.order_by("offer_id")
    assert [(each.offer_id, each.amount, each.voucher_code) for each in taken] == [
        (7, Decimal("1.00"), ""),
        (8, Decimal("2.00"), "TWO"),
    ]


def test_signing_in_keeps_for_later_what_does_not_fit_into_the_basket(monkeypatch):
    monkeypatch.setattr(baskets, "MOST_LINES", 2)
    user = make_user()
    mine = make_basket(make_product(), owner=user)
    guests = make_basket()
    fits, too_many = make_product(), make_product()
    for product in (fits, too_many):
        put(guests, product)

    baskets.merge(of=guests, into=mine, at=NOON)

    assert set(mine.lines.values_list("product", flat=True)) >= {fits.pk}
    assert mine.lines.count() == 2
    kept = Basket.objects.get(owner=user, status=Basket.SAVED)
    assert [line.product for line in kept.lines.all()] == [too_many]


def test_signing_in_mixes_no_currencies():
    user = make_user()
    mine = make_basket(make_product(), owner=user)
    dollars = make_product(currency="USD")
    guests = make_basket(dollars)

    baskets.merge(of=guests, into=mine, at=NOON)

    assert set(mine.lines.values_list("price_currency", flat=True)) == {"EUR"}
    kept = Basket.objects.get(owner=user, status=Basket.SAVED)
    assert [line.product for line in kept.lines.all()] == [dollars]


def test_the_bank_does_not_forget_a_payment_that_is_made_in_its_last_minute():
    attempt = make_attempt()
    payment = Payment.objects.get(key=attempt.key)
    in_time = payment.open_until - timedelta(seconds=1)
    bank.use_card(payment=payment, card="good", behaviour="no_posts", at=in_time)
    end = bank._end_in_time

    def paid_meanwhile(payment, *, at):
        code = Payment.objects.get(pk=payment.pk).code
        bank.confirm(payment=payment, code=code, at=in_time)
        return end(payment, at=at)

    with mock.patch.object(bank, "_end_in_time", paid_meanwhile):
        said = bank.state(key=str(attempt.key), at=payment.open_until)

    assert (said["status"], Decimal(said["amount"])) == ("charged", attempt.amount)


def test_what_beat_wakes_is_dropped_once_it_is_due_again():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["expires"] == entry["schedule"]
