"""The adapter to Stripe: its translation always, its contract where a localstripe runs."""

import os
from decimal import Decimal

import pytest

from checkout.payments.providers.stripe import from_minor, read_session, to_minor


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


def test_the_contract_with_a_local_stripe(settings):
    stripe = pytest.importorskip("stripe", reason="the extra is not installed")
    address = os.environ.get("LOCALSTRIPE_URL")
    if not address:
        pytest.skip("LOCALSTRIPE_URL names no localstripe")
    from checkout.payments.providers import base
    from checkout.payments.providers.stripe import Stripe

    stripe.api_base = address
    settings.CANDOUR_STRIPE = {"key": "sk_test_12345", "webhook_secret": "whsec_test"}
    order = base.Order(
        key="00000000-0000-4000-8000-000000000001",
        reference="FH-TEST-TEST",
        amount=Decimal("12.30"),
        currency="EUR",
        language="en",
        return_url="http://localhost/back/",
        description="Fernhill FH-TEST-TEST",
    )

    first, second = Stripe().start(order), Stripe().start(order)

    assert first == second
    assert first.status == "pending"
    with pytest.raises(base.ForgedEvent):
        Stripe().read_webhook(headers={"Stripe-Signature": "t=1,v1=00"}, body=b"{}")
