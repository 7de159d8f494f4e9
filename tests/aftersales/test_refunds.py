import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aftersales.changes import operations as changes
from aftersales.refunds import lateness, operations, queries
from aftersales.refunds.models import Goodwill, GoodwillProposal, LateExtra
from aftersales.returns import operations as returns
from aftersales.returns import windows
from aftersales.returns.models import Return
from aftersales.returns.operations.valuing import Found
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import Attempt, Refund
from storefront.core.refusal import Refusal
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from tests.aftersales.test_return_goods import BACK, TOLD, claim, withdraw
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race


def give(order, amount="5.00", *, key=None, at=NOON):
    return operations.give(
        order=order,
        amount=Decimal(amount),
        why="For the wait",
        key=key or uuid.uuid4(),
        by=None,
        at=at,
    )


def refund_of(order, amount="20.00", *, at=NOON, reason="complaint"):
    return payments.refund(
        order=order, amount=Decimal(amount), reason=reason, key=str(uuid.uuid4()), at=at
    )


def done(refund, at):
    Refund.objects.filter(pk=refund.pk).update(status="done", done_at=at, bank_reference="B 1")
    refund.refresh_from_db()
    return refund


# Goodwill


@pytest.mark.django_db
def test_goodwill_goes_back_the_way_it_was_paid_and_says_why():
    order = make_order(lines=[(make_product(price="20.00"), 1)])

    made = give(order)

    assert (made.refund.amount, made.refund.reason) == (Decimal("5.00"), "goodwill")
    assert payment_queries.refundable(order) == Decimal("19.90")
    mail = wording.write(Message.objects.get(kind="goodwill", channel="mail"))
    assert "For the wait" in mail.words and "€5.00" in mail.title


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["24.91", "0.00", "-1.00", "999999.00"])
def test_goodwill_is_never_more_than_is_left_and_never_nothing(amount):
    order = make_order(lines=[(make_product(price="20.00"), 1)])

    with pytest.raises(Refusal):
        give(order, amount)

    assert (Goodwill.objects.count(), Refund.objects.count()) == (0, 0)
    assert payment_queries.refundable(order) == Decimal("24.90")


