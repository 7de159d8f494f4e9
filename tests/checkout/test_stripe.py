"""The adapter to Stripe: its translation always, its contract where localstripe is installed."""

import time
import uuid
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec

import pytest
from django.utils import timezone

from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.providers import base, registry
from checkout.payments.providers.stripe import Stripe, from_minor, read_session, to_minor
from tests.checkout import stripe_front
from tests.factories import make_intent


def test_amounts_are_told_in_the_smallest_unit_of_their_currency():
    assert to_minor(Decimal("12.30"), "EUR") == 1230
    assert to_minor(Decimal("500"), "JPY") == 500
    assert to_minor(Decimal("1.234"), "KWD") == 1234
    assert from_minor(1230, "EUR") == Decimal("12.30")


@pytest.mark.parametrize(
    ("status", "paid", "ours"),
    [
        ("open", "unpaid", "pending"),
        ("complete", "unpaid", "pending"),
        ("complete", "paid", "charged"),
        ("expired", "unpaid", "cancelled"),
    ],
)
def test_a_session_is_read_in_our_words(status, paid, ours):
    session = {
        "id": "cs_1",
        "status": status,
        "payment_status": paid,
        "amount_total": 1230,
        "currency": "eur",
        "url": "https://checkout.stripe.com/c/pay/cs_1",
    }

    answer = read_session(session)

    assert (answer.status, answer.reference) == (ours, "cs_1")
    assert answer.amount == (Decimal("12.30") if ours == "charged" else None)


# The contract: Stripe's own client, over HTTP, against localstripe


@pytest.fixture(scope="module")
def _stripe_runs(tmp_path_factory):
    pytest.importorskip("stripe", reason="the extra `stripe` is not installed")
    if find_spec("localstripe") is None:
        pytest.skip("localstripe is not installed")
    running = stripe_front.Stripe(tmp_path_factory.mktemp("localstripe"))
    yield running
    running.stop()


@pytest.fixture
def bank(_stripe_runs, settings, monkeypatch):
    """Stripe as the shop meets it; the shop's provider of that name."""
    import stripe

    monkeypatch.setattr(stripe, "api_base", _stripe_runs.url)
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    settings.CANDOUR_STRIPE = {"key": stripe_front.KEY, "webhook_secret": stripe_front.SECRET}
    settings.CANDOUR_PAYMENT_PROVIDERS = [
        *settings.CANDOUR_PAYMENT_PROVIDERS,
        "checkout.payments.providers.stripe.Stripe",
    ]
    registry._all.cache_clear()
    yield _stripe_runs
    _stripe_runs.silent = False
    registry._all.cache_clear()


def an_order(amount="12.30", currency="EUR", **more):
    return base.Order(
        key=str(uuid.uuid4()),
        reference="FH-TEST-TEST",
        amount=Decimal(amount),
        currency=currency,
        language="en",
        return_url="https://shop.example/back/",
        description="Fernhill FH-TEST-TEST",
        email="maeve@doyle.example",
        **more,
    )


def test_a_payment_is_opened_once_for_a_key(bank):
    order = an_order()

    first, second = Stripe().start(order), Stripe().start(order)

    assert first == second
    assert (first.status, first.amount) == ("pending", None)
    assert first.url.startswith("https://checkout.stripe.com/")
    session = bank.sessions[first.reference]
    assert (session["amount_total"], session["currency"]) == (1230, "eur")
    assert session["client_reference_id"] == order.key
    assert [each["client_reference_id"] for each in bank.sessions.values()].count(order.key) == 1


def test_a_key_that_was_used_for_another_sum_opens_nothing(bank):
    order = an_order()
    Stripe().start(order)

    with pytest.raises(base.NoAnswer):
        Stripe().start(replace(order, amount=Decimal("99.00")))

    assert [each["amount_total"] for each in bank.sessions.values()].count(9900) == 0


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("12.30", "EUR", 1230), ("500", "JPY", 500)]
)
def test_what_was_paid_is_captured_whole_and_told_in_the_major_unit(bank, amount, currency, minor):
    order = an_order(amount, currency)
    opened = Stripe().start(order)

    assert bank.pay(opened.reference) == "succeeded"

    assert Stripe().ask(order.key, opened.reference) == base.Answer(
        "charged", opened.reference, Decimal(amount), currency
    )
    paid = bank.ask_back(
        "GET", f"/v1/payment_intents/{bank.sessions[opened.reference]['payment_intent']}"
    )
    assert (paid["status"], paid["amount"]) == ("succeeded", minor)
    assert paid["latest_charge"]


def test_a_card_that_asks_for_a_code_is_charged_after_it(bank):
    order = an_order()
    opened = Stripe().start(order)

    assert bank.pay(opened.reference, stripe_front.ASKS_CODE) == "succeeded"

    assert Stripe().ask(order.key, opened.reference).status == "charged"


def test_a_refused_card_leaves_the_page_open_for_another_one(bank):
    order = an_order()
    opened = Stripe().start(order)

    assert bank.pay(opened.reference, stripe_front.REFUSED) == "refused"

    assert Stripe().ask(order.key, opened.reference).status == "pending"
    assert bank.pay(opened.reference) == "succeeded"
    assert Stripe().ask(order.key, opened.reference).status == "charged"


def test_a_payment_is_closed_unless_money_has_moved(bank):
    order, paid = an_order(), an_order()
    opened, taken = Stripe().start(order), Stripe().start(paid)
    bank.pay(taken.reference)

    assert Stripe().cancel(order.key, opened.reference).status == "cancelled"
    assert Stripe().cancel(order.key, opened.reference).status == "cancelled"
    assert Stripe().cancel(paid.key, taken.reference).status == "charged"


