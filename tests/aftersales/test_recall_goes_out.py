"""A recall is drafted by one, let go out by another, and ends every sale and parcel at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import translation

from aftersales.lots import operations as lots
from aftersales.recalls import affected, notice, operations, queries, stopping
from aftersales.recalls.models import Case, Recall
from aftersales.tracking import operations as tracking
from aftersales.tracking.models import Shipment
from checkout.basket import operations as baskets
from checkout.models import TakenOut
from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from checkout.payments.providers.base import Answer
from storefront.catalogue import operations as catalogue
from storefront.core import lifecycle
from storefront.notices.models import Message
from storefront.partner.models import SaleStop
from storefront.promises import queries as promises
from tests.aftersales.recalling import (
    DAY,
    TEXTS,
    THEN,
    announce,
    case_of,
    make_lamp,
    make_lot,
    make_recall,
    numbers,
    recalled,
)
from tests.aftersales.test_lots import state
from tests.clock import NOON
from tests.factories import (
    make_attempt,
    make_basket,
    make_intent,
    make_order,
    make_product,
    make_staff,
    make_user,
    make_variants,
)
from tests.racing import meanwhile, race

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


# What it says


@pytest.mark.parametrize(
    ("language", "words", "named"),
    [
        ("en", "As a precautionary measure, stop using it.", "precautionary"),
        ("en", "This VOLUNTARY recall is for you.", "voluntary"),
        ("en", "It can break in rare cases.", "in rare cases"),
        ("zh-hans", "我们自愿召回这盏灯。", "自愿"),
        ("zh-hans", "极少数情况下可能触电。", "极少数情况"),
    ],
)
def test_words_that_play_a_danger_down_are_refused_in_each_language_and_named(
    language, words, named
):
    lamp = make_lamp()
    texts = {**TEXTS, "hazard": {**TEXTS["hazard"], language: words}}

    with pytest.raises(operations.SofteningWords, match=named):
        make_recall(lamp, texts=texts)

    assert not Recall.objects.exists()


def test_what_a_notice_must_say_is_named_before_it_can_wait_for_its_second_person():
    mug = make_product()
    texts = {"hazard": {"en": "It can burst."}, "instructions": {}}
    recall = make_recall(
        mug, texts=texts, remedies=["refund"], sold_from=None, dispose=True, submitted=False
    )

    with pytest.raises(operations.Incomplete) as refused:
        operations.submit(recall=recall, by=make_staff(), at=THEN)

    said = str(refused.value)
    for missing in (
        "Not said in Simplified Chinese: what the danger is",
        "what to do now",
        "at least 2 remedies",
        "since when it was sold",
        "It has no picture",
    ):
        assert missing in said
    recall.refresh_from_db()
    assert recall.status == "draft"


@pytest.mark.parametrize("reads", ["en", "zh-hans"])
def test_no_language_stands_in_for_one_in_which_nothing_is_said(reads):
    texts = {**TEXTS, "hazard": {**TEXTS["hazard"], "en": ""}}
    with translation.override(reads):
        recall = make_recall(make_lamp(), texts=texts, submitted=False)

    with pytest.raises(operations.Incomplete, match="Not said in English: what the danger is"):
        operations.submit(recall=recall, by=make_staff(), at=THEN)

    assert Recall.objects.get().hazard_en == ""


def test_variants_and_lots_of_something_else_are_refused():
    oat, _moss = make_variants()
    lamp, mug = make_lamp(), make_product()

    with pytest.raises(operations.NotOfThisProduct):
        make_recall(lamp, variants=[oat])
    with pytest.raises(operations.NotOfThisProduct):
        make_recall(lamp, lots=[make_lot(mug)])

    assert not Recall.objects.exists()


def test_a_lot_that_was_taken_back_is_not_recalled():
    lamp = make_lamp()
    wrong = make_lot(lamp, "26-118")
    recall = make_recall(lamp, lots=[wrong], submitted=False)
    type(wrong).objects.update(taken_back_at=THEN)  # as it could once be

    with pytest.raises(operations.Incomplete, match="Lot 26-118 was taken back"):
        operations.submit(recall=recall, by=make_staff(), at=THEN)
    with pytest.raises(operations.LotTakenBack, match="26-118"):
        make_recall(lamp, lots=[make_lot(lamp), wrong])

    assert Recall.objects.count() == 1
    with translation.override("en"):
        assert notice.answer_to(recall, "26 118")["title"] == "Yes, yours is affected."


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_lot_is_recalled_or_taken_back_but_not_both():
    lamp = make_lamp()
    lot = make_lot(lamp)

    with meanwhile(
        partial(lots.take_back_lot, lot=lot, by=None, at=THEN),
        at="aftersales.recalls.affected.stockrecords",
    ) as outcome:
        make_recall(lamp, lots=[lot], submitted=False)

    lot.refresh_from_db()
    assert isinstance(outcome[0], lots.LotUsed)
    assert lot.taken_back_at is None


# Who may


def test_whoever_wrote_at_it_or_asked_for_it_cannot_let_it_go_out():
    drafter, asker, third = make_staff(), make_staff(), make_staff()
    recall = make_recall(make_lamp(), by=drafter, submitted=False)
    operations.submit(recall=recall, by=asker, at=THEN)

    for same in (drafter, asker):
        with pytest.raises(operations.SecondPerson):
            announce(recall, by=same)
    with pytest.raises(operations.NotForYou):
        announce(recall, by=make_staff(superuser=False))
    recall.refresh_from_db()
    assert (recall.status, SaleStop.objects.count(), Message.objects.count()) == (
        "to_approve",
        0,
        0,
    )

    announce(recall, by=third)
    recall.refresh_from_db()
    assert recall.status == "announced"
    assert [move.moved_by for move in recall.moves.order_by("pk")] == [drafter, asker, third]


def test_it_can_be_given_back_with_a_reason_and_its_words_stand_while_it_waits():
    recall = make_recall(make_lamp())

    with pytest.raises(operations.NotADraft):
        operations.draft(recall=recall, texts=TEXTS, remedies=["refund"], by=None, at=THEN)
    with pytest.raises(operations.WhyNeeded):
        operations.send_back(recall=recall, why=" ", by=make_staff(), at=THEN)
    operations.send_back(recall=recall, why="Name the plug.", by=make_staff(), at=THEN)

    recall.refresh_from_db()
    assert recall.status == "draft"
    assert recall.moves.latest("pk").why == "Name the plug."


# What it is about


@pytest.mark.clause("LBT-6.4.4", "ISO10008-6.3.c")
def test_a_recall_of_a_lot_tells_exactly_its_buyers_stops_the_sale_and_clears_baskets():
    lamp = make_lamp()
    bad, good = make_lot(lamp), make_lot(lamp, "26-118")
    guest = make_order(lines=[(lamp, 2)], email="ruth@guests.example")
    member = make_order(lines=[(lamp, 1)], user=make_user())
    safe = make_order(lines=[(lamp, 1)], email="safe@guests.example")
    for order, lot in ((guest, bad), (member, bad), (safe, good)):
        state(order, lot.number)
        orders.pack(order=order, at=NOON + HOUR)
        tracking.hand_over(order=order, number=f"GP-{order.pk}", at=NOON + 2 * HOUR)
    make_order(lines=[(make_product(), 1)])
    basket = make_basket(lamp)
    recall = make_recall(lamp, lots=[bad])

    # The count before anything goes out is the count of what goes out.
    before = affected.preview(recall)
    assert numbers(before.orders) == sorted([guest.number, member.number])
    assert (before.buyers, before.sent, before.here, before.unreachable) == (2, 3, 0, [])
    assert not Message.objects.filter(kind__startswith="recall").exists()
    announce(recall)

    told = Message.objects.filter(kind="recall_notice")
    assert {each.order_number for each in told} == {guest.number, member.number}
    assert sorted(told.filter(order_number=guest.number).values_list("channel", flat=True)) == [
        "mail",
        "sms",
    ]
    assert sorted(told.filter(order_number=member.number).values_list("channel", flat=True)) == [
        "account",
        "mail",
        "sms",
    ]
    lamp.refresh_from_db()
    assert not lamp.is_public
    with pytest.raises(baskets.Recalled):
        baskets.add(basket=make_basket(), product=lamp, quantity=1, at=THEN)
    assert not basket.lines.exists()
    assert TakenOut.objects.get().reference == recall.reference
    promise = promises.latest(subject=case_of(guest), kind="recall_told")
    assert (promise.status, promise.due_at) == ("made", THEN + DAY)
    assert queries.coverage(recall) == {
        "orders": 2,
        "told": 0,
        "read": 0,
        "chosen": 0,
        "units": 3,
    }


def test_announcing_again_and_carrying_out_again_do_nothing_twice():
    lamp = make_lamp()
    make_order(status="delivered", lines=[(lamp, 1)])
    recall = recalled(lamp)
    count = Message.objects.count()

    announce(recall)
    operations.carry_out_all(at=THEN)

    assert (Case.objects.count(), Message.objects.count()) == (1, count)
    assert (SaleStop.objects.count(), recall.moves.count()) == (1, 3)


def test_what_came_back_was_left_out_or_was_never_of_it_is_not_told_of():
    lamp, mug = make_lamp(), make_product()
    make_order(status="delivered", lines=[(mug, 1)])
    make_order(status="cancelled", lines=[(lamp, 1)])
    kept = make_order(status="delivered", lines=[(lamp, 2)])
    here = make_order(lines=[(lamp, 1), (mug, 1)])

    found = affected.orders(make_recall(lamp))

    assert numbers(found) == sorted([kept.number, here.number])
    assert {each.order.pk: (each.sent, each.here) for each in found} == {
        kept.pk: (2, 0),
        here.pk: (0, 1),
    }


def test_units_of_no_stated_lot_count_only_if_they_left_after_the_lot_had_come():
    lamp = make_lamp()
    early = make_order(status="delivered", lines=[(lamp, 1)], at=NOON - 20 * DAY)
    late = make_order(status="delivered", lines=[(lamp, 1)])
    lot = make_lot(lamp, received_at=NOON - 5 * DAY)

    found = affected.orders(make_recall(lamp, lots=[lot]))

    assert numbers(found) == [late.number]
    assert early.number not in numbers(found)


def test_of_chosen_variants_only_those_are_recalled():
    oat, moss = make_variants()
    from tests.aftersales.recalling import picture

    picture(oat.parent)
    mine = make_order(status="delivered", lines=[(oat, 1)])
    make_order(status="delivered", lines=[(moss, 1)])

    recall = recalled(oat.parent, variants=[oat])

    assert numbers(queries.cases().filter(recall=recall)) == [mine.number]
    moss.refresh_from_db()
    oat.refresh_from_db()
    assert (oat.is_public, moss.is_public, moss.parent.is_public) == (False, True, True)


def test_a_buyer_without_any_address_is_counted_before_and_found_after():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    type(order.intent).objects.filter(pk=order.intent.pk).update(email="", phone="")
    recall = make_recall(lamp)

    assert len(affected.preview(recall).unreachable) == 1
    announce(recall)

    assert numbers(queries.unreachable()) == [order.number]
    operations.tell_in_person(case=case_of(order), by=make_staff(), at=THEN)
    assert not queries.unreachable().exists()


# What stays here


def test_what_is_recalled_is_neither_packed_nor_handed_over():
    lamp = make_lamp()
    paid = make_order(lines=[(lamp, 1)])
    packed = make_order(status="packed", lines=[(lamp, 1)])
    recalled(lamp)

    with pytest.raises(stopping.Recalled, match="Globe lamp"):
        orders.pack(order=paid, at=THEN)
    with pytest.raises(stopping.Recalled):
        tracking.hand_over(order=packed, number="GP1", at=THEN)
    with pytest.raises(stopping.Recalled):
        orders.dispatch(order=packed, at=THEN)

    assert not Shipment.objects.exists()
    paid.refresh_from_db()
    packed.refresh_from_db()
    assert (paid.status, packed.status) == ("paid", "packed")


def test_the_buyer_of_what_has_not_left_has_it_left_out_and_the_rest_comes():
    lamp, mug = make_lamp(), make_product()
    order = make_order(lines=[(lamp, 1), (mug, 1)])
    recall = recalled(lamp)
    case = case_of(order)
    assert Message.objects.filter(kind="recall_stopped", order_number=order.number).exists()

    first = operations.leave_out(case=case, by=None, at=THEN + HOUR)
    again = operations.leave_out(case=case, by=None, at=THEN + 2 * HOUR)

    assert first.cancellation == again.cancellation
    assert [(each.reason, str(each.amount)) for each in Refund.objects.all()] == [
        ("recall", "98.00")
    ]
    orders.pack(order=order, at=THEN + HOUR)
    tracking.hand_over(order=order, number="GP1", at=THEN + HOUR)
    assert [row.line.title for row in Shipment.objects.get().lines.all()] == [mug.title]
    assert recall.cases.count() == 1


def test_a_recalled_lot_is_not_stated_and_one_that_was_can_be_taken_back_for_a_safe_one():
    lamp = make_lamp()
    bad = make_lot(lamp)
    make_lot(lamp, "26-118")
    fresh, stated = make_order(lines=[(lamp, 1)]), make_order(lines=[(lamp, 1)])
    wrong = state(stated, bad.number)
    orders.pack(order=stated, at=NOON + HOUR)
    recall = recalled(lamp, lots=[bad])
    # What is of no lot yet concerns no buyer; what was packed of the bad one stays.
    assert numbers(queries.cases().filter(recall=recall)) == [stated.number]

    with pytest.raises(stopping.LotRecalled, match=recall.reference):
        state(fresh, bad.number, at=THEN)
    state(fresh, "26-118", at=THEN)
    orders.pack(order=fresh, at=THEN)
    tracking.hand_over(order=fresh, number="GP1", at=THEN)
    with pytest.raises(stopping.Recalled):
        tracking.hand_over(order=stated, number="GP2", at=THEN)

    lots.take_back(stated=wrong, by=None, at=THEN)
    state(stated, "26-118", at=THEN)
    tracking.hand_over(order=stated, number="GP2", at=THEN)
    assert Shipment.objects.count() == 2


def test_a_recalled_lot_never_leaves_also_after_the_sale_was_allowed_again():
    lamp = make_lamp()
    bad = make_lot(lamp)
    order = make_order(lines=[(lamp, 1)])
    state(order, bad.number)
    recall = recalled(lamp, lots=[bad])

    operations.allow_sale(recall=recall, why="Lot put aside.", by=make_staff(), at=THEN)

    catalogue.publish(product=lamp, by=None, at=THEN)
    with pytest.raises(stopping.Recalled):
        orders.pack(order=order, at=THEN)


# How it ends


def test_a_recall_is_closed_or_withdrawn_with_a_reason_by_those_who_may():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recall = recalled(lamp)

    with pytest.raises(operations.NotForYou):
        operations.withdraw(recall=recall, why="x", by=make_staff(superuser=False), at=THEN)
    with pytest.raises(operations.WhyNeeded):
        operations.close(recall=recall, why="", by=make_staff(), at=THEN)
    operations.withdraw(recall=recall, why="The test was wrong.", by=make_staff(), at=THEN)

    recall.refresh_from_db()
    assert recall.status == "withdrawn"
    assert Message.objects.filter(kind="recall_withdrawn", order_number=order.number).exists()
    with pytest.raises(operations.NoLonger):
        operations.choose(case=case_of(order), remedy="refund", at=THEN)
    with pytest.raises(lifecycle.IllegalMove):
        operations.close(recall=recall, why="x", by=make_staff(), at=THEN)
    # It is sold again only when somebody says so.
    with pytest.raises(catalogue.NotPublishable):
        catalogue.publish(product=lamp, by=None, at=THEN)


def test_allowing_the_sale_needs_a_reason_and_something_that_is_stopped():
    recall = recalled(make_lamp())

    with pytest.raises(operations.WhyNeeded):
        operations.allow_sale(recall=recall, why="", by=make_staff(), at=THEN)
    operations.allow_sale(recall=recall, why="New cable.", by=make_staff(), at=THEN)
    with pytest.raises(operations.NothingSold):
        operations.allow_sale(recall=recall, why="Again.", by=make_staff(), at=THEN)

    assert "New cable." in recall.moves.latest("pk").why


# At the same moment


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_recall_and_a_payment_at_once_leave_no_order_that_nobody_is_told_of():
    lamp = make_lamp(stock=3)
    attempt = make_attempt(intent=make_intent(lines=[(lamp, 1)]))
    recall = make_recall(lamp)
    answer = Answer("charged", "TBP-1", attempt.amount, "EUR")

    race(
        partial(announce, recall, by=make_staff(), carry_out=False),
        partial(payments.record_result, attempt=attempt, answer=answer, at=THEN),
        after=["checkout.holds.locks.lock_basket", "storefront.partner.stops.stop"],
    )
    operations.carry_out_all(at=THEN)

    assert set(Case.objects.values_list("order", flat=True)) == set(
        Order.objects.values_list("pk", flat=True)
    )
    assert Order.objects.count() + Refund.objects.filter(reason="recall").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_recall_and_a_parcel_at_once_leave_none_that_is_thought_to_be_here():
    lamp = make_lamp()
    order = make_order(status="packed", lines=[(lamp, 1)])
    recall, by, seen = make_recall(lamp), make_staff(), []

    def go_out():
        with transaction.atomic():
            announce(recall, by=by, carry_out=False)
            seen.append(Shipment.objects.count())

    race(
        go_out,
        partial(tracking.hand_over, order=order, number="GP1", at=THEN),
        after=["aftersales.lots.queries.stated_for", "storefront.partner.stops.stop"],
    )
    operations.carry_out_all(at=THEN)

    # No parcel leaves behind a recall that has gone out.
    assert seen == [Shipment.objects.count()]
    case = case_of(order)
    assert (case.units_sent, case.units_here) == ((1, 0) if Shipment.objects.exists() else (0, 1))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_every_buyer_once(caplog):
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recall = announce(make_recall(lamp), carry_out=False)

    run = partial(operations.reach, recall=recall, at=THEN)
    race(run, run, after="aftersales.recalls.queries.known_units")

    assert Case.objects.count() == 1
    assert Message.objects.filter(kind="recall_notice", channel="mail").count() == 1
    assert case_of(order).told == 1
    # Nor did the table have to keep the second one out: it waited, and found nothing to do.
    assert not [each for each in caplog.records if each.name == "candour.sweeps"]