@pytest.mark.django_db(transaction=True)
def test_one_press_twice_at_once_gives_once():
    order, key = make_order(), uuid.uuid4()

    outcomes = race(*[partial(give, order, key=key)] * 2, after="checkout.order.queries.locked")

    assert [type(each).__name__ for each in outcomes] == ["Goodwill", "Goodwill"]
    assert (Goodwill.objects.count(), Refund.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_give_back_more_than_came_in():
    order = make_order(lines=[(make_product(price="20.00"), 1)])

    outcomes = race(
        *[partial(give, order, "20.00") for _each in range(2)],
        after="checkout.payments.queries.refundable",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Goodwill", "TooMuch"]
    attempt = Attempt.objects.get()
    assert attempt.refunded == sum(Refund.objects.values_list("amount", flat=True))
    assert attempt.refunded <= attempt.captured


def _steps(client, order, amount):
    """Type a sum on the order's step, and press what the second look offers."""
    url = f"{reverse('admin:refunds_goodwill_add')}?order={order.number}"
    given = {"amount": amount, "why": "The wait", "key": str(uuid.uuid4())}
    looked = client.post(url, given)
    return looked, lambda: client.post(url, {**given, "sure": "True"})


@pytest.mark.django_db
def test_goodwill_is_a_step_on_the_order_with_the_sum_on_its_button(client):
    order = make_order(lines=[(make_product(price="20.00"), 1)])
    client.force_login(make_staff())
    shown = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    assert f"{reverse('admin:refunds_goodwill_add')}?order={order.number}" in shown
    refused, _press = _steps(client, order, "30")
    assert (refused.status_code, "€24.90" in refused.content.decode()) == (422, True)

    looked, press = _steps(client, order, "3.00")
    assert "Give €3.00 back" in looked.content.decode()
    assert order.email in looked.content.decode()
    assert not Goodwill.objects.exists()
    assert press().url == reverse("admin:order_order_change", args=[order.pk])
    press()

    assert Goodwill.objects.get().amount == Decimal("3.00")
    for name in ("goodwill", "lateextra", "goodwillproposal"):
        assert client.get(reverse(f"admin:refunds_{name}_changelist")).status_code == 200


@pytest.mark.django_db
def test_goodwill_without_an_order_asks_for_one(client):
    order = make_order()
    client.force_login(make_staff())
    url = reverse("admin:refunds_goodwill_add")

    assert client.get(url).status_code == 200
    assert client.post(url, {"number": "FH-NONE-NONE"}).status_code == 422
    assert client.post(url, {"number": order.number}).url == f"{url}?order={order.number}"


@pytest.mark.django_db
def test_above_what_one_person_gives_a_second_one_decides(client):
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    nell, dara = make_staff(), make_staff()
    client.force_login(nell)
    give(order, "40.00")
    looked, press = _steps(client, order, "10.01")
    assert "Propose €10.01 to a colleague" in looked.content.decode()
    press()
    proposal = GoodwillProposal.objects.get()
    with pytest.raises(operations.NotAlone):
        give(order, "10.01")
    with pytest.raises(operations.SamePerson):
        operations.approve(proposal=proposal, by=nell, at=NOON)
    assert Goodwill.objects.count() == 1

    client.force_login(dara)
    page = reverse("admin:refunds_goodwillproposal_change", args=[proposal.pk])
    client.post(page, {"refunds_goodwillproposal_give_it": "1"})

    proposal.refresh_from_db()
    assert (proposal.decided_by, proposal.goodwill.amount) == (dara, Decimal("10.01"))
    assert operations.approve(proposal=proposal, by=dara, at=NOON) == proposal.goodwill
    assert Goodwill.objects.count() == 2


@pytest.mark.django_db
def test_a_second_press_of_what_was_given_proposes_nothing(client):
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    client.force_login(make_staff())
    _looked, press = _steps(client, order, "30.00")

    press()
    press()

    assert Goodwill.objects.get().amount == Decimal("30.00")
    assert not GoodwillProposal.objects.exists()
    key = Goodwill.objects.get().key
    with pytest.raises(operations.AlreadyDecided):
        operations.propose(
            order=order, amount=Decimal("30.00"), why="Sorry", key=key, by=make_staff(), at=NOON
        )


@pytest.mark.django_db
def test_a_second_press_of_what_was_proposed_finds_it_also_when_it_was_given():
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    press = partial(
        operations.give_or_propose, order=order, amount=Decimal("60.00"), why="Sorry",
        key=uuid.uuid4(), by=make_staff(), at=NOON,
    )  # fmt: skip
    proposal = press()
    assert press() == proposal

    made = operations.approve(proposal=proposal, by=make_staff(), at=NOON)

    assert press() == made
    assert (Goodwill.objects.count(), GoodwillProposal.objects.count()) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_press_twice_at_once_gives_and_does_not_propose():
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    press = partial(
        operations.give_or_propose, order=order, amount=Decimal("30.00"), why="Sorry",
        key=uuid.uuid4(), by=make_staff(), at=NOON,
    )  # fmt: skip

    outcomes = race(press, press, after="aftersales.refunds.queries.pressed")

    assert [type(each).__name__ for each in outcomes] == ["Goodwill", "Goodwill"]
    assert (Goodwill.objects.count(), GoodwillProposal.objects.count()) == (1, 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_do_not_give_together_what_neither_may_give_alone():
    order = make_order(lines=[(make_product(price="90.00"), 1)])

    outcomes = race(
        *(partial(give, order, "30.00") for _n in "12"),
        after="aftersales.refunds.queries.may_give_alone",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Goodwill", "NotAlone"]
    assert Goodwill.objects.get().amount == Decimal("30.00")


@pytest.mark.django_db
def test_what_was_turned_down_is_not_given(client):
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    nell, dara = make_staff(), make_staff()
    proposal = operations.propose(
        order=order, amount=Decimal("60.00"), why="Sorry", key=uuid.uuid4(), by=nell, at=NOON
    )

    operations.turn_down(proposal=proposal, by=dara, at=NOON)

    with pytest.raises(operations.AlreadyDecided):
        operations.approve(proposal=proposal, by=dara, at=NOON)
    assert (Goodwill.objects.count(), Refund.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_give_what_was_proposed_once():
    order = make_order(lines=[(make_product(price="90.00"), 1)])
    proposal = operations.propose(
        order=order, amount=Decimal("60.00"), why="Sorry", key=uuid.uuid4(), by=make_staff(),
        at=NOON,
    )  # fmt: skip

    race(
        *(partial(operations.approve, proposal=proposal, by=make_staff(), at=NOON) for _n in "12"),
        after="aftersales.refunds.queries.locked_proposal",
    )

    assert (Goodwill.objects.count(), Refund.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_page_of_an_order_says_that_all_its_money_has_gone_back(client):
    order = make_order(lines=[(make_product(price="20.00"), 1)])
    give(order, "24.90")
    client.force_login(make_staff())

    shown = client.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()

    assert "All the money of this order is given back, or on its way" in shown


# Lateness


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("late_by", "amount"),
    [
        (timedelta(0), "0.00"),
        (timedelta(seconds=1), "0.20"),
        (timedelta(days=7), "0.20"),
        (timedelta(days=7, seconds=1), "0.40"),
        (timedelta(days=70), "2.00"),
    ],
)
def test_a_late_refund_grows_by_one_percent_for_each_week_begun(late_by, amount):
    refund = refund_of(make_order())

    assert lateness.of(refund, at=refund.due_at + late_by).amount == Decimal(amount)


@pytest.mark.django_db
def test_where_the_law_gives_more_than_our_promise_the_law_counts():
    order = make_order(country="FR", lines=[(make_product(price="100.00"), 1)])
    refund = refund_of(order, "100.00", reason="withdrawal")

    extra = lateness.of(refund, at=refund.due_at + timedelta(days=45))

    # 30 to 60 days late: 20 % (Code de la consommation L242-4); ours would be 7 %.
    assert extra.amount == Decimal("20.00")


@pytest.mark.django_db
def test_a_broken_promise_of_a_refund_is_told_by_itself():
    order = make_order()
    refund = refund_of(order)

    promises.break_overdue(at=refund.due_at + timedelta(minutes=1))
    promises.break_overdue(at=refund.due_at + timedelta(minutes=2))

    mail = Message.objects.get(kind="refund_late", channel="mail")
    assert "1 %" in wording.write(mail).words


@pytest.mark.django_db
def test_the_extra_is_worked_out_once_and_is_not_taken_from_what_was_paid():
    order = make_order(lines=[(make_product(price="20.00"), 1)])
    refund = refund_of(order)
    left = payment_queries.refundable(order)
    done(refund, refund.due_at + timedelta(days=8))

    assert operations.work_out_extras(at=refund.done_at) == 1
    assert operations.work_out_extras(at=refund.done_at + timedelta(days=90)) == 0

    extra = LateExtra.objects.get()
    assert (extra.amount, extra.currency) == (Decimal("0.40"), "EUR")
    assert payment_queries.refundable(order) == left
    assert list(queries.extras_owed()) == [extra]
    assert "€0.40" in wording.write(Message.objects.get(kind="refund_extra", channel="mail")).title


@pytest.mark.django_db
def test_a_refund_in_time_owes_nothing_more():
    refund = refund_of(make_order())
    done(refund, refund.due_at)

    assert operations.work_out_extras(at=refund.due_at) == 0


@pytest.mark.django_db
def test_an_extra_is_paid_once_and_with_the_reference_of_the_bank():
    refund = refund_of(make_order())
    done(refund, refund.due_at + timedelta(days=1))
    operations.work_out_extras(at=refund.done_at)
    extra, by = LateExtra.objects.get(), make_staff()
    with pytest.raises(operations.NoReference):
        operations.record_paid(extra=extra, reference=" ", by=by, at=NOON)

    operations.record_paid(extra=extra, reference="SEPA 7", by=by, at=NOON)
    operations.record_paid(extra=extra, reference="SEPA 8", by=by, at=NOON)

    extra.refresh_from_db()
    assert (extra.bank_reference, queries.extras_owed().count()) == ("SEPA 7", 0)


@pytest.mark.django_db
def test_a_return_paid_late_counts_from_the_day_promised_for_the_return():
    made = withdraw(make_order(status="delivered", lines=[(make_product(price="95.10"), 1)]))
    returns.arrive(returned=made, at=BACK)
    due = windows.refund_due_at(Return.objects.get())

    returns.receive(returned=made, found={}, at=due + timedelta(days=1))
    refund = done(Refund.objects.get(), due + timedelta(days=1))

    assert promise_queries.latest(subject=made, kind="return_refund").status == "kept_late"
    operations.work_out_extras(at=due + timedelta(days=2))
    assert refund.amount == Decimal("100.00")
    assert LateExtra.objects.get().amount == Decimal("1.00")


# The page


@pytest.mark.django_db
def test_a_refund_is_shown_to_its_owner_and_to_nobody_else(client):
    buyer = make_user()
    refund = refund_of(make_order(user=buyer))
    url = reverse("refunds:detail", args=[refund.reference])

    client.force_login(buyer)
    assert client.get(url).status_code == 200
    client.force_login(make_user())
    assert client.get(url).status_code == 404


# Whatever happens in whatever order


# Of such a return nothing comes back any more.
OVER = ("refused", "overtaken")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["cancel", "withdraw", "claim", "cut", "goodwill", "receive", "settle"]),
        st.integers(1, 3),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=st.sampled_from(["paid", "dispatched", "delivered"]), steps=STEPS)
@example(start="delivered", steps=[("claim", 1, 1), ("withdraw", 1, 1)])
def test_no_order_of_steps_gives_back_more_than_came_in(start, steps):
    products = [make_product(price=price) for price in ("9.99", "20.01")]
    order = make_order(status=start, lines=[(products[0], 3), (products[1], 1)])
    lines = list(order.lines.order_by("pk"))
    at = TOLD

    for what, count, which in steps:
        units = {lines[which].pk: count}
        last = Return.objects.filter(order=order).order_by("-pk").first()
        at += timedelta(hours=1)
        try:
            if what == "cancel":
                changes.cancel_lines(order=order, units=units, at=at)
            elif what == "withdraw":
                withdraw(order, units=units, at=at)
            elif what == "claim":
                claim(order, units=units, at=at)
            elif what == "cut" and last:
                returns.accept(
                    returned=last, remedy="price_cut", amount=Decimal(count * 3), by=None, at=at
                )
            elif what == "goodwill":
                give(order, str(count * 4), at=at)
            elif what == "receive" and last:
                line = last.lines.first()
                found = {line.pk: Found(max(0, line.quantity - which))}
                returns.receive(returned=last, found=found, at=at)
            elif what == "settle":
                returns.settle_due(at=at + timedelta(days=9))
        except Refusal:
            pass
        order.refresh_from_db()

    attempt = Attempt.objects.get(intent__order=order)
    given_back = sum(Refund.objects.filter(order=order).values_list("amount", flat=True))
    assert given_back == attempt.refunded <= attempt.captured
    for line in lines:
        back = sum(
            each.quantity
            for each in line.returned.exclude(of__status__in=OVER).filter(of__cancellation=None)
            if each.of.remedy in ("", "refund")
        )
        out = sum(line.cancelled_lines.values_list("quantity", flat=True))
        assert back + out <= line.quantity
