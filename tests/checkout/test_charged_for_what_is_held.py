"""Nobody is asked for money for what another has bought, however long the paying takes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from checkout.holds import operations as holds
from checkout.holds import queries as held
from checkout.holds.models import Hold
from checkout.payments import operations as payments
from checkout.payments.models import Attempt, Refund
from checkout.payments.providers import registry
from checkout.payments.providers.base import Answer
from checkout.payments.providers.stripe import Stripe
from checkout.payments.testbank.models import Payment
from tests.clock import NOON
from tests.factories import make_attempt, make_basket, make_intent, make_order, make_product

MINUTE = timedelta(minutes=1)


def refused_for_an_hour(intent):
    """Refuse five payments of a purchase; its holds are at their longest then, and it is open."""
    at, attempt = NOON, make_attempt(intent=intent)
    for n in range(5):
        at += 14 * MINUTE
        answer = Answer("declined", reason="do_not_honour")
        payments.record_result(attempt=attempt, answer=answer, at=at)
        if n < 4:
            attempt = payments.open_attempt(intent=intent, method="card", at=at)
            payments.start(attempt=attempt, at=at)
            attempt.refresh_from_db()
    return at


@pytest.mark.django_db(transaction=True)
def test_after_refusals_no_money_is_asked_for_what_another_holds_by_then():
    mug = make_product(stock=1, title="Weir mug")
    intent = make_intent(lines=[(mug, 1)])
    at = refused_for_an_hour(intent)
    Hold.objects.filter(basket=intent.basket).update(expires_at=at + MINUTE)
    at += 10 * MINUTE
    payments.expire_intents(at=at)
    holds.expire_due(at=at)
    holds.hold_basket(basket=make_basket(mug), at=at)
    asked_for = Payment.objects.count()

    with pytest.raises(holds.OutOfStock) as refusal:
        payments.open_attempt(intent=intent, method="card", at=at)

    assert [(line.title, line.left) for line in refusal.value.lines] == [("Weir mug", 0)]
    assert Attempt.objects.filter(intent=intent).count() == 5
    assert Payment.objects.count() == asked_for
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_further_try_holds_the_goods_again_and_for_as_long_as_it_takes():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    attempt = make_attempt(intent=intent)
    payments.record_result(attempt=attempt, answer=Answer("declined"), at=NOON + MINUTE)
    Hold.objects.update(expires_at=NOON + 2 * MINUTE)
    at = NOON + 10 * MINUTE
    holds.expire_due(at=at)

    payments.open_attempt(intent=intent, method="card", at=at)

    assert held.held_until(basket=intent.basket, at=at) == at + 22 * MINUTE
    with pytest.raises(holds.OutOfStock):
        holds.hold_basket(basket=make_basket(mug), at=at + 21 * MINUTE)


@pytest.mark.django_db
def test_a_purchase_whose_time_is_over_is_not_paid_whether_or_not_a_sweep_was_there():
    intent = make_intent()
    attempt = make_attempt(intent=intent)
    payments.record_result(attempt=attempt, answer=Answer("declined"), at=NOON + MINUTE)
    intent.refresh_from_db()

    with pytest.raises(payments.TimeIsOver):
        payments.open_attempt(intent=intent, method="card", at=intent.expires_at)

    assert Attempt.objects.count() == 1


@pytest.fixture
def stripe(settings, monkeypatch):
    """Stripe's answers, as its documents give them, and what it was asked."""
    settings.CANDOUR_STRIPE = {"key": "sk_test_x", "webhook_secret": "whsec_x"}
    settings.CANDOUR_PAYMENT_PROVIDERS = [
        *settings.CANDOUR_PAYMENT_PROVIDERS,
        "checkout.payments.providers.stripe.Stripe",
    ]
    registry._all.cache_clear()
    front = Front()
    monkeypatch.setattr(Stripe, "_call", lambda self, path, *a, **k: front.call(path, *a, **k))
    yield front
    registry._all.cache_clear()


