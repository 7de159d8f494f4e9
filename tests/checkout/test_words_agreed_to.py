"""What is agreed and promised is what stood on the page that was pressed: words, days, times."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from checkout.holds import queries as holds
from checkout.payments import operations as payments
from checkout.payments.models import Attempt, Intent
from checkout.payments.providers.base import Answer
from storefront.promises.models import Promise
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import agreed_on, go_to, put_in
from tests.clock import NOON
from tests.factories import make_attempt, make_delivery_methods, make_intent

MINUTE = timedelta(minutes=1)


def said(intent):
    return {each["key"]: each["words"] for each in intent.snapshot["said"]}


@pytest.mark.django_db
def test_the_agreement_is_in_the_language_of_the_page_that_was_pressed(client):
    with time_machine.travel(NOON, tick=False):
        make_delivery_methods()
        put_in(client, make_goods(title="Weir mug"), 1)
        go_to(client, "review")
        client.post("/preferences/", {"language": "zh-hans", "next": "/checkout/review/"})
        page = client.get("/zh-hans/checkout/review/")
        client.post("/zh-hans/checkout/review/", {"agreed": agreed_on(page)})

    intent = Intent.objects.get()
    assert intent.language == "zh-hans"
    assert said(intent)["button"] in page.content.decode()
    assert intent.basket.draft.language == "zh-hans"


@pytest.mark.django_db
def test_what_stood_beside_the_button_is_kept_word_for_word(client):
    with time_machine.travel(NOON, tick=False):
        make_delivery_methods()
        put_in(client, make_goods(title="Weir mug"), 1)
        go_to(client, "review")
        page = client.get("/checkout/review/")
    with time_machine.travel(NOON + 2 * MINUTE, tick=False):
        client.post("/checkout/review/", {"agreed": agreed_on(page)})

    shown, kept = page.content.decode(), said(Intent.objects.get())
    assert "held for you until" in kept["e"]
    for key, words in kept.items():
        assert words in shown.replace("&#x27;", "'").replace("&amp;", "&"), key


@pytest.mark.django_db
def test_a_card_payment_over_midnight_moves_no_day_that_was_agreed_to():
    at = datetime(2026, 3, 3, 23, 55, tzinfo=UTC)
    intent = make_intent(at=at)
    attempt = make_attempt(intent=intent, at=at)

    answer = Answer("charged", "R1", attempt.amount, "EUR")
    payments.record_result(attempt=attempt, answer=answer, at=at + 10 * MINUTE)

    intent.refresh_from_db()
    agreed = intent.order.agreement.document["delivery"]
    promised = {each.kind: timezone.localtime(each.due_at) for each in Promise.objects.all()}
    assert promised["deliver"].date() == date.fromisoformat(agreed["latest"])
    assert promised["dispatch"] == datetime.fromisoformat(agreed["dispatch_by"])


@pytest.mark.django_db
def test_a_time_that_was_told_does_not_move_back_when_another_way_to_pay_is_chosen(client):
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        put_in(client, make_goods(title="Weir mug"), 1)
        go_to(client, "review")
        client.post("/checkout/review/", {"agreed": agreed_on(client.get("/checkout/review/"))})
        intent = Intent.objects.get()
        clock.move_to(NOON + 12 * MINUTE)
        payments.record_result(
            attempt=Attempt.objects.get(), answer=Answer("declined"), at=NOON + 12 * MINUTE
        )
        told = holds.held_until(basket=intent.basket, at=NOON + 12 * MINUTE)

        client.post(f"/checkout/refused/{intent.reference}/", {"way": "on_delivery"})

        now = holds.held_until(basket=intent.basket, at=NOON + 12 * MINUTE)
    intent.refresh_from_db()
    assert intent.status == "abandoned"
    assert (told, now) == (NOON + 30 * MINUTE, NOON + 30 * MINUTE)
