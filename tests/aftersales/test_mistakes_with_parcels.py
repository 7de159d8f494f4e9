"""What staff did to a parcel by mistake is put right: its number, a report, its leaving."""

from datetime import timedelta
from functools import partial

import pytest

from aftersales.returns import operations as returns
from aftersales.returns import windows
from aftersales.setbacks import operations as setbacks
from aftersales.setbacks.models import Choice, Setback
from aftersales.tracking import numbering, operations, queries, undoing
from aftersales.tracking.models import Checkpoint, Kind, Shipment, ShipmentLine
from checkout.order import operations as orders
from checkout.payments.models import Refund
from storefront.core.refusal import Refusal
from storefront.notices import wording
from storefront.notices.models import Message
from storefront.promises import operations as promise_operations
from storefront.promises import queries as promises
from storefront.staff.history import NotSaidWhy
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LEFT = NOON + 4 * HOUR


def packed(*goods, **fields):
    return make_order(status="packed", lines=goods or [(make_product(stock=5), 2)], **fields)


def send(order, *, number="GP000000001IE", at=LEFT, **fields):
    return operations.hand_over(order=order, carrier="simulator", number=number, at=at, **fields)


def report(shipment, kind, *, at, by=None, event="", **fields):
    return operations.record_checkpoint(
        shipment=shipment,
        event_id=event or f"{kind}-{at:%d%H%M}",
        kind=kind,
        happened_at=at,
        at=at,
        by=by,
        **fields,
    )


def take_back(checkpoint, *, at, why="It was the neighbour's parcel"):
    return undoing.take_back_report(checkpoint=checkpoint, why=why, by=make_staff(), at=at)


def undo(shipment, *, at=LEFT + HOUR, why="It was the next order on the table"):
    return undoing.take_back_parcel(shipment=shipment, why=why, by=make_staff(), at=at)


def told(kind):
    return Message.objects.filter(kind=kind, channel="mail").count()


def body(kind):
    return wording.write(Message.objects.get(kind=kind, channel="mail")).words


# A number that was typed wrong


def test_a_number_typed_wrong_is_corrected_with_who_and_why_and_the_buyer_is_told():
    shipment = send(packed(), number="GP000000001IE")
    staff = make_staff()

    numbering.correct_number(
        shipment=shipment, number=" gp 000000010 ie ", why="Two digits", by=staff, at=LEFT + HOUR
    )

    shipment.refresh_from_db()
    assert shipment.number == "GP000000010IE"
    change = shipment.number_changes.get()
    assert (change.before, change.after, change.why, change.changed_by) == (
        "GP000000001IE",
        "GP000000010IE",
        "Two digits",
        staff,
    )
    words = body("parcel_number_corrected")
    assert "a wrong tracking number for a parcel" in words
    assert "The right one is GP000000010IE" in words


def test_correcting_it_to_what_it_is_changes_nothing():
    shipment = send(packed())

    numbering.correct_number(
        shipment=shipment, number="GP000000001IE", why="Looked again", by=None, at=LEFT
    )

    assert not shipment.number_changes.exists()
    assert told("parcel_number_corrected") == 0


@pytest.mark.parametrize(
    ("number", "why", "refusal"),
    [
        ("", "Empty", numbering.NoNumber),
        ("<b>x</b> 快递 99", "Hostile", numbering.OddNumber),
        ("9" * 70, "Long", numbering.OddNumber),
        ("1Z-88-204", "Of another carrier", numbering.OddNumber),
        ("GP000000002IE", "Another parcel has it", numbering.NumberTaken),
        ("GP000000010IE", "  ", NotSaidWhy),
    ],
)
def test_what_is_no_number_of_the_carrier_or_anothers_is_refused(number, why, refusal):
    shipment = send(packed())
    send(packed(), number="GP000000002IE")

    with pytest.raises(refusal):
        numbering.correct_number(shipment=shipment, number=number, why=why, by=None, at=LEFT)

    shipment.refresh_from_db()
    assert shipment.number == "GP000000001IE"
    assert not shipment.number_changes.exists()


