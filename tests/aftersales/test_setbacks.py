"""A parcel that did not reach its buyer: why, what can be chosen, and what happens otherwise."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.returns.models import Return
from aftersales.returns.operations import withdrawals
from aftersales.rights import queries as rights
from aftersales.setbacks import effects, operations, queries, sending, terms
from aftersales.setbacks.models import Setback, Status
from aftersales.tracking import ending, failures
from aftersales.tracking import operations as tracking
from aftersales.tracking import queries as tracking_queries
from aftersales.tracking.carriers import base, registry
from aftersales.tracking.models import Kind, Reason
from aftersales.tracking.simulator import depot
from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments.models import Refund
from storefront.notices import wording as letters
from storefront.notices.models import Message
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAILED_AT = NOON + DAY  # a Tuesday


def sent(**fields):
    fields.setdefault("lines", [(make_product(price="20.00", stock=10), 2)])
    return make_order(status="dispatched", **fields)


def report(order, kind, *, at=FAILED_AT, reason="", shipment=None):
    shipment = shipment or order.shipments.order_by("n").first()
    tracking.record_checkpoint(
        shipment=shipment,
        event_id=f"{shipment.pk}-{kind}-{at.timestamp()}",
        kind=kind,
        reason=reason,
        happened_at=at,
        at=at,
    )
    return Setback.objects.filter(shipment=shipment).order_by("-pk").first()


def nobody_in(order, **more):
    return report(order, Kind.FAILED_ATTEMPT, reason=Reason.NOBODY_IN, **more)


def lost(order, **more):
    return report(order, Kind.LOST, **more)


def stock_of(order):
    record = order.lines.first().stockrecord
    record.refresh_from_db()
    return record.num_in_stock, record.num_allocated or 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "reason", "offered", "otherwise"),
    [
        (Kind.FAILED_ATTEMPT, Reason.NOBODY_IN, ["again", "collect", "back"], "again"),
        (Kind.FAILED_ATTEMPT, Reason.NO_ACCESS, ["again", "collect", "back"], "again"),
        (Kind.FAILED_ATTEMPT, Reason.OTHER, ["again", "collect", "back"], "again"),
        (Kind.FAILED_ATTEMPT, Reason.WRONG_ADDRESS, ["elsewhere", "collect", "back"], "collect"),
        (Kind.FAILED_ATTEMPT, Reason.DAMAGED, ["resend", "refund"], "refund"),
        (Kind.LOST, "", ["resend", "refund"], "refund"),
        (Kind.RETURNED, "", ["resend", "refund"], "refund"),
        (Kind.FAILED_ATTEMPT, Reason.REFUSED, None, None),
        (Kind.TO_COLLECT, "", None, None),
    ],
)
def test_what_can_be_chosen_follows_from_why(kind, reason, offered, otherwise):
    found = report(sent(), kind, reason=reason)

    assert (found and found.options, found and found.otherwise) == (offered, otherwise)


@pytest.mark.django_db
def test_after_the_second_try_it_goes_to_a_pick_up_point_unless_somebody_chooses():
    order = sent()
    first = nobody_in(order)
    report(order, Kind.OUT_FOR_DELIVERY, at=FAILED_AT + 20 * HOUR)

    second = nobody_in(order, at=FAILED_AT + 24 * HOUR)

    first.refresh_from_db()
    assert (first.status, second.status, second.otherwise) == ("overtaken", "open", "collect")


@pytest.mark.django_db
def test_the_time_to_choose_ends_before_the_vans_are_loaded():
    setback = nobody_in(sent())

    assert timezone.localtime(setback.decide_by).strftime("%a %H:%M") == "Wed 07:00"
    assert timezone.localtime(lost(sent()).decide_by).strftime("%a %H:%M") == "Fri 17:00"


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.1.c")
def test_page_and_message_say_why_and_what_can_be_chosen_and_the_carrier_hears_of_it(client):
    user, at = make_user(), timezone.now() - HOUR
    order = sent(user=user, at=at - DAY)
    shipment = order.shipments.get()
    depot.take_in(key=str(shipment.key), plan="nobody_in", at=at, town="Cork")
    setback = nobody_in(order, at=at)
    client.force_login(user)
    address = reverse("setbacks:choose", args=[order.number, 1])
    assert address in client.get(reverse("orders:detail", args=[order.number])).content.decode()
    page = client.get(address).content.decode()
    told = letters.write(Message.objects.get(kind="parcel_failed", channel="mail")).words
    for words in (page, told):
        assert "Nobody was in" in words
        for choice in ("Come again on another day", "Keep it at a pick-up point", "not want it"):
            assert choice in words
    assert "If you choose nothing by then" in page
    # The day stands with the choice that it belongs to, and not behind all of them.
    assert page.index("Come again on another day") < page.index('name="day"')
    assert page.index('name="day"') < page.index("Keep it at a pick-up point")

    answer = client.post(address, {"choice": "collect", "day": ""})
    sending.pass_on_waiting(at=timezone.now())

    setback.refresh_from_db()
    assert answer.status_code == 302
    assert (setback.status, setback.choice, bool(setback.passed_on_at)) == (
        "chosen",
        "collect",
        True,
    )
    parcel = depot.SimulatedParcel.objects.get(key=shipment.key)
    assert [each.kind for each in parcel.scans.order_by("due_at")] == ["to_collect", "delivered"]
    confirmed = letters.write(Message.objects.get(kind="setback_decided", channel="mail"))
    assert "takes it to a pick-up point" in confirmed.words


@pytest.mark.django_db
def test_what_was_made_for_one_alone_cannot_simply_be_given_back(monkeypatch):
    order = sent()
    setback = nobody_in(order)
    monkeypatch.setattr(withdrawals, "_is_outside", lambda line, order: True)

    with pytest.raises(effects.NoWithdrawal):
        operations.choose(setback=setback, choice="back", at=FAILED_AT)

    setback.refresh_from_db()
    assert (setback.status, order.shipments.get().given_up_at) == (Status.OPEN, None)


@pytest.mark.django_db
def test_a_chosen_day_that_is_later_than_promised_moves_the_promise():
    order = sent()
    setback = nobody_in(order)
    old = Promise.objects.get(order_number=order.number, kind="deliver")
    day = terms.days_offered(at=FAILED_AT)[-1]

    operations.choose(setback=setback, choice="again", day=day, at=FAILED_AT)

    old.refresh_from_db()
    new = Promise.objects.get(order_number=order.number, kind="deliver", status="made")
    assert (old.status, new.due_at) == ("withdrawn", terms.SHOP.end_of(day))


@pytest.mark.django_db
def test_the_simulated_carrier_does_what_was_chosen():
    order = sent()
    shipment = order.shipments.get()
    depot.take_in(key=str(shipment.key), plan="nobody_in", at=FAILED_AT, town="Cork")
    operations.choose(setback=nobody_in(order), choice="collect", at=FAILED_AT)

    for _twice in range(2):
        sending.pass_on_waiting(at=FAILED_AT)

    parcel = depot.SimulatedParcel.objects.get(key=shipment.key)
    assert [each.kind for each in parcel.scans.order_by("due_at")] == ["to_collect", "delivered"]


@pytest.mark.django_db
def test_a_carrier_without_a_line_is_told_by_a_person_who_says_so(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    order = make_order(status="packed")
    tracking.hand_over(order=order, carrier="by_hand", number="X1", at=NOON + 4 * HOUR)
    setback = operations.choose(setback=nobody_in(order), choice="collect", at=FAILED_AT)
    assert sending.pass_on_waiting(at=FAILED_AT) == 0
    assert queries.to_pass_on().get() == setback
    client.force_login(make_staff())

    button = client.get(reverse("admin:setbacks_setback_carrier_knows", args=[setback.pk]))
    assert client.get(button.url).status_code == 200
    assert queries.to_pass_on().get() == setback
    client.post(button.url)

    assert not queries.to_pass_on().exists()


@pytest.mark.django_db
def test_a_wrong_address_is_put_right_within_the_country():
    order = sent()
    setback = report(order, Kind.FAILED_ATTEMPT, reason=Reason.WRONG_ADDRESS)
    place = {**order.intent.snapshot["shipping_address"], "line1": "3 Quay Street"}

    with pytest.raises(operations.NotThere):
        operations.choose(
            setback=setback, choice="elsewhere", address={**place, "country": "DE"}, at=FAILED_AT
        )
    with pytest.raises(operations.NotThere):
        operations.choose(setback=setback, choice="elsewhere", at=FAILED_AT)
    made = operations.choose(setback=setback, choice="elsewhere", address=place, at=FAILED_AT)

    assert made.address["line1"] == "3 Quay Street"


@pytest.mark.django_db
def test_who_does_not_want_it_any_more_withdraws_and_it_comes_back():
    order = sent()

    operations.choose(setback=nobody_in(order), choice="back", at=FAILED_AT)

    returned = Return.objects.get(order=order)
    assert (returned.kind, returned.lines.get().quantity) == ("withdrawal", 2)
    assert order.shipments.get().given_up_at == FAILED_AT
    deliver = Promise.objects.get(order_number=order.number, kind="deliver")
    assert deliver.status == "withdrawn"
    report(order, Kind.RETURNED, at=FAILED_AT + DAY)
    assert Setback.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.3.2.2.d")
def test_a_lost_parcel_is_sent_again_free_of_charge_from_stock_that_is_there():
    order = sent()
    assert stock_of(order) == (8, 0)

    setback = operations.choose(setback=lost(order), choice="resend", at=FAILED_AT)
    assert stock_of(order) == (8, 2)
    assert queries.to_send_again().get() == setback
    again = sending.send_again(setback=setback, number="GP2", by=None, at=FAILED_AT + HOUR)

    assert sending.send_again(setback=setback, by=None, at=FAILED_AT + DAY) == again
    assert stock_of(order) == (6, 0)
    assert (again.n, again.lines.get().quantity) == (2, 2)
    assert not Refund.objects.filter(order=order).exists()
    report(order, Kind.DELIVERED, at=FAILED_AT + 2 * DAY, shipment=again)
    assert Order.objects.get(pk=order.pk).status == "delivered"
    assert Promise.objects.filter(order_number=order.number, kind="deliver", status="kept")


@pytest.mark.django_db
def test_what_is_lost_is_still_to_come_only_once_its_buyer_wants_it(client):
    owner = make_user()
    order = sent(user=owner, lines=[(make_product(title="Hob mug", stock=10), 2)])
    client.force_login(owner)
    address = reverse("orders:detail", args=[order.number])
    setback = lost(order)
    assert client.get(address).context["to_come"] == ""

    operations.choose(setback=setback, choice="resend", at=FAILED_AT)
    assert client.get(address).context["to_come"] == "2 × Hob mug"

    sending.send_again(setback=setback, number="GP2", by=None, at=FAILED_AT + HOUR)
    assert client.get(address).context["to_come"] == ""


@pytest.mark.django_db
def test_what_is_sold_out_cannot_be_sent_again_and_nothing_changes():
    order = sent()
    record = order.lines.get().stockrecord
    type(record).objects.filter(pk=record.pk).update(num_in_stock=1)
    setback = lost(order)

    with pytest.raises(operations.OutOfStock):
        operations.choose(setback=setback, choice="resend", at=FAILED_AT)

    setback.refresh_from_db()
    assert (setback.status, setback.choice) == ("open", "")
    assert stock_of(order) == (1, 0)


@pytest.mark.django_db
def test_for_a_lost_parcel_all_the_money_comes_back_with_what_delivery_cost():
    order = sent()

    operations.choose(setback=lost(order), choice="refund", at=FAILED_AT)

    refund = Refund.objects.get(order=order)
    assert (refund.amount, refund.reason) == (Decimal("44.90"), "lost")
    assert not ending.may_be_ended(order, list(order.shipments.all()), is_late=True)


@pytest.mark.django_db
def test_of_two_parcels_the_lost_one_is_paid_back_and_the_order_ends_with_the_other():
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(status="packed", lines=[(mug, 1), (bowl, 1)])
    for n, product in enumerate((mug, bowl)):
        line = order.lines.get(product=product)
        tracking.hand_over(order=order, number=f"N{n}", lines={line.pk: 1}, at=NOON + 4 * HOUR)
    first, second = order.shipments.order_by("n")
    setback = lost(order, shipment=first)
    report(order, Kind.DELIVERED, shipment=second)
    assert Order.objects.get(pk=order.pk).status == "dispatched"

    operations.choose(setback=setback, choice="refund", at=FAILED_AT + HOUR)

    assert Refund.objects.get(order=order).amount == Decimal("20.00")
    assert Order.objects.get(pk=order.pk).status == "delivered"
    first.refresh_from_db()
    assert first.status == Kind.LOST


@pytest.mark.django_db
def test_when_nobody_chooses_time_does_what_was_said():
    order, other = sent(), sent()
    failed, gone = nobody_in(order), lost(other)

    assert operations.let_time_decide_all(at=failed.decide_by - timedelta(seconds=1)) == 0
    assert operations.let_time_decide_all(at=failed.decide_by) == 1
    assert operations.let_time_decide_all(at=gone.decide_by) == 1
    assert operations.let_time_decide_all(at=gone.decide_by + DAY) == 0

    failed.refresh_from_db()
    gone.refresh_from_db()
    assert (failed.status, failed.choice) == ("defaulted", "again")
    assert failed.day == terms.SHOP.local_date(failed.decide_by)
    assert not queries.to_pass_on().exists()
    assert (gone.status, gone.refund.amount) == ("defaulted", Decimal("44.90"))


@pytest.mark.django_db
def test_choosing_too_late_is_refused_in_words_but_staff_still_can():
    setback = nobody_in(sent())

    with pytest.raises(operations.TooLate, match="the carrier comes again on Wed"):
        operations.choose(setback=setback, choice="collect", at=setback.decide_by)
    made = operations.choose(
        setback=setback, choice="collect", at=setback.decide_by, by_staff=True, by=make_staff()
    )

    assert (made.choice, made.by_staff) == ("collect", True)


@pytest.mark.django_db
def test_the_same_choice_again_finds_the_first_and_another_is_refused():
    order = sent()
    setback = lost(order)

    operations.choose(setback=setback, choice="refund", at=FAILED_AT)
    operations.choose(setback=setback, choice="refund", at=FAILED_AT + HOUR)
    with pytest.raises(operations.AlreadyDecided, match="all the money for it comes back"):
        operations.choose(setback=setback, choice="resend", at=FAILED_AT + HOUR)

    assert Refund.objects.filter(order=order).count() == 1
    assert Message.objects.filter(kind="setback_decided", channel="mail").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "day", "refusal"),
    [
        ("refund", None, operations.NotOffered),
        ("nonsense", None, operations.NotOffered),
        ("again", None, operations.NotThatDay),
        ("again", FAILED_AT.date(), operations.NotThatDay),
        ("again", (FAILED_AT + 60 * DAY).date(), operations.NotThatDay),
    ],
)
def test_what_is_not_offered_is_refused_and_changes_nothing(choice, day, refusal):
    setback = nobody_in(sent())

    with pytest.raises(refusal):
        operations.choose(setback=setback, choice=choice, day=day, at=FAILED_AT)

    setback.refresh_from_db()
    assert setback.status == Status.OPEN


@pytest.mark.django_db(transaction=True)
def test_of_both_buttons_pressed_at_once_one_has_its_effect():
    order = sent()
    setback = lost(order)

    outcomes = race(
        *(
            partial(operations.choose, setback=setback, choice=choice, at=FAILED_AT)
            for choice in ("resend", "refund")
        ),
        after="aftersales.setbacks.queries.locked",
    )

    refused = [each for each in outcomes if isinstance(each, operations.AlreadyDecided)]
    resent = stock_of(order)[1] == 2
    assert len(refused) == 1, outcomes
    assert Refund.objects.filter(order=order).exists() is not resent


@pytest.mark.django_db(transaction=True)
def test_time_and_a_buyer_at_the_last_moment_have_one_effect():
    order = sent()
    setback = lost(order)
    last = setback.decide_by - timedelta(seconds=1)

    race(
        partial(operations.choose, setback=setback, choice="resend", at=last),
        partial(operations.let_time_decide, setback=setback, at=setback.decide_by),
        after="aftersales.setbacks.queries.locked",
    )

    setback.refresh_from_db()
    resent = stock_of(order)[1] == 2
    assert Refund.objects.filter(order=order).exists() is not resent
    assert setback.choice == ("resend" if resent else "refund")
    assert setback.moves.count() == 1


@pytest.mark.django_db
def test_what_comes_after_all_closes_the_question():
    order = sent()
    setback = nobody_in(order)

    report(order, Kind.DELIVERED, at=FAILED_AT + HOUR)

    setback.refresh_from_db()
    assert setback.status == Status.OVERTAKEN
    with pytest.raises(operations.AlreadyDecided):
        operations.choose(setback=setback, choice="collect", at=FAILED_AT + HOUR)


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [nobody_in, lost])
def test_what_staff_say_is_there_is_not_asked_about_and_not_paid_back(ask):
    order = sent()
    setback = ask(order)

    orders.deliver(order=order, by=make_staff(), at=FAILED_AT + HOUR)
    operations.let_time_decide_all(at=setback.decide_by)

    setback.refresh_from_db()
    assert setback.status == Status.OVERTAKEN
    assert not Refund.objects.filter(order=order).exists()


@pytest.mark.django_db
def test_a_parcel_that_was_lost_and_is_found_is_not_paid_back_while_it_travels():
    order = sent()
    asked = lost(order)

    report(order, Kind.IN_TRANSIT, at=FAILED_AT + HOUR)
    operations.let_time_decide_all(at=FAILED_AT + 9 * DAY)

    asked.refresh_from_db()
    parcel = order.shipments.get()
    assert (asked.status, parcel.status, parcel.given_up_at) == ("overtaken", "in_transit", None)
    assert not Refund.objects.exists()
    told = letters.write(Message.objects.get(kind="setback_found", channel="mail"))
    assert "It was found, and is on its way to you again" in told.words
    again = lost(order, at=FAILED_AT + 2 * HOUR)
    assert (again.status, again.pk != asked.pk) == ("open", True)


@pytest.mark.django_db
def test_a_question_that_its_parcel_has_left_behind_is_closed_by_time_and_not_answered():
    order = sent()
    asked = lost(order)
    order.shipments.update(status=Kind.IN_TRANSIT)  # as it could once stand

    with pytest.raises(operations.NotAsked):
        operations.choose(setback=asked, choice="refund", at=FAILED_AT + HOUR)
    operations.let_time_decide_all(at=FAILED_AT + 9 * DAY)

    asked.refresh_from_db()
    assert asked.status == "overtaken"
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_what_is_settled_is_off_the_list_of_parcels_to_look_after():
    order = sent()
    setback = lost(order)
    assert tracking_queries.stuck(FAILED_AT).exists()

    operations.choose(setback=setback, choice="refund", at=FAILED_AT)

    assert not tracking_queries.stuck(FAILED_AT).exists()


@pytest.mark.django_db
def test_ending_the_whole_order_closes_its_questions_and_pays_once():
    order = sent()
    setback = lost(order)

    ending.end_what_has_not_come(order=order, at=FAILED_AT)
    operations.let_time_decide_all(at=setback.decide_by)

    setback.refresh_from_db()
    assert setback.status == Status.OVERTAKEN
    assert [each.amount for each in Refund.objects.filter(order=order)] == [Decimal("44.90")]


@pytest.mark.django_db
def test_the_right_says_until_when_and_what_otherwise():
    order = sent()
    setback = lost(order)

    right = rights.right_of(order, f"setback-{setback.pk}", FAILED_AT)

    assert (right.open, right.until) == (True, setback.decide_by)
    assert "we give you all the money for it back" in right.words
    assert "You choose until" in failures.next_step(setback.checkpoint)


@pytest.mark.django_db
def test_strangers_find_no_question_and_bad_input_is_named(client):
    owner, at = make_user(), timezone.now() - HOUR
    order = sent(user=owner, at=at - DAY)
    nobody_in(order, at=at)
    address = reverse("setbacks:choose", args=[order.number, 1])

    assert client.get(address).status_code == 404
    client.force_login(owner)
    assert client.get(reverse("setbacks:choose", args=[order.number, 9])).status_code == 404
    for given in ({}, {"choice": "again"}, {"choice": "refund"}, {"choice": "again", "day": "x"}):
        assert client.post(address, given).status_code == 422
    assert Setback.objects.get().is_open


@pytest.mark.django_db
def test_staff_choose_for_the_buyer_and_send_it_again(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    at = timezone.now() - HOUR
    order = sent(at=at - DAY)
    setback = lost(order, at=at)
    client.force_login(make_staff())
    choose = reverse("admin:setbacks_setback_choose", args=[setback.pk])
    send = reverse("admin:setbacks_setback_send", args=[setback.pk])
    assert client.get(choose).status_code == 200
    assert client.post(send, {"carrier": "simulator", "number": ""}).status_code == 422

    assert client.post(choose, {"choice": "resend"}).status_code == 302
    listed = client.get(reverse("admin:setbacks_setback_changelist") + "?waits=send-again")
    assert order.number in listed.content.decode()
    assert client.post(send, {"carrier": "simulator", "number": ""}).status_code == 302

    setback.refresh_from_db()
    assert (setback.by_staff, setback.replacement.n) == (True, 2)
    change = client.get(reverse("admin:setbacks_setback_change", args=[setback.pk]))
    assert "we send everything again" in change.content.decode()


@pytest.mark.django_db
def test_no_answer_of_a_carrier_is_asked_again(monkeypatch):
    setback = operations.choose(setback=nobody_in(sent()), choice="collect", at=FAILED_AT)
    carrier = registry.get(setback.shipment.carrier)

    def silent(_instruction):
        raise base.NoAnswer("time-out")

    with monkeypatch.context() as patched:
        patched.setattr(carrier, "instruct", silent)
        assert sending.pass_on_waiting(at=FAILED_AT) == 0
    setback.refresh_from_db()
    assert setback.problem == "time-out"
    assert sending.pass_on_waiting(at=FAILED_AT) == 1
