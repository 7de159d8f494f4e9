import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from unittest import mock

import pytest
from django.urls import reverse

from aftersales.returns import acknowledging, operations, queries, windows
from aftersales.returns.models import Return, ReturnLine, Statement
from aftersales.rights import queries as rights
from checkout.order import access
from checkout.order.models import Order
from checkout.payments.models import Refund
from storefront.notices import operations as notices
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import queries as promises
from tests.clock import NOON
from tests.factories import exclude, make_order, make_product, make_staff, make_user
from tests.racing import race

CAME = NOON + timedelta(days=2)  # when the factory's orders are delivered
FIRST_TOO_LATE = datetime(2026, 3, 19, 0, 0, tzinfo=UTC)  # midnight in Dublin after the 14th day


def state(order=None, *, at=CAME, key=None, **fields):
    given = {
        "key": key or uuid.uuid4(),
        "name": "Maeve Doyle",
        "contract": order.number if order else "FH-AAAA-AAAA",
        "email": "buyer@example.org",
        "language": "en",
        "order": order,
        "at": at,
    }
    return operations.state(**{**given, **fields})


# When


@pytest.mark.django_db
def test_a_statement_in_the_last_second_of_the_last_day_is_in_time():
    order = make_order(status="delivered")

    made = state(order, at=FIRST_TOO_LATE - timedelta(seconds=1))

    assert made.outcome == "opened"
    assert Return.objects.get().status == "accepted"