@pytest.mark.parametrize("number", ["<b>x</b> 快递 9999999999", "lost", "9" * 41])
def test_nothing_is_handed_over_under_what_is_no_number(number):
    order = packed()

    with pytest.raises(numbering.OddNumber):
        operations.hand_over(order=order, carrier="by_hand", number=number, at=LEFT)

    order.refresh_from_db()
    assert order.status == "packed"
    assert not Shipment.objects.exists()


def test_the_number_of_a_delivered_parcel_stays():
    shipment = send(packed())
    report(shipment, Kind.DELIVERED, at=LEFT + DAY)

    with pytest.raises(numbering.AlreadyThere):
        numbering.correct_number(
            shipment=shipment, number="GP000000010IE", why="Late", by=None, at=LEFT + DAY
        )

    shipment.refresh_from_db()
    assert shipment.number == "GP000000001IE"


def test_a_parcel_of_which_the_carrier_says_no_number_is_given_one_by_hand():
    order = make_order(status="dispatched", lines=[(make_product(), 1)])
    shipment = order.shipments.get()

    numbering.correct_number(
        shipment=shipment, number="GP000000010IE", why="Read at the counter", by=None, at=LEFT
    )

    shipment.refresh_from_db()
    assert shipment.booked_at == LEFT
    assert (told("parcel_dispatched"), told("parcel_number_corrected")) == (1, 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_correct_a_number_at_once_leave_a_history_without_a_gap():
    shipment = send(packed())
    correct = [
        partial(
            numbering.correct_number, shipment=shipment, number=number, why="x", by=None, at=LEFT
        )
        for number in ("GP000000010IE", "GP000000020IE")
    ]

    race(*correct, after="aftersales.tracking.queries.locked")

    first, second = shipment.number_changes.order_by("pk")
    shipment.refresh_from_db()
    assert (first.before, second.before) == ("GP000000001IE", first.after)
    assert shipment.number == second.after


# A report that was typed in by mistake


def test_a_delivery_typed_in_by_mistake_is_taken_back_with_all_that_followed_from_it():
    order = packed()
    staff = make_staff()
    shipment = send(order)
    report(shipment, Kind.IN_TRANSIT, at=LEFT + HOUR)
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + 3 * HOUR, by=staff)
    order.refresh_from_db()
    assert order.status == "delivered"
    assert promises.latest(subject=order, kind="deliver").status == "kept"

    take_back(wrong, at=LEFT + 5 * HOUR)

    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (order.status, shipment.status) == ("dispatched", "in_transit")
    assert (shipment.delivered_at, shipment.received_by) == (None, "")
    promise = promises.latest(subject=order, kind="deliver")
    assert (promise.status, promise.ended_at, promise.evidence) == ("made", None, {})
    assert windows.receipts_of(order) == [None]
    stays = Checkpoint.everything.get(pk=wrong.pk)
    assert (stays.withdrawn_why, stays.noted_by) == ("It was the neighbour's parcel", staff)
    assert "“Delivered”. That was our mistake" in body("parcel_report_wrong")
    assert [move.to_status for move in order.moves.order_by("pk")][-2:] == [
        "delivered",
        "dispatched",
    ]


def test_it_is_delivered_when_it_really_is_and_rights_begin_then():
    order = packed()
    shipment = send(order)
    take_back(report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff()), at=LEFT + 2 * HOUR)

    report(shipment, Kind.DELIVERED, at=LEFT + DAY)

    order.refresh_from_db()
    assert order.status == "delivered"
    assert windows.receipts_of(order) == [LEFT + DAY]
    assert promises.latest(subject=order, kind="deliver").ended_at == LEFT + DAY


