"""Money that staff booked by mistake is taken off again, and both facts stay in the books."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum
from django.urls import reverse
from oscar.core.loading import get_model

from checkout.order import operations as orders
from checkout.payments import operations, queries
from checkout.payments.models import Attempt, Refund, TakenBack
from checkout.payments.operations import results
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import queries as promises
from storefront.staff.history import NotSaidWhy
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import meanwhile, race

pytestmark = pytest.mark.django_db

Source = get_model("payment", "Source")
Transaction = get_model("payment", "Transaction")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def awaiting(**fields):
    """Return the payment of an order that waits for a transfer of 24.90."""
    return make_order(paid=False, status="awaiting_payment", **fields).intent.attempts.get()


def at_the_door(status="placed"):
    return make_order(paid=False, status=status).intent.attempts.get()


def receive(attempt, *, amount="", currency="EUR", reference="STMT-1", at=NOON):
    return operations.record_receipt(
        attempt=attempt,
        amount=Decimal(amount or attempt.amount),
        currency=currency,
        reference=reference,
        by=make_staff(),
        at=at,
    )


def take_back(attempt, *, why="The next line of the statement", at=NOON + HOUR):
    return operations.take_back_booking(attempt=attempt, why=why, by=make_staff(), at=at)


def rebook(attempt, to, *, amount="", currency="EUR", reference="STMT-1", why="Typed wrong"):
    return operations.rebook(
        attempt=attempt,
        purchase=to.intent.reference,
        amount=Decimal(amount or to.amount),
        currency=currency,
        reference=reference,
        why=why,
        by=make_staff(),
        at=NOON + HOUR,
    )


def order_of(attempt):
    order = attempt.intent.order
    order.refresh_from_db()
    return order


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def movements(order):
    rows = Transaction.objects.filter(source__order=order).order_by("pk")
    return [(each.txn_type, each.amount, each.reference) for each in rows]


def told(kind):
    return Message.objects.filter(kind=kind, channel="mail").count()


def test_an_order_paid_by_anothers_money_waits_for_its_own_again_and_its_buyer_is_told():
    mug = make_product(stock=5)
    attempt = awaiting(lines=[(mug, 2)])
    receive(attempt)
    assert order_of(attempt).status == "paid"
    assert promises.latest(subject=order_of(attempt), kind="deliver").status == "made"

    taken = take_back(attempt)

    order = order_of(attempt)
    assert order.status == "awaiting_payment"
    assert not orders.is_covered(order)
    assert (fresh(attempt).status, fresh(attempt).captured) == ("cancelled", 0)
    again = attempt.intent.attempts.get(status="pending")
    assert again.due_at == results.transfer_due(NOON + HOUR)
    assert promises.latest(subject=order, kind="deliver").status == "withdrawn"
    assert mug.stockrecords.get().num_allocated == 2
    assert (taken.amount, taken.reference, taken.why, taken.moved_to) == (
        attempt.amount,
        "STMT-1",
        "The next line of the statement",
        None,
    )
    letter = wording.write(Message.objects.get(kind="payment_taken_back", channel="mail"))
    assert "we had booked other money on your order" in letter.words
    assert not Refund.objects.exists()


def test_the_ledger_keeps_what_was_booked_and_what_took_it_back():
    attempt = awaiting()
    receive(attempt)

    take_back(attempt)

    order = order_of(attempt)
    assert movements(order) == [
        ("Debit", attempt.amount, "STMT-1"),
        ("Taken back", attempt.amount, "STMT-1"),
    ]
    source = order.sources.get()
    assert (source.amount_debited, source.amount_allocated, source.amount_refunded) == (0, 0, 0)


def test_the_same_line_then_pays_the_order_that_it_was_of():
    wrong, right = awaiting(), awaiting()
    receive(wrong)
    take_back(wrong)

    receive(right, at=NOON + 2 * HOUR)
    receive(wrong.intent.attempts.get(status="pending"), reference="STMT-2", at=NOON + DAY)

    assert [order_of(each).status for each in (wrong, right)] == ["paid", "paid"]
    assert promises.latest(subject=order_of(wrong), kind="deliver").status == "made"
    assert queries.refundable(order_of(wrong)) == wrong.amount


def test_money_that_is_booked_on_the_payment_taken_back_counts_for_the_one_that_waits_and_is_told():
    attempt = awaiting()
    receive(attempt)
    take_back(attempt)
    again = attempt.intent.attempts.get(status="pending")

    booked = receive(attempt, reference="STMT-2", at=NOON + DAY)

    assert booked == again
    assert receive(attempt, reference="STMT-2", at=NOON + DAY) == again
    assert [(each.n, each.status) for each in attempt.intent.attempts.order_by("n")] == [
        (1, "cancelled"),
        (2, "charged"),
    ]
    assert (order_of(attempt).status, told("payment_received")) == ("paid", 2)
    assert not Refund.objects.exists()


def test_what_is_booked_on_one_payment_a_second_time_is_told_a_second_time():
    attempt = awaiting()
    receive(attempt)
    take_back(attempt)
    attempt.intent.attempts.filter(status="pending").delete()

    receive(attempt, reference="STMT-2", at=NOON + DAY)

    assert (order_of(attempt).status, told("payment_received")) == ("paid", 2)


def test_it_waits_within_its_time_and_ends_when_no_money_comes():
    attempt = awaiting()
    receive(attempt)
    take_back(attempt)

    operations.cancel_unpaid(at=NOON + 30 * DAY)

    assert order_of(attempt).status == "cancelled"
    assert not Refund.objects.exists()


def test_money_is_moved_to_the_purchase_that_it_is_of_in_one_step():
    wrong, right = awaiting(), awaiting()
    receive(wrong)

    booked = rebook(wrong, right)

    assert (booked, booked.status) == (right, "charged")
    assert [order_of(each).status for each in (wrong, right)] == ["awaiting_payment", "paid"]
    assert TakenBack.objects.get().moved_to == right
    assert (told("payment_taken_back"), told("payment_received")) == (1, 2)
    sums = Source.objects.aggregate(debited=Sum("amount_debited"))
    assert sums == {"debited": right.amount}


def test_a_mistyped_sum_is_put_right_in_one_step_and_nobody_is_told_of_it():
    attempt = awaiting()
    receive(attempt, amount="2.49")
    assert fresh(attempt).status == "review"

    booked = rebook(fresh(attempt), attempt)

    assert booked.status == "charged"
    assert order_of(attempt).status == "paid"
    assert (told("payment_taken_back"), told("payment_received")) == (0, 1)
    assert TakenBack.objects.get().amount == Decimal("2.49")
    assert not Refund.objects.exists()


@pytest.mark.parametrize("steps", [[], ["pack"], ["pack", "dispatch"]])
def test_a_mistyped_reference_is_put_right_wherever_the_order_is(steps):
    attempt = awaiting()
    receive(attempt, reference="STMT-l")
    for step in steps:
        getattr(orders, step)(order=order_of(attempt), at=NOON + HOUR)
    before = order_of(attempt).status

    rebook(fresh(attempt), attempt, reference="STMT-1")

    assert fresh(attempt).provider_reference == "STMT-1"
    assert order_of(attempt).status == before
    source = order_of(attempt).sources.get()
    assert (source.reference, source.amount_debited) == ("STMT-1", attempt.amount)
    assert movements(order_of(attempt)) == [
        ("Debit", attempt.amount, "STMT-l"),
        ("Taken back", attempt.amount, "STMT-l"),
        ("Debit", attempt.amount, "STMT-1"),
    ]


def test_nothing_is_taken_off_an_order_that_has_left_and_staff_read_what_to_do():
    attempt = awaiting()
    receive(attempt)
    orders.pack(order=order_of(attempt), at=NOON + HOUR)
    orders.dispatch(order=order_of(attempt), at=NOON + HOUR)
    other = awaiting()

    for put_right in (partial(take_back, attempt), partial(rebook, attempt, other)):
        with pytest.raises(operations.HasLeft, match="Ask its buyer for the money"):
            put_right()

    assert fresh(attempt).status == "charged"
    assert order_of(other).status == "awaiting_payment"
    assert not TakenBack.objects.exists()


def test_nothing_is_taken_off_an_order_of_which_a_part_has_left():
    from aftersales.tracking import operations as tracking

    attempt = awaiting(lines=[(make_product(stock=5), 2)])
    receive(attempt)
    order = orders.pack(order=order_of(attempt), at=NOON + HOUR)
    tracking.hand_over(order=order, lines={order.lines.get().pk: 1}, number="P1", at=NOON + HOUR)

    with pytest.raises(tracking.PartlyGone, match="the booking of its money stays"):
        take_back(attempt)

    assert order_of(attempt).status == "packed"
    assert fresh(attempt).captured == attempt.amount


def test_money_of_which_some_went_back_is_not_taken_off():
    attempt = awaiting()
    receive(attempt)
    refund = operations.refund(
        order=order_of(attempt), amount=Decimal("1.00"), reason="goodwill", key="g:1", at=NOON
    )

    with pytest.raises(operations.GoesBack, match=refund.reference):
        take_back(attempt)

    assert order_of(attempt).status == "paid"
    assert order_of(attempt).sources.get().amount_debited == attempt.amount


@pytest.mark.parametrize("made", [awaiting, lambda: make_order().intent.attempts.get()])
def test_only_what_staff_have_booked_is_taken_off(made):
    attempt = made()

    with pytest.raises(operations.NotBooked):
        take_back(attempt)

    assert fresh(attempt).status == attempt.status


def test_nothing_is_moved_to_a_purchase_that_waits_for_none():
    wrong, paid = awaiting(), make_order().intent.attempts.get()
    receive(wrong)

    with pytest.raises(operations.WaitsForNone):
        rebook(wrong, paid)

    assert order_of(wrong).status == "paid"
    assert not TakenBack.objects.exists()


def test_a_booking_is_taken_off_once_and_not_without_a_word_on_why():
    attempt = awaiting()
    receive(attempt)
    with pytest.raises(NotSaidWhy):
        take_back(attempt, why=" ")

    first = take_back(attempt)

    assert take_back(attempt, why="Again") == first
    assert attempt.intent.attempts.count() == 2
    assert told("payment_taken_back") == 1


@pytest.mark.parametrize("status", ["placed", "packed", "delivered"])
def test_cash_booked_on_the_wrong_order_is_taken_off_wherever_that_one_is(status):
    attempt = at_the_door(status)
    order = order_of(attempt)
    receive(attempt)

    take_back(attempt)

    assert order_of(attempt).status == status
    again = attempt.intent.attempts.get(status="pending")
    assert again.due_at == fresh(attempt).due_at
    source = order.sources.get()
    assert (source.amount_debited, source.amount_allocated) == (0, attempt.amount)
    assert orders.is_covered(order)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["pack", "dispatch"])
def test_an_order_does_not_leave_on_money_that_is_taken_off_at_that_moment(step):
    attempt = awaiting()
    receive(attempt)
    if step == "dispatch":
        orders.pack(order=order_of(attempt), at=NOON)
    staff = make_staff()

    outcomes = race(
        partial(operations.take_back_booking, attempt=attempt, why="x", by=staff, at=NOON + HOUR),
        partial(getattr(orders, step), order=order_of(attempt), at=NOON + HOUR),
        after=["checkout.order.queries.locked", "checkout.order.queries.steps"],
    )

    names = [type(each).__name__ for each in outcomes]
    order = order_of(attempt)
    if step == "pack":
        assert names in (["TakenBack", "NotPaid"], ["TakenBack", "Order"])
        assert order.status == "awaiting_payment"
    else:
        assert names in (["TakenBack", "IllegalMove"], ["HasLeft", "Order"])
        assert order.status == ("awaiting_payment" if names[0] == "TakenBack" else "dispatched")
    debited = order.sources.get().amount_debited
    assert debited == (0 if order.status == "awaiting_payment" else attempt.amount)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_bookings_that_are_exchanged_at_once_wait_for_each_other_without_a_ring():
    first, second = awaiting(), awaiting()
    receive(first, reference="STMT-1")
    third = awaiting()
    receive(third, reference="STMT-3")

    outcomes = race(
        partial(rebook, first, third, reference="STMT-1"),
        partial(rebook, third, first, reference="STMT-3"),
        after="checkout.payments.queries.locked_intent",
    )

    assert [type(each) for each in outcomes] == [operations.WaitsForNone] * 2
    assert order_of(second).status == "awaiting_payment"
    booked = Attempt.objects.filter(captured__gt=0).values_list("provider_reference", flat=True)
    assert sorted(booked) == ["STMT-1", "STMT-3"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_purchase_gets_no_other_money_while_a_booking_is_moved_to_it():
    wrong, right = awaiting(), awaiting()
    receive(wrong, reference="STMT-1")

    with meanwhile(
        partial(receive, right, reference="STMT-9"),
        at="checkout.payments.operations.bookings._waiting",
    ) as outcome:
        booked = rebook(wrong, right, reference="STMT-1")

    assert isinstance(outcome[0], operations.NotWaiting)
    assert (booked.intent, booked.provider_reference) == (right.intent, "STMT-1")
    assert Attempt.objects.filter(captured__gt=0).get() == booked


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_line_of_the_statement_is_put_on_one_of_two_payments_at_once():
    first, second = awaiting(), awaiting()
    receive(first, reference="STMT-1")
    receive(second, reference="STMT-2")

    outcomes = race(
        partial(rebook, first, first, reference="STMT-9"),
        partial(rebook, second, second, reference="STMT-9"),
        after="checkout.payments.operations.receipts.refuse_twice",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyBooked", "Attempt"]


# The page of staff


@pytest.fixture
def desk(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(make_staff())
    return client


def test_staff_move_a_booking_on_its_page(desk):
    wrong, right = awaiting(), awaiting()
    receive(wrong)
    page = reverse("admin:payments_attempt_booking", args=[wrong.pk])
    assert desk.get(page).status_code == 200
    given = {
        "what": "book",
        "purchase": right.intent.reference.replace("-", " ").lower(),
        "amount": str(right.amount),
        "currency": "EUR",
        "reference": "STMT-1",
        "why": "One line too low",
    }

    assert desk.post(page, {**given, "why": ""}).status_code == 422
    answer = desk.post(page, given, follow=True)

    assert f"It is booked on {right.intent.reference} now: Charged." in answer.content.decode()
    assert order_of(right).status == "paid"


def test_what_was_typed_stands_beside_a_refusal(desk):
    wrong = awaiting()
    receive(wrong)
    given = {"what": "book", "purchase": "FH-NONE-NONE", "amount": "24.90", "currency": "EUR"}

    answer = desk.post(
        reverse("admin:payments_attempt_booking", args=[wrong.pk]),
        {**given, "reference": "STMT-9", "why": "Wrong one"},
    )

    assert answer.status_code == 422
    assert "waits for no money that staff book" in answer.content.decode()
    assert "STMT-9" in answer.content.decode()
    assert order_of(wrong).status == "paid"


@pytest.mark.parametrize("staff", [False, True])
def test_who_may_not_say_that_money_came_puts_no_booking_right(client, settings, staff):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    attempt = awaiting()
    receive(attempt)
    client.force_login(make_staff(superuser=False) if staff else make_user())

    answer = client.post(
        reverse("admin:payments_attempt_booking", args=[attempt.pk]),
        {"what": "take_back", "why": "x"},
    )

    assert answer.status_code in (302, 403)
    assert order_of(attempt).status == "paid"