@pytest.mark.django_db
def test_a_statement_in_the_first_moment_of_the_next_day_is_kept_but_late():
    order = make_order(status="delivered")

    made = state(order, at=FIRST_TOO_LATE)

    assert (made.outcome, made.last_day.isoformat()) == ("late", "2026-03-18")
    assert Return.objects.count() == 0
    assert Message.objects.filter(kind="withdrawal_received").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "ends_at"),
    [
        ("DE", datetime(2026, 3, 18, 23, 0, tzinfo=UTC)),
        ("GB", datetime(2026, 3, 19, 0, 0, tzinfo=UTC)),
        # By law 7 days; our rules give everybody 14. Midnight in Shanghai.
        ("CN", datetime(2026, 3, 18, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_buyer_lives(country, ends_at):
    order = make_order(status="delivered", country=country)

    window = windows.withdrawal_window(order)

    assert window.ends_at == ends_at
    assert window.is_open(ends_at - timedelta(seconds=1)) and not window.is_open(ends_at)


@pytest.mark.django_db
def test_a_last_day_on_a_saturday_moves_to_monday():
    order = make_order(status="delivered", at=NOON + timedelta(days=3))  # came on Sat 7 March

    assert windows.withdrawal_window(order).last_day.isoformat() == "2026-03-23"


@pytest.mark.django_db
def test_the_right_that_is_shown_ends_when_the_operation_says_so():
    order = make_order(status="delivered")

    before = rights.right_of(order, "withdraw", FIRST_TOO_LATE - timedelta(seconds=1))
    after = rights.right_of(order, "withdraw", FIRST_TOO_LATE)

    assert (before.open, before.until) == (True, FIRST_TOO_LATE)
    assert (after.open, after.until) == (False, FIRST_TOO_LATE)
    assert "Wed 18 Mar 2026" in after.why_not


# Before it has come


@pytest.mark.django_db
def test_withdrawing_before_it_left_keeps_it_here_and_gives_all_back():
    mug = make_product(price="20.00", stock=10)
    order = make_order(lines=[(mug, 2)])

    state(order, at=NOON)

    made, refund = Return.objects.get(), Refund.objects.get()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert (made.status, made.parcel.status, made.refund) == ("accepted", "not_needed", refund)
    assert refund.amount == Decimal("44.90")
    assert mug.stockrecords.get().num_allocated == 0


@pytest.mark.django_db
def test_withdrawing_from_a_part_before_it_left_leaves_that_part_out():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(lines=[(mug, 3), (bowl, 1)])

    state(order, at=NOON, units={order.lines.get(product=mug).pk: 2})

    order.refresh_from_db()
    refund = Refund.objects.get()
    assert (order.status, refund.amount, refund.reason) == ("paid", Decimal("40.00"), "withdrawal")


@pytest.mark.django_db
def test_withdrawing_while_it_is_on_its_way_waits_for_the_goods():
    order = make_order(status="dispatched")

    state(order, at=NOON + timedelta(hours=5))

    made = Return.objects.get()
    assert (made.status, made.parcel.status) == ("accepted", "announced")
    assert Refund.objects.count() == 0


# Only once, and only what was bought


@pytest.mark.django_db
def test_pressing_twice_is_stating_once():
    order, key = make_order(status="delivered"), uuid.uuid4()

    first, again = state(order, key=key), state(order, key=key)

    assert first == again
    assert (Statement.objects.count(), Return.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="withdrawal_received", channel="mail").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_statement_and_one_return():
    order, key = make_order(status="delivered"), uuid.uuid4()

    outcomes = race(
        *[partial(state, order, key=key)] * 2, after="aftersales.returns.queries.withdrawable_units"
    )

    assert [type(each).__name__ for each in outcomes] == ["Statement", "Statement"]
    assert (Statement.objects.count(), Return.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_statements_at_once_do_not_send_back_more_than_was_bought():
    order = make_order(status="delivered", lines=[(make_product(), 3)])
    pk = order.lines.get().pk

    race(
        *[partial(state, order, units={pk: 2})] * 2,
        after="aftersales.returns.queries.withdrawable_units",
    )

    assert sum(ReturnLine.objects.values_list("quantity", flat=True)) <= 3


@pytest.mark.django_db
def test_two_presses_without_an_order_at_once_are_one_statement():
    key = uuid.uuid4()

    first = state(key=key)
    # The other press did not see it yet.
    with mock.patch.object(Statement.objects, "filter") as blind:
        blind.return_value.first.return_value = None
        again = state(key=key)

    assert first == again and Statement.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [4, -1, 10**9])
def test_more_than_was_bought_is_refused_and_nothing_kept(count):
    order = make_order(status="delivered", lines=[(make_product(), 3)])
    other = make_order(status="delivered")

    for pk in (order.lines.get().pk, other.lines.get().pk):
        with pytest.raises(operations.NotSoMany):
            state(order, units={pk: count})

    assert (Statement.objects.count(), Return.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_second_withdrawal_from_the_same_things_changes_nothing():
    order = make_order(status="delivered")
    state(order)

    again = state(order)

    assert again.outcome == "nothing_left"
    assert Return.objects.count() == 1


# Who and which


@pytest.mark.django_db
def test_number_and_address_together_find_the_order():
    order = make_order(status="delivered", email="maeve@example.org")

    made = state(contract=f" {order.number.lower()} ", email="Maeve@Example.org")

    assert (made.outcome, made.order) == ("opened", order)


@pytest.mark.django_db
def test_a_statement_that_fits_no_order_counts_and_waits_for_a_person():
    order = make_order(status="delivered", email="maeve@example.org")

    made = state(contract=order.number, email="else@example.org")

    assert (made.outcome, made.order) == ("unmatched", None)
    assert Return.objects.count() == 0
    assert list(queries.unmatched()) == [made]
    mail = Message.objects.get(kind="withdrawal_received", channel="mail")
    assert mail.email == "else@example.org"


@pytest.mark.django_db
def test_a_person_finds_the_order_and_it_counts_from_when_it_was_stated():
    order = make_order(status="delivered", lines=[(make_product(), 2)])
    made = state(contract="the mugs of March", at=FIRST_TOO_LATE - timedelta(seconds=1))

    operations.match(
        statement=made,
        order=order,
        units={order.lines.get().pk: 1},
        by=make_user(),
        at=FIRST_TOO_LATE + timedelta(days=3),
    )

    opened = Return.objects.get()
    assert (opened.status, opened.told_at) == ("accepted", made.stated_at)
    made.refresh_from_db()
    assert (made.outcome, made.order) == ("opened", order)


@pytest.mark.django_db
def test_what_the_law_takes_out_always_is_not_withdrawn_from():
    vase, mug = make_product(), make_product()
    exclude(vase.product_class, "made_to_specification")
    order = make_order(status="delivered", lines=[(vase, 1), (mug, 1)])

    made = state(order)

    # Both are of one class here, so all of it is outside.
    assert made.outcome == "excluded"


@pytest.mark.django_db
def test_what_is_sealed_may_come_back_while_its_seal_is_unbroken():
    soap = make_product()
    exclude(soap.product_class, "sealed_hygiene")
    order = make_order(status="delivered", lines=[(soap, 1)])

    assert state(order).outcome == "opened"


# The acknowledgement


@pytest.mark.django_db
def test_the_confirmation_holds_the_statement_with_date_and_time():
    order = make_order(status="delivered", lines=[(make_product(title="Weir mug"), 2)])

    made = state(order, at=CAME + timedelta(seconds=7))

    message = Message.objects.get(kind="withdrawal_received", channel="mail")
    from storefront.notices import wording

    written = wording.write(message)
    for words in (
        "Wed 4 Mar 2026",
        "12:00:07",
        made.reference,
        "Maeve Doyle",
        order.number,
        "Weir mug",
    ):
        assert words in written.words
    assert written.files[0][1] == "application/pdf"
    assert written.files[0][2].startswith(b"%PDF")


@pytest.mark.django_db
def test_the_promise_to_confirm_is_kept_when_the_mail_has_gone(settings):
    made = state(make_order(status="delivered"))
    promise = promises.latest(subject=made, kind="acknowledge_withdrawal")
    assert acknowledging.keep_sent(at=CAME) == 0

    for message in Message.objects.filter(kind="withdrawal_received"):
        notices.send(message_id=message.pk, at=CAME + timedelta(seconds=20))
    acknowledging.keep_sent(at=CAME + timedelta(minutes=1))

    promise.refresh_from_db()
    assert (promise.status, promise.ended_at) == ("kept", CAME + timedelta(seconds=20))


# The pages


def _given(order, **fields):
    line = order.lines.get()
    return {
        "order": order.number,
        "lines": [str(line.pk)],
        "name": "Maeve Doyle",
        "contract": order.number,
        "email": "maeve@example.org",
        **fields,
    }


@pytest.fixture
def at_the_time(monkeypatch):
    """Let requests happen soon after the factory's orders came."""
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: CAME)


@pytest.mark.django_db
def test_a_guest_withdraws_without_account_or_reason(client, at_the_time):
    order = make_order(status="delivered", email="maeve@example.org")
    url = reverse("returns:withdraw")
    given = {"name": "Maeve", "contract": order.number, "email": "maeve@example.org", "which": ""}

    asked = client.post(url, given)
    assert (asked.status_code, Statement.objects.count()) == (200, 0)
    key = asked.context["key"]
    answer = client.post(url, {**given, "step": "confirm", "key": key})
    client.post(url, {**given, "step": "confirm", "key": key})

    assert Statement.objects.get().outcome == "opened"
    page = client.get(answer.url)
    assert page.status_code == 200
    # Whoever merely knows number and address is not shown what was bought through the link alone.
    assert not page.context["sees_order"]


@pytest.mark.django_db
def test_a_number_typed_in_any_way_is_confirmed_as_we_write_it(client, at_the_time):
    typed = "fh 2rw2 6c3p"

    asked = client.post(
        reverse("returns:withdraw"),
        {"name": "Maeve", "contract": typed, "email": "maeve@example.org", "which": ""},
    )

    assert "<dd>FH-2RW2-6C3P</dd>" in asked.content.decode()


@pytest.mark.django_db
def test_the_owner_ticks_lines_and_is_asked_nothing_else(client, at_the_time):
    buyer = make_user()
    order = make_order(status="delivered", user=buyer, lines=[(make_product(), 3)])
    client.force_login(buyer)
    url = reverse("returns:withdraw")
    line = order.lines.get()
    given = _given(order, **{f"units_{line.pk}": "2"})

    page = client.get(f"{url}?order={order.number}")
    asked = client.post(url, given)
    client.post(url, {**given, "step": "confirm", "key": asked.context["key"]})

    assert page.context["form"].fields["contract"].widget.attrs["readonly"]
    assert "which" not in page.context["form"].fields
    assert ReturnLine.objects.get().quantity == 2


@pytest.mark.django_db
def test_a_strangers_order_is_not_shown_and_not_touched(client, at_the_time):
    order = make_order(status="delivered", user=make_user())
    client.force_login(make_user())
    url = reverse("returns:withdraw")

    page = client.get(f"{url}?order={order.number}")
    answer = client.post(url, {**_given(order), "step": "confirm", "key": str(uuid.uuid4())})

    assert page.context["order"] is None and "lines" not in page.context["form"].fields
    assert answer.status_code == 302
    assert Statement.objects.get().outcome == "unmatched"
    assert Return.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "爱德华 🏺",
        "a\x00b",
        "x" * 5000,
        "\u202eevil",
        "{{7*7}}",
    ],
)
def test_hostile_words_are_refused_or_kept_as_they_are(client, at_the_time, words):
    url = reverse("returns:withdraw")
    given = {"name": words, "contract": words, "email": "a@example.org", "which": words}

    asked = client.post(url, given)

    if asked.status_code == 422:
        assert Statement.objects.count() == 0
        return
    answer = client.post(url, {**given, "step": "confirm", "key": "not-a-key"})
    page = client.get(answer.url).content.decode()
    assert Statement.objects.get().name == words
    assert "<script>alert(1)" not in page and ">49<" not in page


@pytest.mark.django_db
def test_another_orders_line_cannot_be_ticked(client, at_the_time):
    buyer = make_user()
    order, other = make_order(status="delivered", user=buyer), make_order(status="delivered")
    client.force_login(buyer)

    answer = client.post(
        reverse("returns:withdraw"),
        {**_given(order, lines=[str(other.lines.get().pk)]), "step": "confirm"},
    )

    assert (answer.status_code, Statement.objects.count()) == (422, 0)


@pytest.mark.django_db
def test_the_receipt_opens_with_its_link_alone_and_a_forged_one_does_not(client, at_the_time):
    assert client.get(reverse("returns:stated", args=["forged"])).status_code == 404


@pytest.mark.django_db
def test_every_page_has_the_way_to_withdraw(client):
    page = client.get(reverse("orders:find")).content.decode()

    assert f'href="{reverse("returns:withdraw")}"' in page


@pytest.mark.django_db
def test_a_strangers_return_is_not_there(client, at_the_time):
    order = make_order(status="delivered", user=make_user())
    state(order)
    made = Return.objects.get()
    client.force_login(make_user())
    names = ["detail", "way", "sent", "objection", "slip", "slip-pdf"]

    answers = [client.get(reverse(f"returns:{name}", args=[made.reference])) for name in names]

    assert [each.status_code for each in answers] == [404] * len(names)
    assert Order.objects.get(pk=order.pk).status == "delivered"
    assert access.may_see  # the same rule as for the order


@pytest.mark.django_db
def test_whoever_states_a_withdrawal_for_anothers_order_gets_no_key_to_it():
    order = make_order(status="delivered")
    stated = operations.state(
        key=uuid.uuid4(),
        name="Mallory",
        contract=order.number,
        email="mallory@evil.example",
        language="en",
        at=CAME,
    )
    operations.match(statement=stated, order=order, units=None, by=make_staff(), at=CAME)
    operations.receive(returned=Return.objects.get(), found={}, at=CAME + timedelta(days=3))

    letters = Message.objects.filter(email="mallory@evil.example")
    said = " ".join(wording.write(each).words for each in letters)

    assert letters.count() >= 2
    assert "/orders/enter/" not in said