def test_another_report_of_the_delivery_counts_at_its_own_time():
    order = packed()
    shipment = send(order)
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff())
    report(shipment, Kind.DELIVERED, at=LEFT + DAY)

    take_back(wrong, at=LEFT + 2 * DAY)

    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (order.status, shipment.delivered_at) == ("delivered", LEFT + DAY)
    assert windows.receipts_of(order) == [LEFT + DAY]
    assert promises.latest(subject=order, kind="deliver").ended_at == LEFT + DAY


def test_an_order_marked_delivered_by_mistake_is_on_its_way_again_and_can_be_marked_again():
    order = packed()
    shipment = send(order)
    for hours in (1, 3):
        orders.deliver(order=order, by=make_staff(), at=LEFT + hours * HOUR)
        take_back(shipment.checkpoints.get(), at=LEFT + (hours + 1) * HOUR)

    order.refresh_from_db()
    assert order.status == "dispatched"
    assert told("parcel_report_wrong") == 0  # of neither was the buyer told


def test_a_promise_that_is_past_its_day_breaks_once_its_delivery_is_taken_back():
    order = packed()
    shipment = send(order)
    due = promises.latest(subject=order, kind="deliver").due_at
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff())

    take_back(wrong, at=due + HOUR)
    promise_operations.break_overdue(at=due + HOUR)

    assert promises.about(order).filter(kind="deliver").first().status == "broken"
    assert Refund.objects.get(order=order).reason == "late"


def test_a_late_order_is_awaited_by_its_new_day_again_once_its_delivery_is_taken_back():
    order = packed()
    shipment = send(order)
    missed = promises.latest(subject=order, kind="deliver").due_at
    promise_operations.break_overdue(at=missed + HOUR)
    new = promises.latest(subject=order, kind="deliver")
    # Typed in today, for a moment before the new day was named.
    wrong = report(shipment, Kind.DELIVERED, at=missed + HOUR / 2, by=make_staff())
    assert promises.latest(subject=order, kind="deliver").status == "withdrawn"

    take_back(wrong, at=missed + DAY)

    assert [each.status for each in promises.about(order).filter(kind="deliver")] == [
        "broken",
        "made",
    ]
    new.refresh_from_db()
    assert new.words in body("parcel_report_wrong")
    promise_operations.break_overdue(at=new.due_at + HOUR)
    new.refresh_from_db()
    assert new.status == "broken"
    assert told("delivery_late") == 2


def test_words_about_a_parcel_name_no_promise_that_was_withdrawn():
    order = packed()
    send(order)
    words = promises.latest(subject=order, kind="deliver").words
    assert words in body("parcel_dispatched")

    promise_operations.withdraw(subject=order, kind="deliver", at=LEFT + HOUR, why="x")

    assert words not in body("parcel_dispatched")


def test_what_somebody_typed_in_who_has_left_since_is_taken_back_all_the_same():
    marked, heard = packed(), packed()
    first, second = send(marked), send(heard, number="GP000000002IE")
    orders.deliver(order=marked, by=make_staff(), at=LEFT + HOUR)
    typed = report(
        second, Kind.LOST, at=LEFT + HOUR, by=make_staff(), event=f"{queries.BY_HAND}{second.pk}-1"
    )
    Checkpoint.objects.update(noted_by=None)  # as when an account is deleted

    take_back(first.checkpoints.get(), at=LEFT + DAY)
    take_back(Checkpoint.objects.get(pk=typed.pk), at=LEFT + DAY)

    marked.refresh_from_db()
    second.refresh_from_db()
    assert (marked.status, second.status) == ("dispatched", "handed_over")


def test_two_wrong_reports_taken_back_leave_no_question_and_no_money_goes_back():
    order = packed()
    shipment = send(order)
    staff = make_staff()
    lost = report(shipment, Kind.LOST, at=LEFT + HOUR, by=staff)
    back = report(shipment, Kind.RETURNED, at=LEFT + 2 * HOUR, by=staff)
    assert [each.status for each in Setback.objects.order_by("pk")] == ["overtaken", "open"]

    take_back(lost, at=LEFT + 3 * HOUR)
    take_back(back, at=LEFT + 4 * HOUR)
    setbacks.let_time_decide_all(at=LEFT + 30 * DAY)

    assert {each.status for each in Setback.objects.all()} == {"overtaken"}
    shipment.refresh_from_db()
    assert (shipment.status, shipment.given_up_at) == ("handed_over", None)
    assert not Refund.objects.exists()


