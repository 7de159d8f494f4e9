"""Posts of providers: believed only when signed, kept always, handled once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from checkout.order.models import Order
from checkout.payments import operations
from checkout.payments.models import ProviderEvent
from checkout.payments.providers import test_bank as adapter
from checkout.payments.testbank import bank
from checkout.payments.testbank.models import Callback
from checkout.payments.testbank.models import Payment as BankPayment
from tests.factories import make_attempt

pytestmark = pytest.mark.django_db
URL = "/webhooks/payments/test_bank/"


@pytest.fixture
def now():
    return timezone.now()


def charged_at_the_bank(attempt, now, behaviour="normal"):
    payment = BankPayment.objects.get(key=attempt.key)
    payment = bank.use_card(payment=payment, card="good", behaviour=behaviour, at=now)
    return bank.confirm(payment=payment, code=payment.code, at=now)


def post(client, callback, *, at=None, body=None, **changed):
    body = body or json.dumps(callback.body)
    headers = adapter.sign(event_id=callback.event_id, body=body, at=at or datetime.now(UTC))
    headers.update(changed)
    content_type = headers.pop("content-type")
    return client.post(URL, body, content_type=content_type, headers=headers)


def test_a_signed_post_places_the_order_without_the_buyer_coming_back(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now)

    assert post(client, Callback.objects.get()).status_code == 200
    assert operations.handle_waiting(at=now) == 1

    assert Order.objects.get().number == attempt.intent.reference


@pytest.mark.clause("LBT-6.2.5.2")
def test_a_forged_post_is_refused_kept_and_changes_nothing(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now)
    callback = Callback.objects.get()
    changed = json.dumps({**callback.body, "payment": {**callback.body["payment"], "amount": "1"}})
    signature = adapter.sign(event_id=callback.event_id, body="{}", at=now)["webhook-signature"]

    answers = [
        client.post(URL, changed, content_type="application/json"),
        client.post(URL, "not json", content_type="text/plain"),
        client.post(URL, b"\xff\xfe\x00", content_type="application/json"),
        post(client, callback, **{"webhook-signature": signature}),
        post(client, callback, **{"webhook-signature": "v1,"}),
        post(client, callback, **{"webhook-id": "evt_other"}),
        post(client, callback, at=now - timedelta(hours=1)),
        post(client, callback, **{"webhook-timestamp": "tomorrow"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 8
    assert ProviderEvent.objects.exclude(refused="").count() == 8
    assert operations.handle_waiting(at=now) == 0
    attempt.refresh_from_db()
    assert attempt.status == "sent"
    assert not Order.objects.exists()


def test_what_is_signed_but_in_another_form_is_refused_too(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now)
    callback = Callback.objects.get()

    for body in ("{}", "[]", "null", '{"id":"x","type":"y","payment":{"key":"no uuid"}}'):
        assert post(client, callback, body=body).status_code == 403


def test_a_replayed_or_doubled_post_is_handled_once(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now, behaviour="twice")
    callbacks = list(Callback.objects.order_by("pk"))
    assert len(callbacks) == 2

    for callback in (*callbacks, callbacks[0]):
        assert post(client, callback).status_code == 200
    operations.handle_waiting(at=now)
    operations.handle_waiting(at=now)

    assert ProviderEvent.objects.count() == 1
    assert Order.objects.count() == 1


def test_posts_in_the_wrong_order_lead_to_the_same_end(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now, behaviour="reordered")

    for callback in Callback.objects.order_by("due_at"):
        assert post(client, callback).status_code == 200
        operations.handle_waiting(at=now)

    attempt.refresh_from_db()
    assert (attempt.status, Order.objects.count()) == ("charged", 1)


def test_a_post_about_a_payment_we_do_not_know_is_put_off_and_then_given_up(client, now):
    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now)
    callback = Callback.objects.get()
    body = json.dumps(callback.body).replace(str(attempt.key), "0" * 8 + str(attempt.key)[8:])
    assert post(client, callback, body=body).status_code == 200

    for _each in range(12):
        assert operations.handle_waiting(at=now) == 0

    event = ProviderEvent.objects.get()
    assert (event.tries, event.handled_at) == (10, None)
    assert "do not know" in event.refused


def test_one_post_that_cannot_be_handled_stops_no_other(client, now, monkeypatch):
    broken, good = make_attempt(at=now), make_attempt(at=now)
    for attempt in (broken, good):
        charged_at_the_bank(attempt, now)
    for callback in Callback.objects.order_by("pk"):
        post(client, callback)
    from checkout.payments.operations import inbox

    record = inbox.record_result

    def fail_for_one(*, attempt, **rest):
        if attempt.pk == broken.pk:
            raise RuntimeError("no")
        return record(attempt=attempt, **rest)

    monkeypatch.setattr(inbox, "record_result", fail_for_one)

    assert operations.handle_waiting(at=now) == 1

    assert Order.objects.get().number == good.intent.reference
    assert "RuntimeError" in ProviderEvent.objects.get(handled_at=None).problem


def test_the_door_takes_posts_only_and_only_for_providers_there_are(client):
    assert client.get(URL).status_code == 405
    nobody = reverse("webhooks:payments", args=["nobody"])
    assert client.post(nobody, "{}", content_type="application/json").status_code == 404
    transfer = reverse("webhooks:payments", args=["bank_transfer"])
    assert client.post(transfer, "{}", content_type="application/json").status_code == 403
    large = client.post(URL, "x" * 70_000, content_type="application/json")
    assert large.status_code == 413


def test_the_postman_carries_posts_over_http_and_tries_again(now, monkeypatch):
    import httpx

    from checkout.payments.testbank import tasks

    attempt = make_attempt(at=now)
    charged_at_the_bank(attempt, now)
    sent = []

    def post_over_http(url, **rest):
        sent.append((url, rest["headers"]))
        code = 500 if len(sent) == 1 else 200
        return httpx.Response(code, request=httpx.Request("POST", url))

    monkeypatch.setattr(httpx, "post", post_over_http)

    tasks.post_due()
    tasks.post_due()
    tasks.post_due()

    assert len(sent) == 2
    assert sent[0][0].endswith(URL)
    assert "webhook-signature" in sent[0][1]
    callback = Callback.objects.get()
    assert (callback.tries, callback.problem) == (2, "")


def test_forged_posts_fill_no_table_and_old_ones_are_forgotten(client, now, monkeypatch):
    monkeypatch.setattr("checkout.payments.operations.inbox.REFUSED_PER_HOUR", 3)

    answers = {client.post(URL, "{}", content_type="application/json").status_code for _ in "12345"}

    assert answers == {403}
    assert ProviderEvent.objects.count() == 3
    assert operations.forget_refused(at=now + timedelta(days=89)) == 0
    assert operations.forget_refused(at=now + timedelta(days=91)) == 3


def test_a_post_that_does_not_say_how_long_it_is_is_not_read(client):
    answer = client.post(URL, "{}", content_type="application/json", CONTENT_LENGTH="-5")

    assert answer.status_code == 413
