"""Every message of the sale can be written, in both languages, and says what it must."""

from datetime import timedelta
from decimal import Decimal

import pytest

from checkout.order import operations as orders
from checkout.payments import operations, telling
from checkout.payments.models import Refund
from checkout.payments.providers.base import Answer
from storefront.notices import wording
from storefront.notices.models import Message
from tests.clock import NOON
from tests.factories import make_attempt, make_intent, make_order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def letter(kind):
    return wording.write(Message.objects.get(kind=kind, channel="mail"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_confirmation_names_number_goods_prices_address_and_dates(language):
    order = make_order(language=language)

    written = letter("order_confirmed")

    line = order.lines.get()
    for told in (order.number, line.title, "24.90", "20.00", "4 Quay Street", "H91 E2R3"):
        assert told in written.title + written.words
    assert "/orders/enter/" in written.words
    assert written.files[0][0] == f"{order.number}.pdf"
    assert "2026" in written.words
    assert "<time" not in written.words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_transfer_says_where_to_by_when_and_with_what_reference(language):
    order = make_order(paid=False, status="awaiting_payment", language=language)

    words = letter("order_confirmed").words

    for told in ("IE75 TEST", "TESTIE00", order.number, "17:00"):
        assert told in words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_cancelled_order_and_its_refund_are_told_with_their_references(language):
    order = make_order(language=language)
    orders.cancel(order=order, at=LATER, why="changed my mind")
    refund = operations.send_refund(refund=Refund.objects.get(), at=LATER)

    cancelled, made = letter("order_cancelled"), letter("refund_made")

    assert order.number in cancelled.title
    assert "24.90" in cancelled.words
    assert refund.bank_reference in made.words
    assert refund.reference in made.words


@pytest.mark.parametrize(
    ("language", "why"), [("en", "Why: not paid in time."), ("zh-hans", "未按时付款")]
)
def test_an_order_that_ends_for_want_of_its_money_says_why_in_the_buyers_language(language, why):
    order = make_order(paid=False, status="awaiting_payment", language=language)

    operations.cancel_unpaid(at=LATER + timedelta(days=30))

    order.refresh_from_db()
    assert order.status == "cancelled"
    assert why in letter("order_cancelled").words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refusal_an_apology_and_a_link_can_be_written(language):
    intent = make_intent(language=language)
    attempt = make_attempt(intent=intent)
    operations.record_result(
        attempt=attempt, answer=Answer("declined", reason="limit_reached"), at=LATER
    )
    order = make_order(language=language)
    telling.link_to_order(order, at=LATER)
    operations.record_result(
        attempt=attempt, answer=Answer("charged", "TBP-9", Decimal("24.90"), "EUR"), at=LATER
    )
    make_second = make_attempt(intent=make_intent(language=language))
    operations.record_result(attempt=make_second, answer=Answer("cancelled"), at=LATER)
    operations.abandon(intent=make_second.intent, at=LATER)
    operations.record_result(
        attempt=make_second, answer=Answer("charged", "TBP-8", Decimal("24.90"), "EUR"), at=LATER
    )

    assert letter("payment_refused").title
    assert "/orders/enter/" in letter("order_link").words
    assert Refund.objects.get().reference in letter("money_comes_back").words


def test_words_of_buyers_cannot_become_headers_or_markup():
    order = make_order(language="en")
    intent = order.intent
    intent.snapshot["shipping_address"]["name"] = "Eve\r\nBcc: all@example.org <b>bold</b>"
    intent.save()

    written = letter("order_confirmed")

    assert "\n" not in written.title
    assert "<b>bold</b>" not in written.html