def test_a_question_rests_on_the_report_of_the_carrier_that_says_the_same():
    order = packed()
    shipment = send(order)
    ours = report(shipment, Kind.LOST, at=LEFT + HOUR, by=make_staff())
    theirs = report(shipment, Kind.LOST, at=LEFT + 2 * HOUR)

    take_back(ours, at=LEFT + 3 * HOUR)

    asked = Setback.objects.get()
    assert (asked.status, asked.checkpoint) == ("open", theirs)
    assert told("parcel_report_wrong") == 0
    setbacks.let_time_decide_all(at=LEFT + 30 * DAY)
    assert Refund.objects.get(order=order).reason == "lost"


def test_money_promised_for_a_refused_parcel_stays_promised_while_the_carrier_says_so_too():
    order = packed()
    shipment = send(order)
    refused = {"reason": "refused"}
    ours = report(shipment, Kind.FAILED_ATTEMPT, at=LEFT + DAY, by=make_staff(), **refused)
    report(shipment, Kind.FAILED_ATTEMPT, at=LEFT + DAY + HOUR, **refused)

    take_back(ours, at=LEFT + DAY + 2 * HOUR)

    assert promises.latest(subject=shipment, kind="refund_refused").status == "made"
    assert promises.latest(subject=order, kind="deliver").status == "withdrawn"
    assert told("parcel_report_wrong") == 0


def test_what_the_carrier_reported_itself_stays():
    shipment = send(packed())
    theirs = report(shipment, Kind.DELIVERED, at=LEFT + HOUR)

    with pytest.raises(undoing.NotTypedIn):
        take_back(theirs, at=LEFT + DAY)

    shipment.refresh_from_db()
    assert shipment.status == "delivered"


def test_a_report_is_not_taken_back_without_a_word_on_why_nor_twice():
    shipment = send(packed())
    wrong = report(shipment, Kind.LOST, at=LEFT + HOUR, by=make_staff())
    with pytest.raises(NotSaidWhy):
        take_back(wrong, at=LEFT + DAY, why=" ")
    assert Checkpoint.objects.filter(pk=wrong.pk).exists()

    take_back(wrong, at=LEFT + DAY)
    again = take_back(wrong, at=LEFT + 2 * DAY, why="Twice")

    assert (again.withdrawn_at, again.withdrawn_why) == (
        LEFT + DAY,
        "It was the neighbour's parcel",
    )


def test_nothing_is_taken_back_of_an_order_that_is_closed():
    order = packed()
    shipment = send(order)
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff())
    order.refresh_from_db()
    orders.complete(order=order, at=NOON + 40 * DAY)

    with pytest.raises(undoing.OrderIsClosed, match=order.number):
        take_back(wrong, at=NOON + 41 * DAY)

    shipment.refresh_from_db()
    assert shipment.status == "delivered"


def test_a_report_since_which_the_buyer_withdrew_stays():
    order = packed()
    shipment = send(order)
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff())
    returns.state(
        key="b5f1a6a0-3c2b-4a57-9b0e-0d6a0c3f4a11",
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        units={order.lines.get().pk: 1},
        at=LEFT + DAY,
    )

    with pytest.raises(Refusal, match="The buyer has told us since"):
        take_back(wrong, at=LEFT + 2 * DAY)

    order.refresh_from_db()
    assert order.status == "delivered"


