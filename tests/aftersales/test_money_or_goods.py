"""Money back or the goods: never both, whoever changes their mind, and neither is refused."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.refunds import operations as refunds
from aftersales.returns import operations, queries
from aftersales.returns.models import Return, Statement
from aftersales.returns.operations.valuing import Found
from aftersales.setbacks import operations as setbacks
from aftersales.setbacks import queries as setback_queries
from aftersales.setbacks import sending
from aftersales.tracking import ending
from aftersales.tracking.models import Kind
from checkout.payments.models import Refund
from storefront.catalogue.models import ProductClass
from storefront.partner import operations as partner
from storefront.promises import operations as promises
from storefront.promises import queries as promise_queries
from storefront.promises.models import Promise
from tests.aftersales import test_replacing, test_setbacks
from tests.aftersales.test_return_goods import BACK, TOLD, withdraw
from tests.aftersales.test_setbacks import DAY, FAILED_AT, HOUR, lost, report, sent, stock_of
from tests.clock import NOON
from tests.factories import make_class, make_order, make_product, make_staff, make_user


def two_things_with_goodwill(*, at=NOON, **fields):
    order = make_order(
        lines=[(make_product(price="20.00"), 1), (make_product(price="20.00"), 1)], at=at, **fields
    )
    refunds.give(
        order=order, amount=Decimal("30.00"), why="Sorry", key=uuid.uuid4(), by=None, at=at
    )
    return order


def uncounted():
    kind = make_class("Made to order")
    ProductClass.objects.filter(pk=kind.pk).update(track_stock=False)
    kind.refresh_from_db()
    return make_product(product_class=kind, stock=0)


def sums_of(order):
    rows = Refund.objects.filter(attempt__intent__order=order).order_by("pk")
    return [(each.reason, each.amount) for each in rows]


# Withdrawing from a part when some money has gone back already


@pytest.mark.django_db
def test_a_part_is_withdrawn_from_though_less_than_its_price_is_left_of_the_money():
    order = two_things_with_goodwill()

    made = withdraw(order, at=NOON + HOUR, units={order.lines.first().pk: 1})

    assert made.statement.outcome == "opened"
    assert sums_of(order) == [("goodwill", Decimal("30.00")), ("withdrawal", Decimal("14.90"))]


@pytest.mark.django_db
def test_the_page_takes_the_statement_when_nothing_is_left_to_pay_back(client):
    user = make_user()
    order = two_things_with_goodwill(user=user, at=timezone.now() - HOUR)
    refunds.give(
        order=order, amount=Decimal("14.90"), why="Sorry", key=uuid.uuid4(), by=None,
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(user)
    line = order.lines.first()

    answer = client.post(
        reverse("returns:withdraw"),
        {
            "order": order.number, "contract": order.number, "name": "Maeve", "email": user.email,
            "lines": [str(line.pk)], f"units_{line.pk}": "1", "step": "confirm",
            "key": str(uuid.uuid4()),
        },
    )  # fmt: skip

    assert answer.status_code == 302
    assert Statement.objects.get().outcome == "opened"
    assert sums_of(order) == [("goodwill", Decimal("30.00")), ("goodwill", Decimal("14.90"))]


# What is sent again


@pytest.mark.django_db
def test_what_is_ended_is_not_sent_again_and_its_stock_is_free():
    order = sent()
    setback = setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT + HOUR)
    assert stock_of(order) == (8, 2)

    ended = ending.end_what_has_not_come(order=order, at=FAILED_AT + 2 * HOUR)

    assert ended.refund.amount == order.total_incl_tax
    assert stock_of(order) == (8, 0)
    assert not setback_queries.to_send_again().exists()
    assert (
        not promise_queries.of_order(order.number)
        .filter(kind="deliver_again", status="made")
        .exists()
    )
    with pytest.raises(sending.NothingToSend):
        sending.send_again(setback=setback, by=None, at=FAILED_AT + 3 * HOUR)
    assert order.shipments.count() == 1


@pytest.mark.django_db
def test_what_turns_up_after_all_is_not_sent_again():
    order = sent()
    setback = setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT + HOUR)

    report(order, Kind.DELIVERED, at=FAILED_AT + 2 * HOUR)

    setback.refresh_from_db()
    assert (setback.status, setback.choice) == ("overtaken", "resend")
    assert stock_of(order) == (8, 0)
    with pytest.raises(sending.NothingToSend):
        sending.send_again(setback=setback, by=None, at=FAILED_AT + 3 * HOUR)


@pytest.mark.django_db
def test_what_is_still_to_be_sent_again_waits_when_the_other_parcel_comes():
    order = sent()
    setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT + HOUR)

    setbacks.close_what_is_open(order=order, at=FAILED_AT + 2 * HOUR)

    assert setback_queries.to_send_again().count() == 1
    assert stock_of(order) == (8, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("sent_again", [False, True])
def test_who_has_it_sent_again_loses_nothing_that_lateness_gives(sent_again):
    order = sent()
    first = Promise.objects.get(order_number=order.number, kind="deliver")
    setback = lost(order)
    if sent_again:
        setbacks.choose(setback=setback, choice="resend", at=FAILED_AT + HOUR)

    promises.break_overdue(at=first.due_at + HOUR)

    first.refresh_from_db()
    assert first.status == "broken"
    assert sums_of(order) == [("late", Decimal("4.90"))]
    record = promise_queries.record(since=NOON - DAY, at=first.due_at + HOUR)
    assert [(row.due, row.kept) for row in record if row.kind == "deliver"] == [(1, 0)]


@pytest.mark.django_db
def test_the_new_parcel_has_a_day_of_its_own_that_it_keeps():
    order = sent()
    setback = setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT)
    again = sending.send_again(setback=setback, number="GP2", by=None, at=FAILED_AT + HOUR)

    report(order, Kind.DELIVERED, at=FAILED_AT + 2 * DAY, shipment=again)

    promise = promise_queries.latest(subject=setback, kind="deliver_again")
    assert (promise.status, promise.ended_at) == ("kept", FAILED_AT + 2 * DAY)


@pytest.mark.django_db
def test_goods_that_are_not_counted_are_sent_again():
    order = sent(lines=[(uncounted(), 1)])

    setback = setbacks.choose(setback=lost(order), choice="resend", at=FAILED_AT + HOUR)

    again = sending.send_again(setback=setback, number="GP2", by=None, at=FAILED_AT + DAY)
    assert again.lines.get().quantity == 1


# What is replaced


@pytest.mark.django_db
def test_who_withdraws_gets_the_money_and_no_new_one():
    mug = make_product(stock=10)
    granted = test_replacing.granted(mug)

    back = withdraw(granted.order, at=TOLD + HOUR)

    granted.refresh_from_db()
    assert (granted.status, back.status) == ("overtaken", "accepted")
    assert test_replacing.stock_of(mug) == (9, 0)
    assert not queries.to_replace().exists()
    with pytest.raises(operations.NothingToReplace):
        operations.send_replacement(returned=granted, by=None, at=TOLD + DAY)
    assert promise_queries.latest(subject=granted, kind="put_right").status == "withdrawn"


@pytest.mark.django_db
def test_of_two_to_be_replaced_the_one_that_is_not_withdrawn_from_still_comes():
    mug = make_product(stock=10)
    granted = test_replacing.granted(mug, 2)

    withdraw(granted.order, at=TOLD + HOUR, units={granted.order.lines.get().pk: 1})

    granted.refresh_from_db()
    assert (granted.status, granted.lines.get().quantity) == ("accepted", 1)
    assert test_replacing.stock_of(mug) == (8, 1)


@pytest.mark.django_db
def test_goods_that_are_not_counted_are_replaced():
    made = test_replacing.granted(uncounted())

    assert operations.send_replacement(returned=made, by=None, at=TOLD).replacement


@pytest.mark.django_db
def test_a_count_that_was_corrected_stops_no_replacement():
    mug = make_product(stock=2)
    made = test_replacing.granted(mug)
    partner.set_stock(stockrecord=mug.stockrecords.get(), units=0, at=TOLD)

    made = operations.put_right(returned=made, by=make_staff(), at=TOLD, words="Gone")

    assert made.is_settled
    assert test_replacing.stock_of(mug) == (0, 0)


# What the carrier brings back


@pytest.mark.django_db
def test_what_never_reached_the_buyer_is_paid_three_working_days_after_it_turned_round():
    order = sent()
    setbacks.choose(setback=test_setbacks.nobody_in(order), choice="back", at=FAILED_AT + HOUR)
    returned = Return.objects.get()
    assert (returned.way_back, returned.parcel.status) == ("carrier", "on_the_way")
    by_law = promise_queries.latest(subject=returned, kind="return_refund")
    assert timezone.localtime(by_law.due_at).date() <= (FAILED_AT + 15 * DAY).date()

    report(order, Kind.RETURNED, at=FAILED_AT + 2 * DAY)
    operations.settle_due(at=FAILED_AT + 8 * DAY)

    assert sums_of(order) == [("withdrawal", Decimal("44.90"))]
    assert promise_queries.latest(subject=returned, kind="return_refund").status == "kept"


@pytest.mark.django_db
def test_what_the_carrier_never_brings_back_is_paid_by_the_last_day_of_the_law():
    order = sent()
    setbacks.choose(setback=test_setbacks.nobody_in(order), choice="back", at=FAILED_AT + HOUR)
    operations.settle_due(at=FAILED_AT + 10 * DAY)
    assert sums_of(order) == []

    operations.settle_due(at=FAILED_AT + 15 * DAY)

    assert sums_of(order) == [("withdrawal", Decimal("44.90"))]


@pytest.mark.django_db
def test_what_the_carrier_delivers_all_the_same_is_sent_back_by_the_buyer():
    order = sent()
    setbacks.choose(setback=test_setbacks.nobody_in(order), choice="back", at=FAILED_AT + HOUR)

    report(order, Kind.DELIVERED, at=FAILED_AT + DAY)
    operations.settle_due(at=FAILED_AT + 30 * DAY)

    returned = Return.objects.get()
    assert (returned.way_back, returned.parcel.status) == ("", "announced")
    assert returned.send_back_by
    assert sums_of(order) == []


@pytest.mark.django_db
def test_who_refused_it_at_the_door_gets_all_the_money_by_itself():
    order = sent()
    report(order, Kind.FAILED_ATTEMPT, reason="refused")
    parcel = order.shipments.get()
    promise = promise_queries.latest(subject=parcel, kind="refund_refused")
    assert promise.status == "made"
    assert promise_queries.latest(subject=order, kind="deliver").status == "withdrawn"

    report(order, Kind.RETURNED, reason="refused", at=FAILED_AT + 2 * DAY)
    setbacks.let_time_decide_all(at=FAILED_AT + 8 * DAY)

    promise.refresh_from_db()
    assert sums_of(order) == [("lost", order.total_incl_tax)]
    assert promise.status == "kept"


@pytest.mark.django_db
def test_a_refused_parcel_that_nobody_hears_of_again_is_paid_when_its_promise_breaks():
    order = sent()
    report(order, Kind.FAILED_ATTEMPT, reason="refused")

    promises.break_overdue(at=FAILED_AT + 16 * DAY)

    assert sums_of(order) == [("lost", order.total_incl_tax)]
    parcel = order.shipments.get()
    assert parcel.given_up_at == FAILED_AT + 16 * DAY
    promise = promise_queries.latest(subject=parcel, kind="refund_refused")
    assert promise.status == "kept_late"


# Who decides


@pytest.mark.django_db
def test_an_objection_is_not_decided_by_whoever_unpacked_though_another_noted_that_it_came():
    made = withdraw(make_order(status="delivered"))
    porter, unpacker = make_staff(), make_staff()
    operations.arrive(returned=made, by=porter, at=BACK)
    found = {made.lines.get().pk: Found(1, "used", Decimal("5.00"), "Scratched")}
    operations.receive(returned=made, found=found, by=unpacker, at=BACK)
    operations.object_to(returned=made, words="No.", at=BACK)
    answer = {"returned": made, "give_back": False, "words": "We stay with it.", "at": BACK}

    with pytest.raises(operations.SomebodyElse):
        operations.answer_objection(by=unpacker, **answer)

    assert operations.answer_objection(by=porter, **answer).objection_answer == "We stay with it."


# Sweeps


@pytest.mark.django_db
def test_a_carrier_that_left_or_has_no_line_keeps_no_other_waiting(monkeypatch):
    from aftersales.tracking.models import Shipment
    from aftersales.tracking.simulator import depot
    from storefront.core import sweeps

    monkeypatch.setattr(sweeps, "PAGE", 2)
    chosen = []
    for carrier in ("gone", "by_hand", "by_hand", "simulator"):
        order = sent()
        parcel = order.shipments.get()
        depot.take_in(key=str(parcel.key), plan="nobody_in", at=FAILED_AT, town="Cork")
        setback = test_setbacks.nobody_in(order)
        chosen.append(setbacks.choose(setback=setback, choice="collect", at=FAILED_AT + HOUR))
        Shipment.objects.filter(pk=parcel.pk).update(carrier=carrier)

    assert sending.pass_on_waiting(at=FAILED_AT + 2 * HOUR) == 1

    chosen[-1].refresh_from_db()
    assert chosen[-1].passed_on_at == FAILED_AT + 2 * HOUR
    assert setback_queries.to_pass_on().count() == 3


@pytest.mark.django_db
def test_an_order_is_not_complete_by_an_old_step_but_by_an_old_delivery():
    from aftersales.returns import closing

    order = make_order(status="delivered")
    order.moves.filter(to_status="delivered").update(moved_at=NOON + 10 * DAY)

    assert order not in closing.to_ask(NOON + 20 * DAY)
    assert order in closing.to_ask(NOON + timedelta(days=24, hours=1))