class Front:
    """It forgets a key after a day, and some of its refunds stay pending for days."""

    def __init__(self):
        self.now, self.keys, self.refunds, self.asked = NOON, {}, {}, []
        self.session = {
            "id": "cs_1",
            "currency": "eur",
            "payment_status": "unpaid",
            "status": "open",
            "amount_total": None,
            "payment_intent": "pi_1",
            "url": "https://checkout.stripe.com/x",
        }

    def call(self, path, *args, **asked):
        self.asked.append((path, args, asked))
        if path.startswith("checkout.Session"):
            return dict(self.session)
        if path == "Refund.retrieve":
            return dict(self.refunds[args[0]])
        if path == "Refund.list":
            return {"data": [dict(each) for each in self.refunds.values()]}
        made_at, made = self.keys.get(asked["idempotency_key"], (None, None))
        if made is None or self.now - made_at >= timedelta(hours=24):
            made = {
                "id": f"re_{len(self.refunds) + 1}",
                "status": "pending",
                "amount": asked["amount"],
                "metadata": asked["metadata"],
            }
            self.refunds[made["id"]] = made
            self.keys[asked["idempotency_key"]] = (self.now, made)
        return dict(made)


@pytest.mark.django_db(transaction=True)
def test_stripes_page_ends_before_the_goods_are_anybodys_again(stripe):
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)], method="stripe")

    attempt = payments.open_attempt(intent=intent, method="stripe", at=NOON)
    payments.start(attempt=attempt, at=NOON)

    [(_path, _args, asked)] = stripe.asked
    ends = NOON + 31 * MINUTE
    assert asked["expires_at"] == int(ends.timestamp())
    attempt.refresh_from_db()
    assert attempt.due_at == ends
    assert held.held_until(basket=intent.basket, at=NOON) == ends + 2 * MINUTE


def pay_back_by_stripe():
    order = make_order(lines=[(make_product(price="100.00"), 1)])
    attempt = order.intent.attempts.get()
    Attempt.objects.filter(pk=attempt.pk).update(provider="stripe", method="stripe")
    return payments.refund(
        order=order, amount=Decimal("30.00"), reason="goodwill", key="x", at=NOON
    )


def send_for_three_days(front):
    for hours in range(0, 72, 6):
        front.now = NOON + timedelta(hours=hours, minutes=1)
        payments.send_refunds(at=front.now)


@pytest.mark.django_db(transaction=True)
def test_a_refund_that_takes_days_is_asked_about_and_made_once(stripe):
    refund = pay_back_by_stripe()

    send_for_three_days(stripe)

    assert [each["amount"] for each in stripe.refunds.values()] == [3000]
    assert refund.attempts.get().provider_reference == "re_1"
    stripe.refunds["re_1"]["status"] = "succeeded"
    payments.send_refunds(at=NOON + timedelta(days=4))
    refund.refresh_from_db()
    assert (refund.status, refund.bank_reference) == ("done", "re_1")


@pytest.mark.django_db(transaction=True)
def test_a_refund_whose_answer_was_lost_is_looked_for_before_it_is_made_again(stripe):
    refund = pay_back_by_stripe()
    stripe.now = NOON + MINUTE
    payments.send_refunds(at=stripe.now)
    refund.attempts.update(provider_reference="")

    stripe.now = NOON + timedelta(days=2)
    payments.send_refunds(at=stripe.now)

    assert list(stripe.refunds) == ["re_1"]
    assert refund.attempts.get().provider_reference == "re_1"


@pytest.mark.django_db(transaction=True)
def test_a_refund_that_never_reached_stripe_is_made_however_late(stripe):
    refund = pay_back_by_stripe()
    payments.sending._open_try(refund, at=NOON)

    stripe.now = NOON + timedelta(days=2)
    payments.send_refunds(at=stripe.now)

    assert [each["amount"] for each in stripe.refunds.values()] == [3000]