def test_a_loss_typed_in_by_mistake_takes_its_question_with_it():
    shipment = send(packed())
    report(shipment, Kind.FAILED_ATTEMPT, at=LEFT + DAY, reason="nobody_in")
    wrong = report(shipment, Kind.LOST, at=LEFT + DAY + HOUR, by=make_staff())
    assert Setback.objects.get(status="open").checkpoint == wrong

    take_back(wrong, at=LEFT + DAY + 2 * HOUR)

    shipment.refresh_from_db()
    assert shipment.status == "failed_attempt"
    asked = Setback.objects.get(status="open")
    assert asked.checkpoint.kind == "failed_attempt"
    assert Setback.objects.get(checkpoint=wrong).status == "overtaken"


def test_what_the_buyer_has_decided_because_of_a_report_keeps_it():
    shipment = send(packed())
    wrong = report(shipment, Kind.LOST, at=LEFT + DAY, by=make_staff())
    setbacks.choose(setback=Setback.objects.get(), choice=Choice.REFUND, at=LEFT + DAY + HOUR)

    with pytest.raises(Refusal, match="was decided because of this report"):
        take_back(wrong, at=LEFT + 2 * DAY)

    shipment.refresh_from_db()
    assert shipment.status == "lost"


def test_a_refusal_at_the_door_typed_in_by_mistake_puts_the_promise_back():
    order = packed()
    shipment = send(order)
    wrong = report(shipment, Kind.FAILED_ATTEMPT, at=LEFT + DAY, reason="refused", by=make_staff())
    assert promises.latest(subject=order, kind="deliver").status == "withdrawn"

    take_back(wrong, at=LEFT + DAY + HOUR)

    assert promises.latest(subject=order, kind="deliver").status == "made"
    assert promises.latest(subject=shipment, kind="refund_refused").status == "withdrawn"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_the_carrier_reports_while_ours_is_taken_back_counts():
    order = packed()
    shipment = send(order)
    wrong = report(shipment, Kind.DELIVERED, at=LEFT + HOUR, by=make_staff())
    staff = make_staff()

    outcomes = race(
        partial(undoing.take_back_report, checkpoint=wrong, why="Mistake", by=staff, at=LEFT + DAY),
        partial(report, shipment, Kind.DELIVERED, at=LEFT + DAY, event="theirs"),
        after=["aftersales.tracking.queries.locked", "aftersales.tracking.queries.status_from"],
    )

    assert [type(each).__name__ for each in outcomes] == ["Checkpoint", "Checkpoint"]
    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (shipment.status, shipment.delivered_at) == ("delivered", LEFT + DAY)
    assert order.status == "delivered"
    assert windows.receipts_of(order) == [LEFT + DAY]


# A parcel that was handed over by mistake


def test_a_parcel_handed_over_by_mistake_is_here_again_as_if_it_had_not_left():
    mug = make_product(stock=5)
    order = packed((mug, 2))
    shipment = send(order)
    record = mug.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (3, 0)

    undo(shipment)

    order.refresh_from_db()
    record.refresh_from_db()
    line = order.lines.get()
    assert order.status == "packed"
    assert (record.num_in_stock, record.num_allocated, line.num_allocated) == (5, 2, 2)
    assert queries.left_to_send(order) == {line.pk: 2}
    promise = promises.latest(subject=order, kind="dispatch")
    assert (promise.status, promise.ended_at) == ("made", None)
    assert not order.shipments.exists()
    stays = Shipment.everything.get(pk=shipment.pk)
    assert stays.taken_back_why == "It was the next order on the table"
    assert ShipmentLine.everything.filter(shipment=stays).count() == 1
    assert "your things are still here" in body("parcel_taken_back")
    assert not Refund.objects.exists()


def test_the_number_goes_to_the_order_whose_parcel_it_is_and_the_first_one_can_still_leave():
    wrong, right = packed(), packed()
    undo(send(wrong))

    send(right)
    send(wrong, number="GP000000002IE", at=LEFT + 2 * HOUR)

    assert queries.by_number(carrier="simulator", number="GP000000001IE").order == right
    assert [each.n for each in wrong.shipments.all()] == [2]
    wrong.refresh_from_db()
    assert wrong.status == "dispatched"
    assert promises.latest(subject=wrong, kind="dispatch").ended_at == LEFT + 2 * HOUR


