"""What an order's page says once nothing is left to withdraw from or to claim, and why."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.recalls import operations as recalls
from aftersales.returns import operations, windows
from aftersales.rights import queries as rights
from aftersales.setbacks import operations as setbacks
from aftersales.tracking import ending, mine, owning_up, standing
from aftersales.tracking import queries as parcels
from aftersales.tracking import wording as parcel_words
from aftersales.tracking.models import Kind
from checkout.order import access
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promising
from storefront.promises import queries as promises
from tests.aftersales.recalling import THEN, case_of, make_lamp, recalled
from tests.aftersales.test_return_goods import BACK, TOLD, claim, withdraw
from tests.aftersales.test_setbacks import FAILED_AT, lost, report, sent
from tests.aftersales.test_withdraw import state
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def right(order, key, at):
    return rights.right_of(order, key, at)


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def letter(kind):
    return wording.write(Message.objects.filter(kind=kind, channel="mail").latest("pk")).words


def test_who_withdrew_from_all_of_it_reads_that_and_finds_the_return():
    order = make_order(status="delivered")
    made = withdraw(order)

    found = right(order, "withdraw", TOLD)

    assert (found.open, found.why_not) == (False, "You have withdrawn from all of it already.")
    assert found.more == (
        (
            f"See how {made.reference} stands",
            reverse("returns:detail", args=[made.reference]),
        ),
    )


def test_what_goes_back_under_a_recall_was_not_withdrawn_from(client):
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)], user=make_user())
    recalled(lamp)
    recalls.choose(case=case_of(order), remedy="refund", at=THEN)

    found = right(order, "withdraw", THEN - 5 * DAY)

    says = "All of it goes back, or went back, because it is recalled for safety."
    assert (found.open, found.why_not) == (False, says)
    assert right(order, "faulty", THEN).why_not == says
    client.force_login(order.user)
    page = words_of(client.get(reverse("orders:detail", args=[order.number])))
    assert says in page
    assert "You have withdrawn" not in page
    assert says in words_of(client.get(f"{reverse('returns:withdraw')}?order={order.number}"))
    assert says in words_of(client.get(reverse("returns:claim", args=[order.number])))
    assert says in words_of(client.get(reverse("returns:goodwill", args=[order.number])))


def test_what_was_lost_and_paid_back_was_not_withdrawn_from():
    order = sent()
    setbacks.choose(setback=lost(order), choice="refund", at=FAILED_AT)

    found = right(order, "withdraw", FAILED_AT)

    assert found.why_not == (
        "None of it is to come any more, and what you paid for it goes back to you."
    )
    assert right(order, "late", FAILED_AT) is None


def test_what_became_of_things_in_several_ways_is_said_of_none_of_them_alone():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(status="delivered", lines=[(mug, 1), (bowl, 1)])
    first, second = order.lines.order_by("pk")
    withdraw(order, units={first.pk: 1})
    made = claim(order, units={second.pk: 1})
    operations.accept(returned=made, remedy="refund", by=make_staff(), at=TOLD)

    assert right(order, "withdraw", TOLD).why_not == (
        "Nothing of it is left: it was left out, goes back or is paid back."
    )


def test_a_claim_that_nobody_has_decided_has_not_gone_back_and_is_led_to(client):
    order = make_order(status="delivered", user=make_user())
    made = claim(order)

    found = right(order, "faulty", TOLD)

    assert (found.open, found.why_not) == (
        False,
        "You have told us about all of it, and we are at it.",
    )
    client.force_login(order.user)
    page = client.get(f"{reverse('rights:order', args=[order.number])}?what=faulty")
    assert f'href="{reverse("returns:detail", args=[made.reference])}"' in page.content.decode()
    # It stands in no withdrawal's way.
    assert right(order, "withdraw", TOLD).open


def test_who_states_a_withdrawal_when_nothing_is_left_is_told_why():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recalled(lamp)
    recalls.choose(case=case_of(order), remedy="refund", at=THEN)

    made = state(order, at=THEN, email=order.intent.email)

    assert made.outcome == "nothing_left"
    told = letter("withdrawal_received")
    assert "because it is recalled for safety." in told
    assert "You had withdrawn" not in told
    assert "You have withdrawn" not in told


def test_whoever_only_names_an_order_is_not_told_what_became_of_it():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recalled(lamp)
    recalls.choose(case=case_of(order), remedy="refund", at=THEN)

    state(order, at=THEN, email="stranger@example.org")

    assert "recalled for safety" not in letter("withdrawal_received")


def test_what_the_carrier_brings_back_is_not_asked_for_by_a_day():
    order = sent()
    setback = report(order, Kind.FAILED_ATTEMPT, reason="nobody_in")
    setbacks.choose(setback=setback, choice="back", at=FAILED_AT)

    told = letter("withdrawal_received")

    assert "You have nothing to send: the carrier brings it back to us." in told
    assert "None" not in told


def test_nothing_comes_off_what_is_recalled_and_no_promise_says_so():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 2)])
    recalled(lamp)
    returned = recalls.choose(case=case_of(order), remedy="refund", at=THEN).returned
    operations.arrive(returned=returned, at=THEN + DAY)

    promise = promises.latest(subject=returned, kind="return_refund")

    assert promise.words == "Pay you €200.90 back, whatever state it comes back in"
    assert promise.basis == "Our promise 4"


def test_nothing_comes_off_what_was_faulty_and_a_change_of_mind_says_what_may():
    order = make_order(status="delivered", lines=[(make_product(price="20.00"), 1)])
    faulty = claim(order)
    operations.accept(returned=faulty, remedy="refund", send_back=True, by=make_staff(), at=TOLD)
    operations.arrive(returned=faulty, at=BACK)
    other = withdraw(make_order(status="delivered", lines=[(make_product(price="20.00"), 1)]))
    operations.arrive(returned=other, at=BACK)

    said = [promises.latest(subject=each, kind="return_refund").words for each in (faulty, other)]

    assert said == [
        "Pay you €24.90 back, whatever state it comes back in",
        "Look at what comes back, and pay you €24.90, less what it has lost in value",
    ]


# Lost


def test_nobody_is_told_to_wait_for_what_is_lost(client, monkeypatch):
    order = sent(user=make_user())
    lost(order)
    client.force_login(order.user)

    answer = client.get(reverse("orders:detail", args=[order.number]))

    assert answer.context["events"][-1]["title"] != "At your door"
    assert "If it comes by" not in right(order, "withdraw", FAILED_AT).words
    late = right(order, "late", FAILED_AT)
    assert (late.open, late.title) == (True, "Cancel what has not come")
    assert late.words == "All you paid for it comes back; no reason, no postage."
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: FAILED_AT)
    page = words_of(client.get(reverse("orders:end", args=[order.number])))
    assert "It did not reach you, so you need no reason" in page
    assert "It is late" not in page


def test_what_is_sent_again_comes_on_its_new_day():
    order = sent()
    setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT)
    again = promises.of_order(order.number).get(kind="deliver_again")

    assert standing.comes(list(promises.of_order(order.number)), order.shipments.all()) == again
    assert "If it comes by" in right(order, "withdraw", FAILED_AT).words


def test_a_lost_parcel_that_is_late_too_has_no_new_day():
    order = sent()
    lost(order)
    promising.break_overdue(at=NOON + 6 * DAY)

    said = owning_up.words(order, list(promises.of_order(order.number)), [])

    assert said == "We promised it by Thu 5 Mar 2026, and it is not there."


@pytest.mark.parametrize("by_staff", [True, False])
def test_the_heading_says_what_became_of_it_and_not_that_its_buyer_cancelled(client, by_staff):
    order = sent(user=make_user())
    setbacks.choose(setback=lost(order), choice="refund", by_staff=by_staff, at=FAILED_AT)
    client.force_login(order.user)

    answer = client.get(reverse("orders:detail", args=[order.number]))

    assert answer.context["sentence"] == "It was lost on its way and does not come; we are sorry"
    assert "You have cancelled" not in words_of(answer)


def test_who_ends_what_is_lost_is_not_told_that_it_was_late():
    order = sent()
    lost(order)

    ending.end_what_has_not_come(order=order, at=FAILED_AT)

    told = letter("delivery_ended")
    assert "because it did not reach you" in told
    assert "late" not in told
    assert not right(order, "late", FAILED_AT).open


# The last day to send back


@pytest.mark.parametrize(
    ("told_at", "last"),
    [
        # Sun 8 March is told on, Sun 22 March moves to Monday.
        (datetime(2026, 3, 8, 12, tzinfo=NOON.tzinfo), date(2026, 3, 23)),
        # Fri 20 March and 14 days is Good Friday, which is no public holiday in Ireland.
        (datetime(2026, 3, 20, 12, tzinfo=NOON.tzinfo), date(2026, 4, 3)),
        # Mon 23 March and 14 days is Easter Monday.
        (datetime(2026, 3, 23, 12, tzinfo=NOON.tzinfo), date(2026, 4, 7)),
    ],
)
def test_the_last_day_to_send_back_is_a_working_day_as_the_last_to_withdraw_is(told_at, last):
    order = make_order(status="delivered")

    assert windows.send_back_by(order, told_at=told_at) == last
    receipt = windows.withdrawal_window(order, receipts=[told_at])
    assert receipt.last_day == last


# Afterwards


def test_what_came_after_its_money_went_back_is_not_said_to_have_stayed_away(client):
    order = sent(user=make_user())
    setbacks.choose(setback=lost(order), choice="refund", at=FAILED_AT)
    report(order, Kind.DELIVERED, at=FAILED_AT + DAY)
    client.force_login(order.user)

    page = words_of(client.get(reverse("orders:detail", args=[order.number])))

    assert "It has come after its money went back to you. Tell us" in page
    assert "did not reach you" not in page


@pytest.mark.parametrize("status", ["delivered", "completed"])
def test_what_is_there_is_not_to_be_refused_at_the_door(client, monkeypatch, status):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: TOLD)
    order = make_order(status=status, user=make_user())
    client.force_login(order.user)

    page = words_of(client.get(reverse("changes:cancel", args=[order.number])))

    assert "It is with you already, so it cannot be cancelled" in page
    assert "at the door" not in page
    assert "For all or part of it, no reason." in page
    assert "refuse the parcel" not in right(order, "cancel", TOLD).why_not


def test_who_opens_an_order_without_its_account_is_led_to_find_an_order(client):
    order = make_order(user=make_user())
    client.get(access.link_to(order, at=timezone.now()))

    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()

    assert reverse("orders:find") in page
    assert f'<li><a href="{reverse("orders:mine")}">' not in page


def test_staff_look_after_what_came_though_its_money_went_back():
    order = sent()
    setbacks.choose(setback=lost(order), choice="refund", at=FAILED_AT)
    assert not parcels.stuck(FAILED_AT).exists()

    report(order, Kind.DELIVERED, at=FAILED_AT + DAY)

    parcel = order.shipments.get()
    assert list(parcels.stuck(FAILED_AT + DAY)) == [parcel]
    assert parcel_words.status_of(parcel) == "Delivered, though nobody waited for it any more"
    assert list(parcels.stuck(FAILED_AT + 15 * DAY)) == [parcel]
    assert not parcels.stuck(FAILED_AT + 15 * DAY + timedelta(minutes=1)).exists()


def test_what_is_withdrawn_from_and_delivered_all_the_same_is_a_return_like_any():
    order = sent()
    setback = report(order, Kind.FAILED_ATTEMPT, reason="nobody_in")
    setbacks.choose(setback=setback, choice="back", at=FAILED_AT)

    report(order, Kind.DELIVERED, at=FAILED_AT + DAY)

    assert not parcels.stuck(FAILED_AT + DAY).exists()


def test_the_list_of_orders_asks_nobody_to_review_what_is_recalled(client):
    lamp, mug = make_lamp(), make_product(title="Hob mug")
    user = make_user()
    order = make_order(status="delivered", user=user, lines=[(lamp, 1)])
    both = make_order(status="delivered", user=user, lines=[(lamp, 1), (mug, 1)])
    recalled(lamp)

    shown = {row["order"]: row["came"] for row in mine.rows([order, both])}

    assert shown == {order: False, both: True}