def test_money_goes_back_once_for_a_key_and_in_parts(bank):
    order = an_order("30.00")
    opened = Stripe().start(order)
    bank.pay(opened.reference)

    def give_back(key, amount):
        return Stripe().refund(
            key=key,
            payment_key=order.key,
            reference=opened.reference,
            amount=Decimal(amount),
            currency="EUR",
        )

    first, again = give_back("r-1", "12.30"), give_back("r-1", "12.30")
    second = give_back("r-2", "17.70")

    assert first == again
    assert (first.status, second.status) == ("done", "done")
    assert first.reference != second.reference
    payment = bank.sessions[opened.reference]["payment_intent"]
    sent = bank.ask_back("GET", f"/v1/refunds?payment_intent={payment}")["data"]
    assert sorted(each["amount"] for each in sent) == [1230, 1770]


def test_money_of_a_payment_that_never_was_is_not_given_back(bank):
    order = an_order()
    opened = Stripe().start(order)

    answer = Stripe().refund(
        key="r-3",
        payment_key=order.key,
        reference=opened.reference,
        amount=Decimal("1.00"),
        currency="EUR",
    )

    assert (answer.status, answer.reference) == ("failed", "")


def test_a_lost_answer_is_unknown_and_the_same_key_finds_the_payment(bank):
    order = an_order()
    bank.silent = True
    with pytest.raises(base.NoAnswer):
        Stripe().start(order)
    bank.silent = False

    found = Stripe().start(order)

    assert found.status == "pending"
    assert [each["client_reference_id"] for each in bank.sessions.values()].count(order.key) == 1


def test_a_wrong_key_of_the_shop_opens_nothing_and_is_no_unknown(bank, settings, monkeypatch):
    settings.CANDOUR_STRIPE = {**settings.CANDOUR_STRIPE, "key": "wrong"}
    monkeypatch.setattr(bank, "refuse_key", "wrong")
    before = len(bank.sessions)

    assert Stripe().start(an_order()).status == "declined"

    assert len(bank.sessions) == before


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: ({}, body),
        lambda body: ({"Stripe-Signature": "t=1,v1=00"}, body),
        lambda body: (stripe_front.signed(body, secret="whsec_of_somebody_else"), body),
        lambda body: (stripe_front.signed(body), body.replace(b"1230", b"1")),
        lambda body: (stripe_front.signed(body, at=time.time() - 3600), body),
        lambda body: (stripe_front.signed(b"[]"), b"[]"),
        lambda body: (stripe_front.signed(b"{}"), b"{}"),
    ],
    ids=["unsigned", "nonsense", "another's", "changed", "old", "a list", "empty"],
)
def test_a_post_is_believed_only_if_stripe_signed_it_lately(bank, forge):
    order = an_order()
    opened = Stripe().start(order)
    bank.pay(opened.reference)
    body = bank.post_about(opened.reference)

    read = Stripe().read_webhook(headers=stripe_front.signed(body), body=body)
    assert (read.key, read.answer.status, read.answer.amount) == (
        *(order.key, "charged", Decimal("12.30")),
    )
    headers, forged = forge(body)
    with pytest.raises(base.ForgedEvent):
        Stripe().read_webhook(headers=headers, body=forged)


@pytest.mark.django_db(transaction=True)
def test_the_shop_places_one_order_for_a_payment_however_often_it_is_posted(bank, client):
    intent = make_intent(method="stripe", fee="0.00", at=timezone.now())
    attempt = payments.open_attempt(intent=intent, method="stripe", at=timezone.now())
    url = payments.start(attempt=attempt, at=timezone.now())
    attempt.refresh_from_db()
    assert url == attempt.url == bank.sessions[attempt.provider_reference]["url"]
    bank.pay(attempt.provider_reference)
    body = bank.post_about(attempt.provider_reference)

    for _twice in range(2):
        answer = client.post(
            "/webhooks/payments/stripe/",
            body,
            content_type="application/json",
            headers=stripe_front.signed(body),
        )
        assert answer.status_code == 200
    forged = client.post(
        "/webhooks/payments/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": "t=1,v1=00"},
    )
    payments.handle_waiting(at=timezone.now())
    payments.ask(attempt=attempt, at=timezone.now())

    assert forged.status_code == 403
    order = Order.objects.get()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.captured) == ("charged", order.total_incl_tax)
    refund = payments.refund(
        order=order, amount=Decimal("5.00"), reason="goodwill", key="a-test", at=timezone.now()
    )
    payments.send_refund(refund=refund, at=timezone.now())
    refund.refresh_from_db()
    assert refund.status == "done"
    paid = bank.sessions[attempt.provider_reference]["payment_intent"]
    sent = bank.ask_back("GET", f"/v1/refunds?payment_intent={paid}")["data"]
    assert [each["amount"] for each in sent] == [500]


def test_what_localstripe_signs_itself_is_read_as_signed_and_not_about_us(bank):
    """The signature that localstripe makes is Stripe's; its posts are about payments alone."""
    caught = stripe_front.catch_a_post(bank)

    with pytest.raises(base.ForgedEvent, match="signed, but not about a session"):
        Stripe().read_webhook(headers=caught.headers, body=caught.body)
    with pytest.raises(base.ForgedEvent):
        Stripe().read_webhook(headers=caught.headers, body=caught.body + b" ")
