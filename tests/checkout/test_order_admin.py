"""Staff move orders and money by buttons; every button is an operation."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from aftersales.refunds.models import Goodwill
from aftersales.tracking import operations as tracking
from checkout.order import operations as orders
from checkout.payments import operations
from checkout.payments.models import Attempt, Refund
from checkout.payments.providers.base import Answer
from complaints.cases import operations as cases
from storefront.accounts import demo as accounts
from storefront.notices.models import Message
from storefront.staff import tiles
from tests.factories import make_attempt, make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


def post(desk, row, button, **typed):
    label = row._meta
    url = reverse(f"admin:{label.app_label}_{label.model_name}_change", args=[row.pk])
    page = desk.get(url)
    assert page.status_code == 200
    data = {**typed, f"{label.app_label}_{label.model_name}_{button}": "1"}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data[f"{prefix}-TOTAL_FORMS"] = data.get(f"{prefix}-TOTAL_FORMS", 0)
        data[f"{prefix}-INITIAL_FORMS"] = 0
    return desk.post(url, data)


def press(desk, row, button, *, leads_to="", refused=False, **typed):
    answer = post(desk, row, button, **typed)
    if refused:
        assert answer.status_code in (302, 403)
        return []
    assert answer.status_code == 302, answer.context["errors"]
    assert leads_to in answer.url
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_staff_carry_an_order_to_delivery_one_button_at_a_time(desk, now):
    order = make_order(at=now)

    assert press(desk, order, "pack_one") == [f"Order {order.number} is now: Packed."]
    order.refresh_from_db()
    assert order.status == "packed"
    assert press(desk, order, "hand_over_one", leads_to="/tracking/shipment/add/") == []
    order.refresh_from_db()
    assert order.status == "packed", "which carrier it goes with is asked for first"
    orders.dispatch(order=order, by=None, at=now)
    assert press(desk, order, "deliver_one", leads_to=f"/delivered/{order.number}/") == []
    order.refresh_from_db()
    assert order.status == "dispatched", "when it came, and how we know, is asked for first"
    orders.deliver(order=order, by=make_staff(), at=now)
    assert order.moves.filter(moved_by__is_staff=True).count() == 2


def test_a_page_offers_the_buttons_of_what_is_open(desk, now):
    order = make_order(at=now)
    url = reverse("admin:order_order_change", args=[order.pk])

    def offered():
        return [
            each.action_name.removeprefix("order_order_")
            for each in desk.get(url).context["actions_submit_line"]
        ]

    assert offered() == ["pack_one", "keep_note", "cancel_one"]
    orders.pack(order=order, at=now)
    assert offered() == ["hand_over_one", "keep_note", "unpack_one", "cancel_one"]
    orders.dispatch(order=order, at=now)
    assert offered() == ["deliver_one", "keep_note"]
    orders.deliver(order=order, at=now)
    assert offered() == ["keep_note"]


@pytest.mark.parametrize(("role", "may"), [("packer", False), ("service", True)])
def test_who_packs_does_not_give_money_back(client, now, role, may):
    order = make_order(at=now)
    person = make_staff(superuser=False)
    person.groups.add(accounts.role(role))
    client.force_login(person)
    url = reverse("admin:order_order_change", args=[order.pk])

    assert ("Cancel, or leave some of it out" in client.get(url).content.decode()) is may
    step = f"{reverse('admin:changes_cancellation_add')}?order={order.number}"
    assert client.get(step).status_code == (200 if may else 403)
    press(client, order, "cancel_one", refused=not may, leads_to=step if may else "")

    order.refresh_from_db()
    assert order.status == "paid", "what and why is asked for first"


def test_who_packs_sees_what_is_left_to_pack(desk, now):
    order = make_order(at=now, lines=[(make_product(title="Mug", at=now), 3)])
    order.lines.update(num_allocated=2)

    page = desk.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()

    assert "2 × Mug (SKU-" in page
    assert "3 × Mug, €60.00" in page


def test_a_step_that_is_not_allowed_is_refused_in_words_and_changes_nothing(desk, now):
    order = make_order(at=now, status="dispatched")

    words = press(desk, order, "pack_one")

    assert [each.startswith(order.number) for each in words] == [True]
    order.refresh_from_db()
    assert order.status == "dispatched"


def test_many_orders_are_packed_at_once_and_one_refusal_stops_no_other(desk, now):
    good = [make_order(at=now) for _each in range(2)]
    unpaid = make_order(at=now, status="awaiting_payment", paid=False)
    url = reverse("admin:order_order_changelist")
    assert desk.get(url).status_code == 200
    assert desk.get(f"{url}?waits=to_pack").status_code == 200

    chosen = [order.pk for order in (*good, unpaid)]
    desk.post(url, {"action": "pack_all", "_selected_action": chosen})

    for order in (*good, unpaid):
        order.refresh_from_db()
    assert [order.status for order in (*good, unpaid)] == ["packed", "packed", "awaiting_payment"]


def leave_out(desk, order, **typed):
    """Use the step on which staff say what is left out and why; the page is looked at first."""
    step = f"{reverse('admin:changes_cancellation_add')}?order={order.number}"
    form = desk.get(step).context["forms"][0]
    shown = {name: field.initial for name, field in form.fields.items() if field.initial}
    return desk.post(step, {**shown, "seen": form.stands, **typed})


def test_cancelling_in_the_office_says_why_and_what_goes_back(desk, now):
    order = make_order(at=now)

    answer = leave_out(desk, order, reason="The last one broke", note="ring Maeve")

    assert answer.status_code == 302
    [words] = [str(each) for each in get_messages(answer.wsgi_request)]
    assert f"Order {order.number} is cancelled. €24.90 goes back" in words
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Refund.objects.get().amount == order.total_incl_tax
    assert order.moves.get(to_status="cancelled").why == "The last one broke"
    assert order.notes.get().message == "ring Maeve"
    told = Message.objects.filter(kind="order_cancelled").first()
    assert (told.context["why"], told.context["by_us"]) == ("The last one broke", True)


def test_without_a_reason_nothing_is_cancelled(desk, now):
    order = make_order(at=now)

    answer = leave_out(desk, order, reason="")

    assert answer.status_code == 422
    order.refresh_from_db()
    assert order.status == "paid"
    assert not Refund.objects.exists()


def test_one_line_is_left_out_once_however_often_it_is_pressed(desk, now):
    mug, bowl = make_product(price="20.00", at=now), make_product(price="30.00", at=now)
    order = make_order(at=now, lines=[(mug, 3), (bowl, 1)])
    three, one = order.lines.order_by("pk")
    step = f"{reverse('admin:changes_cancellation_add')}?order={order.number}"
    seen = desk.get(step).context["forms"][0].stands
    typed = {f"units_{three.pk}": 1, f"units_{one.pk}": 0, "reason": "Chipped", "seen": seen}

    first, second = desk.post(step, typed), desk.post(step, typed)

    assert (first.status_code, second.status_code) == (302, 422)
    assert [each.amount for each in Refund.objects.all()] == [Decimal("20.00")]
    order.refresh_from_db()
    assert order.status == "paid"


def test_who_presses_second_reads_who_was_first(desk, now):
    order = make_order(at=now)
    orders.pack(order=order, by=make_staff(first_name="Dara", last_name="Furlong"), at=now)

    [words] = press(desk, order, "pack_one")

    assert words.startswith(f"Order {order.number} was Packed before you pressed: by Dara Furlong")


def test_an_order_is_found_by_what_a_caller_can_say(desk, now):
    mug = make_product(title="Rye mug", at=now)
    order = make_order(at=now, status="packed", lines=[(mug, 1)])
    make_order(at=now)
    tracking.hand_over(order=order, carrier="by_hand", number="GP611816186IE", at=now)
    number = order.number.replace("-", "")
    address = order.shipping_address

    for said in (
        *(order.number, number, number[2:], number[2:].lower(), "GP611816186IE", "Rye mug"),
        *(str(address.phone_number), address.last_name.split()[-1]),
    ):
        page = desk.get(reverse("admin:order_order_changelist"), {"q": said})
        assert order.number in page.content.decode(), said
    assert (
        len(
            desk.get(reverse("admin:order_order_changelist"), {"q": number})
            .context["cl"]
            .result_list
        )
        == 1
    )


def test_the_page_of_an_order_leads_to_all_that_belongs_to_it_with_notes_on_top(desk, now):
    order = make_order(at=now, status="packed")
    parcel = tracking.hand_over(order=order, carrier="by_hand", number="GP611816186IE", at=now)
    order.notes.create(user=make_staff(first_name="Nell"), note_type="Info", message="ring twice")
    said = cases.receive(
        about="other", words="It rattles", email=order.email, language="en", country="IE",
        order_number=order.number, at=now,
    )  # fmt: skip

    page = desk.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()

    assert "GP611816186IE" in page
    for name, row in (("tracking_shipment", parcel), ("cases_complaint", said)):
        assert reverse(f"admin:{name}_change", args=[row.pk]) in page
    assert f"{reverse('admin:notices_message_changelist')}?q={order.number}" in page
    assert 0 < page.index("ring twice") < page.index("GP611816186IE")


def test_staff_look_at_the_buyers_page_and_can_press_nothing_on_it(desk, client, now):
    order = make_order(at=now)
    address = reverse("admin:tracking_as_buyer", args=[order.number])
    assert (
        address in desk.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    )

    page = desk.get(address)

    assert page.status_code == 200
    body = page.content.decode()
    assert order.number in body.partition("<div inert>")[2]
    assert body.count("<h1") == 1
    stranger = make_user()
    client.force_login(stranger)
    assert client.get(address).status_code == 302


def test_a_refund_by_hand_says_to_whom(desk, now):
    order = make_order(at=now, status="awaiting_payment", paid=False)
    attempt = order.intent.attempts.get()
    press(desk, attempt, "receive_one", **RECEIVED)
    orders.cancel(order=order, at=now)

    page = desk.get(reverse("admin:payments_refund_change", args=[Refund.objects.get().pk]))

    assert order.intent.email in page.content.decode()
    assert "To the account from which STMT-1 came" in page.content.decode()


def test_nothing_of_an_order_can_be_typed_over(desk, now):
    order = make_order(at=now)

    press(desk, order, "_continue", status="delivered", total_incl_tax="1.00", number="X")

    order.refresh_from_db()
    assert (order.status, order.total_incl_tax) == ("paid", Decimal("24.90"))
    assert desk.get(reverse("admin:order_order_add")).status_code == 403
    assert desk.get(reverse("admin:order_order_delete", args=[order.pk])).status_code == 403


RECEIVED = {"received": "24.90", "received_currency": "EUR", "received_as": "STMT-1"}


def test_a_transfer_is_received_with_its_sum_and_the_reference_of_the_bank(desk, now):
    order = make_order(at=now, status="awaiting_payment", paid=False)
    attempt = order.intent.attempts.get()

    again = post(desk, attempt, "receive_one", **RECEIVED | {"received_as": " "})
    assert again.context["adminform"].form.errors == {
        "received_as": ["Write the reference of the bank, so that this money counts once."]
    }
    press(desk, attempt, "receive_one", **RECEIVED)

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.status, attempt.provider_reference) == ("paid", "STMT-1")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"received": "0"}, "received"), ({"received_as": "STMT-1"}, "received_as")],
)
def test_what_was_typed_of_money_stands_beside_its_refusal(desk, now, typed, field):
    first, second = (
        make_order(at=now, status="awaiting_payment", paid=False).intent.attempts.get()
        for _ in range(2)
    )
    press(desk, first, "receive_one", **RECEIVED)

    typed = {"received": "24.90", "received_currency": "EUR", "received_as": "STMT-9"} | typed
    again = post(desk, second, "receive_one", **typed)

    form = again.context["adminform"].form
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in typed} == typed
    second.refresh_from_db()
    assert second.status == "pending"


def test_a_payment_is_named_and_its_sum_told_in_words(desk, now):
    attempt = make_order(at=now, status="awaiting_payment", paid=False).intent.attempts.get()
    press(desk, attempt, "receive_one", **RECEIVED | {"received": "20.00"})

    page = desk.get(reverse("admin:payments_attempt_change", args=[attempt.pk]))

    words = page.content.decode()
    assert f"{attempt.intent.reference}/1, €24.90" in words
    assert "Bank transfer" in words
    assert "bank_transfer" not in words.split("<main", 1)[-1]
    assert "the whole sum in one transfer" in words
    assert words.count("€20.00 came in, €24.90 was asked for.") == 2  # the fact, and its history


def test_who_may_not_book_money_is_not_called_to_it_and_reads_whose_work_it_is(client, now):
    attempt = make_order(at=now, status="awaiting_payment", paid=False).intent.attempts.get()
    service = make_staff(superuser=False)
    service.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    client.force_login(service)

    start = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:payments_attempt_change", args=[attempt.pk]))

    assert "Transfers not here yet" not in start
    assert "takes a right that your roles do not have" in page.content.decode()
    assert "Reference of the bank" not in page.content.decode()


def test_the_history_of_an_order_leads_to_the_steps_on_its_page(desk, now):
    order = make_order(at=now)
    press(desk, order, "pack_one")

    answer = desk.get(reverse("admin:order_order_history", args=[order.pk]))

    page = reverse("admin:order_order_change", args=[order.pk])
    assert answer.url == f"{page}#moves-group"
    assert 'id="moves-group"' in desk.get(page).content.decode()


def test_a_fact_of_which_no_history_is_kept_denies_none(desk, now):
    refund = make_order(at=now, status="cancelled").refunds.get()
    goodwill = Goodwill.objects.create(
        key=uuid4(), order=refund.order, amount="1.00", why="Sorry", given_at=now, refund=refund
    )
    page = reverse("admin:refunds_goodwill_change", args=[goodwill.pk])

    assert desk.get(reverse("admin:refunds_goodwill_history", args=[goodwill.pk])).url == page
    assert "history/" not in desk.get(page).content.decode()


def test_a_sum_that_differs_is_taken_as_paid_with_one_button(desk, now):
    order = make_order(at=now, status="awaiting_payment", paid=False)
    attempt = order.intent.attempts.get()
    press(desk, attempt, "receive_one", **RECEIVED | {"received": "25.00"})

    press(desk, attempt, "accept_it")

    order.refresh_from_db()
    assert order.status == "paid"
    assert Refund.objects.get().amount == Decimal("0.10")


def test_a_payment_that_nobody_answers_for_is_counted_and_stopped_with_one_button(desk, now):
    attempt = make_attempt(at=now - timedelta(hours=2))
    Attempt.objects.filter(pk=attempt.pk).update(status="unknown")
    [tile] = [each for each in tiles.all_tiles() if each.key == "payments_unknown"]
    assert tile.count(now) == 1

    press(desk, attempt, "give_it_up")

    assert tile.count(now) == 0
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"


def test_a_wrong_sum_is_given_back_with_one_button(desk, now):
    attempt = make_attempt(at=now)
    answer = Answer("charged", "TBP-1", Decimal("1.00"), "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=now)

    press(desk, attempt, "return_it")

    assert Refund.objects.get().amount == Decimal("1.00")


def test_a_page_that_comes_back_refused_offers_what_it_offered_before(desk, now):
    order = make_order(at=now, status="awaiting_payment", paid=False)
    attempt = order.intent.attempts.get()
    url = reverse("admin:payments_attempt_change", args=[attempt.pk])
    name = "payments_attempt_receive_one"
    data = {**RECEIVED, "received": "-5", name: "1"}
    data |= {"moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0"}

    again = desk.post(url, data)

    assert [each.action_name for each in again.context["actions_submit_line"]] == [name]
    answer = post(desk, attempt, "accept_it")
    assert answer.context["adminform"].form.non_field_errors()
    order.refresh_from_db()
    assert order.status == "awaiting_payment"


def test_money_sent_back_by_hand_is_recorded_with_its_reference(desk, now):
    order = make_order(at=now, status="awaiting_payment", paid=False)
    press(desk, order.intent.attempts.get(), "receive_one", **RECEIVED)
    order.refresh_from_db()
    orders.cancel(order=order, by=None, at=now)
    refund = Refund.objects.get()

    again = post(desk, refund, "paid_out")
    assert list(again.context["adminform"].form.errors) == ["paid_out_as"]
    press(desk, refund, "paid_out", paid_out_as="OUT-7")

    refund.refresh_from_db()
    assert (refund.status, refund.bank_reference) == ("done", "OUT-7")


def test_every_page_of_money_opens_and_can_be_searched(desk, now):
    make_order(at=now, status="cancelled")
    for model in ("intent", "attempt", "refund", "providerevent"):
        url = reverse(f"admin:payments_{model}_changelist")
        assert desk.get(url).status_code == 200
        assert desk.get(url, {"q": "FH-'; --"}).status_code == 200


def test_the_start_page_counts_what_waits(now):
    make_order(at=now)
    make_order(at=now, status="awaiting_payment", paid=False)
    attempt = make_attempt(at=now)
    answer = Answer("charged", "TBP-1", Decimal("1.00"), "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=now)

    counted = {tile.key: tile.count(now) for tile in tiles.all_tiles()}

    assert counted["to_pack"] == 1
    assert counted["transfers"] == 1
    assert counted["payments_to_review"] == 1
    assert counted["refunds_by_hand"] == counted["events_stuck"] == 0


def test_a_customer_sees_no_staff_page(client, now):
    order = make_order(at=now)
    client.force_login(make_user())

    answer = client.get(reverse("admin:order_order_change", args=[order.pk]))

    assert answer.status_code in (302, 403, 404)