def test_what_was_taken_back_can_still_be_cancelled_and_all_its_stock_and_money_goes_back():
    mug = make_product(stock=5)
    order = packed((mug, 2))
    undo(send(order))

    orders.cancel(order=order, at=LEFT + 2 * HOUR)

    record = mug.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (5, 0)
    assert Refund.objects.get().amount == order.total_incl_tax


def test_a_part_that_went_ahead_by_mistake_takes_its_promise_with_it():
    mug, board = make_product(stock=5), make_product(stock=5)
    order = packed((mug, 2), (board, 1))
    line = order.lines.order_by("pk").first()
    part = send(order, lines={line.pk: 1})
    assert promises.latest(subject=part, kind="deliver_parcel").status == "made"

    undo(part)

    order.refresh_from_db()
    record = mug.stockrecords.get()
    assert order.status == "packed"
    assert (record.num_in_stock, record.num_allocated) == (5, 2)
    assert promises.latest(subject=part, kind="deliver_parcel").status == "withdrawn"
    assert promises.latest(subject=order, kind="deliver").status == "made"


@pytest.mark.parametrize("by_staff", [True, False])
def test_a_parcel_of_which_there_is_a_report_is_not_taken_back(by_staff):
    order = packed()
    shipment = send(order)
    report(shipment, Kind.IN_TRANSIT, at=LEFT + HOUR, by=make_staff() if by_staff else None)

    with pytest.raises(undoing.Reported):
        undo(shipment)

    order.refresh_from_db()
    assert order.status == "dispatched"
    assert order.lines.get().num_allocated == 0


def test_what_the_carrier_says_of_a_parcel_that_never_left_counts_for_nothing():
    shipment = send(packed())
    undo(shipment)

    with pytest.raises(numbering.WasTakenBack):
        report(shipment, Kind.DELIVERED, at=LEFT + DAY)
    operations.book(shipment=shipment, at=LEFT + DAY)

    assert not Checkpoint.everything.exists()


def test_a_parcel_is_taken_back_once_and_not_without_a_word_on_why():
    mug = make_product(stock=5)
    shipment = send(packed((mug, 2)))
    with pytest.raises(NotSaidWhy):
        undo(shipment, why="")

    undo(shipment)
    undo(shipment, at=LEFT + DAY)

    record = mug.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (5, 2)
    assert told("parcel_taken_back") == 1


def test_what_stands_ready_to_be_collected_can_be_taken_back():
    order = packed()
    snapshot = order.intent.snapshot
    snapshot["summary"]["delivery"]["kind"] = "collection"
    type(order.intent).objects.filter(pk=order.intent.pk).update(snapshot=snapshot)
    order = type(order).objects.get(pk=order.pk)
    shipment = operations.hand_over(order=order, at=LEFT)
    assert promises.latest(subject=order, kind="deliver").status == "kept"

    undo(shipment)

    order.refresh_from_db()
    assert order.status == "packed"
    assert promises.latest(subject=order, kind="deliver").status == "made"
    assert "it is not yet" in body("parcel_taken_back")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_parcel_is_either_taken_back_or_reported_on():
    mug = make_product(stock=5)
    order = packed((mug, 2))
    shipment = send(order)
    staff = make_staff()

    outcomes = race(
        partial(undoing.take_back_parcel, shipment=shipment, why="x", by=staff, at=LEFT + HOUR),
        partial(report, shipment, Kind.IN_TRANSIT, at=LEFT + HOUR),
        after="aftersales.tracking.queries.locked",
    )

    names = [type(each).__name__ for each in outcomes]
    assert names in (["Shipment", "WasTakenBack"], ["Reported", "Checkpoint"])
    record = mug.stockrecords.get()
    counted = (record.num_in_stock, record.num_allocated)
    assert counted == ((5, 2) if names[0] == "Shipment" else (3, 0))
