"""Paying: every answer a bank may give, each leading to one order or to none, never to two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from oscar.core.loading import get_model

from checkout import summary
from checkout.agreement.models import Agreement
from checkout.holds import operations as holds
from checkout.order.models import Order
from checkout.payments import methods, operations
from checkout.payments.models import Attempt, Intent, Refund
from checkout.payments.providers import registry
from checkout.payments.providers.base import Answer
from checkout.payments.testbank import bank
from checkout.payments.testbank.models import GivenBack
from checkout.payments.testbank.models import Payment as BankPayment
from storefront.notices.models import Message
from storefront.promises import queries as promises
from tests.clock import NOON
from tests.factories import (
    fill_draft,
    make_attempt,
    make_basket,
    make_delivery_methods,
    make_intent,
    make_order,
    make_product,
    make_user,
    open_shop,
)

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(minutes=2)
Source = get_model("payment", "Source")
StockRecord = get_model("partner", "StockRecord")


@pytest.fixture(autouse=True)
def banks_clock(monkeypatch):
    """The bank has a clock of its own; `banks_clock[0] = ...` sets it."""
    clock = [SOON]
    now = "checkout.payments.providers.test_bank.timezone.now"
    monkeypatch.setattr(now, lambda: clock[0])
    return clock


def at_the_bank(attempt, *, card="good", behaviour="no_posts", at=SOON):
    payment = BankPayment.objects.get(key=attempt.key)
    payment = bank.use_card(payment=payment, card=card, behaviour=behaviour, at=at)
    if not payment.is_over:
        payment = bank.confirm(payment=payment, code=payment.code, at=at)
    return payment


def told(kind):
    return Message.objects.filter(kind=kind, channel="mail").count()


# The good way


def test_a_payment_becomes_an_order_with_everything_that_belongs_to_it():
    buyer = make_user()
    mug = make_product(stock=3, price="20.00")
    intent = make_intent(lines=[(mug, 2)], user=buyer)
    attempt = make_attempt(intent=intent)
    at_the_bank(attempt)

    attempt = operations.ask(attempt=attempt, at=SOON)

    order = Order.objects.get()
    assert (order.number, order.user, order.status) == (intent.reference, buyer, "paid")
    assert (order.total_incl_tax, order.shipping_incl_tax) == (Decimal("44.90"), Decimal("4.90"))
    assert attempt.status == "charged"
    source = Source.objects.get(order=order)
    assert (source.amount_debited, source.currency) == (Decimal("44.90"), "EUR")
    assert source.reference == attempt.provider_reference
    assert Agreement.objects.get(order=order).document["sums"]["total"] == "44.90"
    assert [each.kind for each in promises.about(order)] == ["confirm", "dispatch", "deliver"]
    assert told("order_confirmed") == 1
    intent.refresh_from_db()
    assert (intent.status, intent.basket.status) == ("placed", "Submitted")
    record = StockRecord.objects.get(product=mug)
    assert (record.num_in_stock, record.num_allocated) == (3, 2)


def test_hearing_of_a_charge_again_changes_nothing():
    attempt = make_attempt()
    at_the_bank(attempt)
    operations.ask(attempt=attempt, at=SOON)

    operations.ask(attempt=attempt, at=SOON)
    operations.record_result(attempt=attempt, answer=Answer("pending"), at=SOON)
    operations.record_result(attempt=attempt, answer=Answer("declined"), at=SOON)

    attempt.refresh_from_db()
    assert attempt.status == "charged"
    assert Order.objects.count() == 1
    assert told("order_confirmed") == 1
    assert Source.objects.get().transactions.count() == 1


def test_the_confirmation_goes_out_with_the_agreement_and_keeps_its_promise():
    from storefront.notices import operations as notices

    order = make_order()

    notices.send_due(at=SOON)
    operations.keep_confirmations(at=SOON)

    letter = mail.outbox[0]
    assert order.number in letter.subject
    assert "/orders/enter/" in letter.body
    name, body, mime = letter.attachments[0]
    assert (name, mime) == (f"{order.number}.pdf", "application/pdf")
    assert body[:5] == b"%PDF-"
    assert promises.latest(subject=order, kind="confirm").status == "kept"


# The press of the button


@pytest.fixture
def filled():
    make_delivery_methods()
    mug = make_product(stock=3, price="20.00")
    basket = make_basket(mug, quantity=2)
    return fill_draft(basket)


def agreed(draft, at=NOON):
    basket = get_model("basket", "Basket").objects.get(pk=draft.basket_id)
    return summary.summarise(basket=basket, draft=draft, at=at)


def test_a_press_freezes_the_basket_and_what_was_agreed_to(filled):
    shown = agreed(filled)

    intent = operations.begin(draft=filled, agreed=shown.fingerprint, at=NOON)

    assert (intent.total, intent.currency, intent.country) == (shown.total, "EUR", "IE")
    assert intent.basket.status == "Frozen"
    assert intent.snapshot["summary"]["total"] == str(shown.total)
    assert intent.snapshot["law"]["residence"]["id"] == "ie"
    assert StockRecord.objects.get().num_allocated == 2
    StockRecord.objects.update(price=Decimal("99.00"))
    assert operations.begin(draft=filled, agreed=shown.fingerprint, at=SOON) == intent
    assert Intent.objects.count() == 1


@pytest.mark.clause("LBT-6.2.4.1.a")
def test_a_price_that_changed_since_the_page_was_shown_is_shown_again_and_nothing_is_charged(
    filled,
):
    shown = agreed(filled)
    StockRecord.objects.update(price=Decimal("25.00"))

    with pytest.raises(operations.TotalChanged) as refused:
        operations.begin(draft=filled, agreed=shown.fingerprint, at=SOON)

    assert refused.value.summary.goods == Decimal("50.00")
    assert not Intent.objects.exists()
    filled.basket.refresh_from_db()
    assert filled.basket.status == "Open"


def test_an_empty_basket_and_one_that_lacks_a_delivery_are_not_ordered():
    make_delivery_methods()
    with pytest.raises(operations.NothingToOrder):
        operations.begin(draft=fill_draft(make_basket()), agreed="", at=NOON)
    lacking = fill_draft(make_basket(make_product()), delivery_code="")
    with pytest.raises(operations.NotFilledIn):
        operations.begin(draft=lacking, agreed="", at=NOON)
    assert not Intent.objects.exists()


def test_agreeing_anew_in_another_tab_ends_the_older_agreement(filled):
    first = operations.begin(draft=filled, agreed=agreed(filled).fingerprint, at=NOON)
    filled.email = "other@example.org"
    filled.save()

    second = operations.begin(draft=filled, agreed=agreed(filled).fingerprint, at=SOON)

    first.refresh_from_db()
    assert (first.status, second.status, second.revision) == ("abandoned", "open", 2)
    assert StockRecord.objects.get().num_allocated == 2


# One attempt at a time


def test_there_is_one_open_attempt_and_asking_for_it_again_returns_it():
    intent = make_intent()
    first = operations.open_attempt(intent=intent, method="card", at=NOON)

    assert operations.open_attempt(intent=intent, method="card", at=SOON) == first
    with pytest.raises(methods.NoSuchMethod):
        operations.open_attempt(intent=intent, method="bank_transfer", at=SOON)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("way", ["on_delivery", "bank_transfer", "gold"])
def test_a_way_that_was_not_agreed_to_needs_a_new_agreement(way):
    intent = make_intent()

    with pytest.raises(methods.NoSuchMethod):
        operations.open_attempt(intent=intent, method=way, at=NOON)
    assert not Attempt.objects.exists()


def test_a_way_whose_fee_has_changed_since_the_agreement_needs_a_new_one():
    intent = make_intent(method="on_delivery", fee="2.00")

    with pytest.raises(methods.NoSuchMethod):
        operations.open_attempt(intent=intent, method="on_delivery", at=NOON)
    assert not Attempt.objects.exists()


def test_starting_twice_finds_the_same_payment_at_the_bank():
    intent = make_intent()
    attempt = operations.open_attempt(intent=intent, method="card", at=NOON)

    first = operations.start(attempt=attempt, at=NOON)
    second = operations.start(attempt=attempt, at=SOON)

    assert first == second
    assert "/test-bank/pay/" in first
    assert BankPayment.objects.count() == 1


# Refusals


@pytest.mark.clause("LBT-6.2.5.4")
@pytest.mark.parametrize(
    "reason", ["insufficient_funds", "expired_card", "limit_reached", "do_not_honour"]
)
def test_a_refusal_leaves_basket_and_goods_for_another_try(reason):
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    attempt = make_attempt(intent=intent)
    at_the_bank(attempt, card=reason)

    attempt = operations.ask(attempt=attempt, at=SOON)

    assert (attempt.status, attempt.reason) == ("declined", reason)
    assert not Order.objects.exists()
    assert told("payment_refused") == 1
    assert StockRecord.objects.get(product=mug).num_allocated == 1

    again = make_attempt(intent=intent, at=SOON)
    at_the_bank(again, at=SOON)
    operations.ask(attempt=again, at=SOON)

    assert (again.n, Order.objects.count()) == (2, 1)


@pytest.mark.clause("LBT-6.2.5.2")
def test_five_wrong_codes_refuse_the_payment():
    attempt = make_attempt()
    payment = BankPayment.objects.get(key=attempt.key)
    payment = bank.use_card(payment=payment, card="good", behaviour="no_posts", at=SOON)
    wrong = "000000" if payment.code != "000000" else "000001"
    for _each in range(5):
        payment = bank.confirm(payment=payment, code=wrong, at=SOON)

    attempt = operations.ask(attempt=attempt, at=SOON)

    assert (attempt.status, attempt.reason) == ("declined", "wrong_code")
    with pytest.raises(bank.Over):
        bank.confirm(payment=payment, code=payment.code, at=SOON)


def test_after_eight_tries_one_starts_again():
    intent = make_intent()
    for _each in range(8):
        attempt = make_attempt(intent=intent)
        operations.record_result(attempt=attempt, answer=Answer("declined"), at=SOON)

    with pytest.raises(operations.TooManyTries):
        operations.open_attempt(intent=intent, method="card", at=SOON)


def test_leaving_the_banks_page_opens_the_basket_again():
    attempt = make_attempt()
    bank.leave(payment=BankPayment.objects.get(key=attempt.key), at=SOON)
    operations.ask(attempt=attempt, at=SOON)

    intent = operations.abandon(intent=attempt.intent, at=SOON)

    assert (intent.status, intent.basket.status) == ("abandoned", "Open")


# The answer that is lost


@pytest.mark.clause("LBT-6.2.5.4")
def test_a_lost_answer_makes_a_payment_unknown_and_reconciliation_finds_the_charge(banks_clock):
    attempt = make_attempt()
    at_the_bank(attempt, behaviour="lost")

    assert operations.ask(attempt=attempt, at=SOON).status == "unknown"
    assert not Order.objects.exists()
    with pytest.raises(operations.BeingPaid):
        operations.abandon(intent=attempt.intent, at=SOON)

    banks_clock[0] = later = SOON + timedelta(minutes=1)
    assert operations.reconcile(at=later) == 1
    assert operations.reconcile(at=later) == 0
    attempt.refresh_from_db()
    assert (attempt.status, Order.objects.count()) == ("charged", 1)


def test_while_nobody_knows_no_other_way_may_be_tried():
    attempt = make_attempt()
    at_the_bank(attempt, behaviour="lost")

    with pytest.raises(operations.Checking):
        operations.cancel_attempt(attempt=attempt, at=SOON)

    attempt.refresh_from_db()
    assert attempt.status == "unknown"


def test_a_crash_between_the_charge_and_the_order_is_repaired_once(monkeypatch):
    attempt = make_attempt()
    payment = at_the_bank(attempt)

    def die(*args, **kwargs):
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr("checkout.payments.placing.agreements.make", die)
        with pytest.raises(RuntimeError):
            operations.ask(attempt=attempt, at=SOON)
    assert not Order.objects.exists()
    attempt.refresh_from_db()
    assert attempt.status == "sent"

    operations.reconcile(at=SOON + timedelta(minutes=1))
    operations.reconcile(at=SOON + timedelta(minutes=2))

    assert Order.objects.get().number == attempt.intent.reference
    payment.refresh_from_db()
    assert (payment.taken, payment.given_back) == (attempt.amount, Decimal("0.00"))


def test_a_crash_before_the_answer_of_the_first_call_is_found_by_its_key(monkeypatch):
    intent = make_intent()
    attempt = operations.open_attempt(intent=intent, method="card", at=NOON)
    provider = registry.get("test_bank")
    opened = provider.start

    def open_then_die(order):
        opened(order)
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(provider, "start", open_then_die, raising=False)
        with pytest.raises(RuntimeError):
            operations.start(attempt=attempt, at=NOON)

    attempt.refresh_from_db()
    assert attempt.status == "sent"
    at_the_bank(attempt)
    operations.reconcile(at=SOON)
    assert Order.objects.count() == 1


# Money that nobody wanted


def test_a_second_payment_of_the_same_purchase_goes_back_by_itself():
    intent = make_intent()
    first = make_attempt(intent=intent)
    operations.record_result(attempt=first, answer=Answer("cancelled"), at=SOON)
    second = make_attempt(intent=intent)
    at_the_bank(second)
    operations.ask(attempt=second, at=SOON)

    # The tab that was thought closed pays after all.
    operations.record_result(
        attempt=first, answer=Answer("charged", "TBP-late", first.amount, "EUR"), at=SOON
    )

    refund = Refund.objects.get()
    assert (refund.attempt, refund.reason, refund.amount) == (first, "paid_twice", first.amount)
    assert Order.objects.count() == 1
    assert Source.objects.get().amount_debited == second.amount
    assert told("money_comes_back") == 1


@pytest.mark.clause("LBT-6.2.1.3")
def test_paid_after_the_hold_ran_out_the_goods_are_taken_again():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    attempt = make_attempt(intent=intent)
    late = NOON + timedelta(hours=2)
    holds.expire_due(at=late)
    assert StockRecord.objects.get(product=mug).num_allocated == 0

    at_the_bank(attempt)
    operations.ask(attempt=attempt, at=late)

    assert Order.objects.get().status == "paid"
    assert StockRecord.objects.get(product=mug).num_allocated == 1


def test_paid_after_others_bought_the_last_one_the_money_goes_back_with_an_apology():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    attempt = make_attempt(intent=intent)
    late = NOON + timedelta(hours=2)
    holds.expire_due(at=late)
    other = make_order(lines=[(mug, 1)], at=late)

    at_the_bank(attempt)
    operations.ask(attempt=attempt, at=late)

    assert list(Order.objects.all()) == [other]
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount) == ("sold_out", attempt.amount)
    assert told("money_comes_back") == 1
    intent.refresh_from_db()
    assert (intent.status, intent.basket.status) == ("expired", "Open")


def test_an_agreement_nobody_paid_in_time_frees_basket_and_goods():
    mug = make_product(stock=1)
    intent = make_intent(lines=[(mug, 1)])
    operations.open_attempt(intent=intent, method="card", at=NOON)

    assert operations.expire_intents(at=NOON + timedelta(minutes=29)) == 0
    assert operations.expire_intents(at=NOON + timedelta(minutes=30)) == 1

    intent.refresh_from_db()
    assert (intent.status, intent.basket.status) == ("expired", "Open")
    assert StockRecord.objects.get(product=mug).num_allocated == 0


def test_an_agreement_whose_payment_is_undecided_does_not_expire():
    make_attempt()

    assert operations.expire_intents(at=NOON + timedelta(hours=5)) == 0


def test_a_charge_after_the_end_revives_only_an_unchanged_basket():
    kept, changed = make_attempt(), make_attempt()
    for attempt in (kept, changed):
        Attempt.objects.filter(pk=attempt.pk).update(status="expired")
    operations.expire_intents(at=NOON + timedelta(hours=1))
    changed.intent.basket.lines.update(quantity=7)

    for attempt in (kept, changed):
        answer = Answer("charged", f"TBP-{attempt.pk}", attempt.amount, "EUR")
        operations.record_result(attempt=attempt, answer=answer, at=NOON + timedelta(hours=2))

    assert [order.number for order in Order.objects.all()] == [kept.intent.reference]
    assert Refund.objects.get().attempt == changed


@pytest.mark.clause("ISO10008-6.2.c", "ISO10008-4.7")
@pytest.mark.parametrize(("amount", "currency"), [("23.90", "EUR"), ("24.90", "USD")])
def test_another_sum_or_currency_than_asked_for_is_held_for_a_person(amount, currency):
    attempt = make_attempt()
    answer = Answer("charged", "TBP-1", Decimal(amount), currency)

    attempt = operations.record_result(attempt=attempt, answer=answer, at=SOON)

    assert attempt.status == "review"
    assert not Order.objects.exists()
    assert amount in attempt.review_words

    operations.return_wrong_amount(attempt=attempt, by=None, at=SOON)
    given_back = [(refund.amount, refund.currency) for refund in Refund.objects.all()]
    assert given_back == [(Decimal(amount), currency)]


def test_a_reference_that_has_paid_before_does_not_pay_again():
    first, second = make_attempt(), make_attempt()
    for attempt in (first, second):
        answer = Answer("charged", "TBP-same", attempt.amount, "EUR")
        operations.record_result(attempt=attempt, answer=answer, at=SOON)

    second.refresh_from_db()
    assert second.status == "review"
    assert Order.objects.get().number == first.intent.reference


# Transfers, and money at the door


def test_a_transfer_waits_for_its_money_and_the_dates_move_with_it():
    order = make_order(status="awaiting_payment", paid=False)
    attempt = order.intent.attempts.get()
    assert [each.kind for each in promises.about(order)] == ["confirm"]
    assert attempt.due_at == NOON + timedelta(days=7, hours=5)  # Monday, five working days, 17:00

    operations.record_receipt(
        attempt=attempt,
        amount=attempt.amount,
        currency="EUR",
        reference="IBAN-77",
        by=None,
        at=NOON + timedelta(days=2),
    )

    order.refresh_from_db()
    assert order.status == "paid"
    due = {each.kind: each.due_at for each in promises.about(order)}
    assert due["dispatch"] > NOON + timedelta(days=2)
    assert told("payment_received") == 1


def test_a_transfer_that_does_not_come_ends_the_order_and_its_goods_are_free():
    mug = make_product(stock=1)
    order = make_order(status="awaiting_payment", paid=False, lines=[(mug, 1)])

    assert operations.cancel_unpaid(at=NOON + timedelta(days=7)) == 0
    assert operations.cancel_unpaid(at=NOON + timedelta(days=8)) == 1

    order.refresh_from_db()
    assert order.status == "cancelled"
    assert StockRecord.objects.get(product=mug).num_allocated == 0
    assert not Refund.objects.exists()

    attempt = order.intent.attempts.get()
    answer = Answer("charged", "IBAN-78", attempt.amount, "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=NOON + timedelta(days=9))
    assert Refund.objects.get().reason == "cancelled"


def test_pay_on_delivery_is_for_ireland_and_has_its_fee():
    class Sum:
        total, fee = Decimal("50.00"), Decimal(0)
        is_collected = False

    open_shop()
    here = {each.code: each.fee for each in methods.methods_for(summary=Sum, country="IE")}
    there = [each.code for each in methods.methods_for(summary=Sum, country="DE")]
    assert here == {"card": 0, "bank_transfer": 0, "on_delivery": Decimal("3.00")}
    assert there == ["card", "bank_transfer"]
    order = make_order(paid=False)
    assert (order.total_incl_tax, order.surcharge_incl_tax) == (Decimal("27.90"), Decimal("3.00"))


def test_nothing_is_given_back_by_the_bank_twice():
    order = make_order(status="cancelled")
    refund = Refund.objects.get()

    after = refund.asked_at + timedelta(minutes=2)
    operations.send_refund(refund=refund, at=after)
    operations.send_refund(refund=refund, at=after)

    refund.refresh_from_db()
    assert refund.status == "done"
    assert refund.bank_reference == GivenBack.objects.get().reference
    assert Source.objects.get(order=order).amount_refunded == order.total_incl_tax
    assert promises.latest(subject=refund, kind="refund").status == "kept"
    assert told("refund_made") == 1
