"""Money that staff see: each line of a statement counts once, and no sum goes unheard of."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.cache import cache

from aftersales.tracking import page
from checkout.order import operations as orders
from checkout.payments import operations, queries
from checkout.payments.models import Attempt, Refund
from checkout.payments.operations import results
from checkout.payments.providers import base, registry
from checkout.payments.providers.base import Answer
from storefront.core.lifecycle import IllegalMove
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.staff import tiles
from tests.clock import NOON
from tests.factories import make_attempt, make_order, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def awaiting():
    """Return the payment of an order that waits for a transfer of 24.90."""
    return make_order(paid=False, status="awaiting_payment").intent.attempts.get()


def receive(attempt, *, amount="24.90", currency="EUR", reference="STMT-1", at=NOON):
    return operations.record_receipt(
        attempt=attempt,
        amount=Decimal(amount),
        currency=currency,
        reference=reference,
        by=make_staff(),
        at=at,
    )


def charge(attempt, amount, currency="EUR", reference="TBP-1"):
    answer = Answer("charged", reference, Decimal(amount), currency)
    return operations.record_result(attempt=attempt, answer=answer, at=NOON)


def refunds():
    return [(each.amount, each.currency, each.reason) for each in Refund.objects.order_by("pk")]


def status_of(attempt):
    attempt.refresh_from_db()
    return attempt.status


def test_a_line_of_a_statement_pays_one_order_only():
    first, second = awaiting(), awaiting()
    receive(first)

    with pytest.raises(operations.AlreadyBooked, match=first.intent.reference):
        receive(second)
    receive(first)

    assert (status_of(first), status_of(second)) == ("charged", "pending")
    assert not Refund.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_line_that_two_of_staff_record_for_two_orders_at_once_pays_one():
    first, second = awaiting(), awaiting()

    outcomes = race(
        lambda: receive(first),
        lambda: receive(second),
        after="checkout.payments.operations.receipts.refuse_twice",
    )

    assert sorted(type(each).__name__ for each in outcomes) in (
        ["AlreadyBooked", "Attempt"],
        ["Attempt", "Attempt"],
    )
    assert sorted([status_of(first), status_of(second)]) in (
        ["charged", "pending"],
        ["charged", "review"],
    )


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"reference": " "}, operations.NoReference),
        ({"amount": "0"}, operations.NoSum),
        ({"amount": "-1"}, operations.NoSum),
        ({"currency": ""}, operations.NoSum),
    ],
)
def test_what_came_in_is_written_with_its_sum_and_reference(typed, refusal):
    attempt = awaiting()

    with pytest.raises(refusal):
        receive(attempt, **typed)

    assert status_of(attempt) == "pending"


def test_a_transfer_that_comes_after_its_day_is_recorded_and_goes_back():
    attempt = awaiting()
    operations.cancel_unpaid(at=NOON + 30 * DAY)
    assert status_of(attempt) == "expired"

    receive(attempt, at=NOON + 31 * DAY)

    assert refunds() == [(Decimal("24.90"), "EUR", "cancelled")]


def test_money_in_another_currency_goes_back_in_that_currency():
    attempt = charge(make_attempt(), "24.90", "USD")
    assert (attempt.status, attempt.captured, attempt.came_in_currency) == (
        "review",
        Decimal("24.90"),
        "USD",
    )

    operations.return_wrong_amount(attempt=attempt, by=None, at=NOON)

    assert refunds() == [(Decimal("24.90"), "USD", "wrong_amount")]
    attempt.refresh_from_db()
    assert attempt.left == 0


def test_no_money_is_given_back_that_paid_for_another_purchase():
    first, second = make_attempt(), make_attempt()
    charge(first, "24.90")
    charge(second, "24.90")
    assert status_of(second) == "review"

    with pytest.raises(operations.NothingCameIn):
        operations.return_wrong_amount(attempt=second, by=None, at=NOON)
    with pytest.raises(operations.NotEnough):
        operations.accept_review(attempt=second, by=None, at=NOON)
    operations.wait_again(attempt=second, by=None, at=NOON)

    assert status_of(second) == "cancelled"
    assert not Refund.objects.exists()


def test_an_order_whose_review_was_of_other_money_waits_on_and_is_paid_by_its_own():
    first, second = awaiting(), awaiting()
    receive(first)
    answer = Answer("charged", "STMT-1", second.amount, "EUR")
    operations.record_result(attempt=second, answer=answer, at=NOON)

    operations.wait_again(attempt=second, by=None, at=NOON)
    again = second.intent.attempts.get(status="pending")
    receive(again, reference="STMT-2")

    order = second.intent.order
    order.refresh_from_db()
    assert order.status == "paid"


def test_a_sum_above_the_one_asked_for_can_be_taken_as_paid_and_the_rest_goes_back():
    attempt = awaiting()
    receive(attempt, amount="30.00")
    assert status_of(attempt) == "review"

    with pytest.raises(operations.MoneyIsHere):
        operations.wait_again(attempt=attempt, by=None, at=NOON)
    operations.accept_review(attempt=attempt, by=None, at=NOON)

    order = attempt.intent.order
    order.refresh_from_db()
    assert order.status == "paid"
    assert refunds() == [(Decimal("5.10"), "EUR", "wrong_amount")]
    assert queries.refundable(order) == Decimal("24.90")


def letter(kind, channel="mail"):
    [message] = Message.objects.filter(kind=kind, channel=channel)
    return wording.write(message).words


def page_of(order):
    order.refresh_from_db()
    return page.of(order, at=NOON)


def test_what_came_in_wrongly_and_goes_back_takes_nothing_off_what_the_order_costs():
    attempt = awaiting()
    order = attempt.intent.order
    receive(attempt, amount="20.00")
    operations.return_wrong_amount(attempt=attempt, by=None, at=NOON)

    before = page_of(order)
    again = attempt.intent.attempts.get(status="pending")
    receive(again, reference="STMT-2")
    after = page_of(order)

    assert before["left_paid"] == after["left_paid"] == Decimal("24.90")
    assert sum(row["amount"] for row in after["totals"]) == Decimal("24.90")
    assert after["cheaper"] == []
    [row] = after["besides"]
    assert (row["name"], row["sum"]) == ("Comes back to you: Wrong amount", "€20.00")
    assert Refund.objects.get().reference in row["note"]


def test_who_paid_too_little_reads_what_goes_back_and_what_to_send_instead():
    attempt = awaiting()
    receive(attempt, amount="20.00")

    operations.return_wrong_amount(attempt=attempt, by=None, at=NOON)

    words = letter("transfer_again")
    refund = Refund.objects.get()
    assert "€20.00 came in for order" in words
    assert "€20.00 go back the way you paid, without your doing anything, by Thu 5 Mar" in words
    assert refund.reference in words
    assert "Please transfer €24.90" in words
    assert "the whole sum in one transfer" in words
    assert not Message.objects.filter(kind="money_comes_back").exists()


def test_who_paid_too_much_reads_what_goes_back_with_the_word_that_it_is_here():
    attempt = awaiting()
    receive(attempt, amount="30.00")

    operations.accept_review(attempt=attempt, by=None, at=NOON)

    words = letter("payment_received")
    assert "Your €24.90 for order" in words
    assert "€30.00 came in, which is €5.10 too much." in words
    assert "€5.10 go back the way you paid" in words
    assert Refund.objects.get().reference in words
    assert page_of(attempt.intent.order)["left_paid"] == Decimal("24.90")
    assert not Message.objects.filter(kind="money_comes_back").exists()


def test_a_card_that_gave_too_much_has_a_letter_of_its_own_about_the_rest():
    attempt = charge(make_attempt(), "30.00")

    operations.accept_review(attempt=attempt, by=None, at=NOON)

    words = letter("money_comes_back")
    assert "More came in for" in words
    assert "€5.10 go back" in words


def test_a_card_that_gave_too_little_is_told_of_as_well():
    attempt = charge(make_attempt(), "20.00")

    operations.return_wrong_amount(attempt=attempt, by=None, at=NOON)

    words = letter("money_comes_back")
    assert "was not the sum asked for, so nothing is ordered." in words
    assert "€20.00 go back" in words


def test_of_a_cancelled_order_what_was_too_much_is_no_part_of_what_it_had_cost():
    attempt = awaiting()
    receive(attempt, amount="30.00")
    orders.cancel(order=attempt.intent.order, at=NOON + MINUTE)

    operations.accept_review(attempt=attempt, by=None, at=NOON + 2 * MINUTE)

    assert refunds() == [
        (Decimal("5.10"), "EUR", "wrong_amount"),
        (Decimal("24.90"), "EUR", "cancelled"),
    ]
    assert page_of(attempt.intent.order)["left_paid"] == Decimal("0.00")
    words = {wording.write(each).words for each in Message.objects.filter(kind="money_comes_back")}
    assert any("after it had been cancelled" in each for each in words)


def test_an_order_that_is_paid_waits_for_no_other_payment_of_it():
    attempt = awaiting()
    receive(attempt)
    operations.take_back_booking(attempt=attempt, why="Typed wrong", by=make_staff(), at=NOON)
    waits = attempt.intent.attempts.get(status="pending")

    # Staff would book it on the one that waits: this is a provider's.
    charge(Attempt.objects.get(pk=attempt.pk), attempt.amount)

    assert status_of(attempt) == "charged"
    assert status_of(waits) == "cancelled"
    assert waits.moves.latest("pk").why == "paid by other money"
    assert not queries.transfers_waiting().exists()
    receive(waits, reference="STMT-3", at=NOON + 2 * DAY)
    assert refunds() == [(Decimal("24.90"), "EUR", "paid_twice")]


def test_a_sum_below_the_one_asked_for_does_not_pay():
    attempt = charge(make_attempt(), "24.00")

    with pytest.raises(operations.NotEnough):
        operations.accept_review(attempt=attempt, by=None, at=NOON)

    assert status_of(attempt) == "review"


@pytest.mark.parametrize(
    "decide",
    [operations.accept_review, operations.return_wrong_amount, operations.wait_again],
)
def test_what_came_in_is_decided_only_where_something_came_in(decide):
    waiting = awaiting()

    with pytest.raises(IllegalMove):
        decide(attempt=waiting, by=make_staff(), at=NOON)

    assert status_of(waiting) == "pending"
    assert waiting.intent.order.status == "awaiting_payment"
    assert refunds() == []


def test_news_of_what_was_given_back_already_changes_nothing():
    attempt = charge(make_attempt(), "24.00")
    operations.return_wrong_amount(attempt=attempt, by=None, at=NOON)

    charge(attempt, "24.00")

    assert status_of(attempt) == "cancelled"
    assert refunds() == [(Decimal("24.00"), "EUR", "wrong_amount")]


def test_an_order_that_was_paid_by_other_money_does_not_end_with_a_transfer_that_never_came():
    order = make_order(paid=False, status="awaiting_payment")
    first = order.intent.attempts.get()
    Attempt.objects.filter(pk=first.pk).update(status="cancelled")
    second = order.intent.attempts.create(
        n=2, method="bank_transfer", provider="bank_transfer", status="pending",
        amount=first.amount, currency="EUR", made_at=NOON, due_at=NOON + DAY,
    )  # fmt: skip
    charge(first, first.amount)  # staff would book it on the one that waits

    operations.cancel_unpaid(at=NOON + 2 * DAY)

    order.refresh_from_db()
    assert (order.status, status_of(second)) == ("paid", "cancelled")


# A provider that does not answer


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_nobody_answers_for_is_seen_by_staff_and_can_be_stopped():
    attempt = make_attempt()
    with mock.patch.object(
        registry.get("test_bank"), "ask", side_effect=base.NoAnswer("session id lost")
    ):
        operations.reconcile(at=NOON + MINUTE)
        with pytest.raises(operations.StillAsking):
            operations.give_up(attempt=attempt, by=None, at=NOON + 59 * MINUTE)
    late = NOON + 60 * MINUTE
    assert list(queries.unknown_too_long(late)) == [attempt]

    operations.give_up(attempt=attempt, by=make_staff(), at=late)
    operations.expire_intents(at=late)

    assert status_of(attempt) == "cancelled"
    assert attempt.intent.basket.status == "Open"
    charge(attempt, "24.90")
    attempt.intent.refresh_from_db()
    assert attempt.intent.order.status == "paid"


def test_only_a_payment_of_which_nothing_is_known_can_be_stopped():
    attempt = make_attempt()

    with pytest.raises(IllegalMove):
        operations.give_up(attempt=attempt, by=None, at=NOON + DAY)

    assert status_of(attempt) == "sent"


def test_a_payment_that_its_provider_finds_only_by_starting_it_again_is_started_again():
    attempt = make_attempt()
    provider = registry.get("test_bank")
    asked = []

    def start(order):
        asked.append((order.key, order.amount))
        return Answer("charged", "TBP-1", attempt.amount, "EUR")

    with (
        mock.patch.object(provider, "ask", side_effect=base.StartAgain("no session id")),
        mock.patch.object(provider, "start", start),
    ):
        operations.ask(attempt=attempt, at=NOON)

    assert asked == [(str(attempt.key), attempt.amount)]
    assert status_of(attempt) == "charged"


def test_a_page_that_is_reloaded_asks_the_provider_once_in_three_seconds():
    attempt = make_attempt()
    answer = mock.Mock(return_value=Answer("pending"))

    with mock.patch.object(registry.get("test_bank"), "ask", answer):
        for _look in range(5):
            operations.look(attempt=attempt, at=NOON)
        assert answer.call_count == 1
        cache.delete(f"asked:{attempt.pk}")  # as it is after three seconds
        operations.look(attempt=attempt, at=NOON)

    assert answer.call_count == 2


# Orders that were cancelled


@pytest.mark.parametrize("status", ["awaiting_payment", "placed"])
def test_a_cancelled_order_waits_for_no_money_and_gives_back_what_comes(status):
    order = make_order(paid=False, status=status)
    attempt = order.intent.attempts.get()
    assert attempt.status == "pending"

    orders.cancel(order=order, at=NOON + MINUTE)

    assert status_of(attempt) == "cancelled"
    assert not queries.transfers_waiting().exists()
    receive(attempt, amount=str(attempt.amount), at=NOON + DAY)
    assert refunds() == [(attempt.amount, "EUR", "cancelled")]


def test_a_transfer_that_is_waited_for_again_has_its_days_anew_and_the_buyer_is_told():
    attempt = awaiting()
    receive(attempt, amount="20.00", at=NOON + 4 * DAY)
    attempt.refresh_from_db()
    at = NOON + 8 * DAY  # a weekend and a holiday later somebody looks at it

    operations.return_wrong_amount(attempt=attempt, by=make_staff(), at=at)

    again = attempt.intent.attempts.get(status="pending")
    assert again.due_at == results.transfer_due(at)
    assert (again.due_at - at).days >= 5
    operations.cancel_unpaid(at=at + timedelta(minutes=10))
    attempt.intent.order.refresh_from_db()
    assert attempt.intent.order.status == "awaiting_payment"
    told = Message.objects.filter(kind="transfer_again").values_list("dedupe_key", flat=True)
    assert {key.rsplit(":", 1)[0] for key in told} == {f"transfer_again:{again.pk}"}


def test_cash_that_a_driver_took_is_due_a_week_after_the_delivery_and_seen_by_staff():
    order = make_order(paid=False, status="delivered")
    attempt = order.intent.attempts.get()
    delivered = order.moves.get(to_status="delivered").moved_at

    assert 7 <= (attempt.due_at - delivered).days <= 13
    [tile] = [each for each in tiles.all_tiles() if each.key == "cash_overdue"]
    assert tile.count(attempt.due_at - MINUTE) == 0
    assert tile.count(attempt.due_at) == 1
    receive(attempt, amount=str(attempt.amount), at=attempt.due_at)
    assert tile.count(attempt.due_at) == 0
