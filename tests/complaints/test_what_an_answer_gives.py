"""What our answer to a complaint says we do is owed from then on, and seen to until it is done."""

import importlib
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftersales.refunds import operations as refunds
from aftersales.refunds.models import Goodwill, GoodwillProposal
from complaints.cases import operations, putting_right, queries
from complaints.cases.models import Complaint, Evidence, Status
from storefront.core import private
from storefront.core.refusal import Refusal
from storefront.notices import operations as notices
from storefront.notices.models import Message
from storefront.promises import operations as ledger
from storefront.promises.models import Promise
from storefront.staff import tiles
from tests.clock import NOON
from tests.complaints.test_complaining import _complain, _filled, _picture
from tests.factories import make_order, make_product, make_staff, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db
NO_ROWS = {"moves-TOTAL_FORMS": "0", "moves-INITIAL_FORMS": "0"}


def page_of(complaint):
    return reverse("admin:cases_complaint_change", args=[complaint.pk])


def press(office, complaint, button, **typed):
    said = {"answer": "", "answer_cause": "", "answer_remedy": "information", "note": "", **typed}
    url = page_of(complaint)
    return office.post(url, {**said, f"cases_complaint_{button}": "1", **NO_ROWS}, follow=True)


@pytest.fixture
def office():
    browser = Client()
    browser.force_login(make_staff(first_name="Nell", last_name="Costigan"))
    return browser


def test_money_in_an_answer_is_given_back_with_it_and_is_in_the_ledger(office, client):
    order = make_order(status="delivered")
    complaint = _complain(order_number=order.number)

    press(
        office, complaint, "send_answer",
        answer="You are right.", answer_cause="Carrier", answer_remedy="refund", answer_sum="5.00",
    )  # fmt: skip

    given = Goodwill.objects.get()
    assert (given.order, given.amount) == (order, Decimal("5.00"))
    assert complaint.reference in given.why
    promised = Promise.objects.filter(subject_id=given.refund_id, kind="refund")
    assert promised.count() == 1
    complaint.refresh_from_db()
    assert complaint.status == Status.ANSWERED
    assert putting_right.given(complaint) == (Decimal("5.00"), Decimal("5.00"), "EUR")
    notices.send_due(at=timezone.now())
    told = Message.objects.filter(kind="complaint-answered", channel="mail").get()
    assert "Money back, €5.00" in told.words


@pytest.mark.parametrize("amount", [None, Decimal("0"), Decimal("-1"), Decimal("9999")])
def test_an_answer_that_cannot_give_what_it_says_is_not_sent(amount):
    order = make_order(status="delivered")
    complaint = _complain(order_number=order.number)

    with pytest.raises(Refusal):
        operations.answer(
            complaint=complaint, words="Here.", by=make_staff(), at=NOON, remedy="refund",
            amount=amount,
        )  # fmt: skip

    complaint.refresh_from_db()
    assert (complaint.status, complaint.entries.count()) == (Status.RECEIVED, 1)
    assert not Goodwill.objects.exists()


def test_money_without_an_order_and_by_whoever_may_not_give_it_is_refused_with_the_words_kept():
    helper = make_staff(superuser=False)
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="cases"))
    office = Client()
    office.force_login(helper)
    order = make_order(status="delivered")
    typed = {"answer": "All of these words.", "answer_cause": "Carrier", "answer_sum": "5.00"}

    for complaint, why in (
        (_complain(), "Money back needs a sum"),
        (_complain(order_number=order.number), "You may not give money back"),
    ):
        page = press(office, complaint, "send_answer", answer_remedy="compensation", **typed)
        assert why in page.content.decode()
        assert "All of these words." in page.content.decode()
        complaint.refresh_from_db()
        assert complaint.status == Status.RECEIVED
    assert not Goodwill.objects.exists()


def test_a_new_thing_is_promised_with_its_day_and_waits_for_staff_until_it_is_done(office):
    complaint = _complain()
    boss = make_staff()
    operations.answer(
        complaint=complaint, words="A new one.", by=boss, at=NOON, remedy="replacement"
    )

    promise = Promise.objects.get(kind="complaint-remedy")
    assert promise.due_at.date() == (NOON + timedelta(days=14)).date()
    assert list(queries.owing()) == [complaint]
    tile = next(each for each in tiles.all_tiles() if each.key == "complaints-owed")
    assert tile.count(NOON) == 1
    assert "What we promised is done" in office.get(page_of(complaint)).content.decode()

    press(office, complaint, "remedy_done", answer="")
    assert tile.count(NOON) == 1
    press(office, complaint, "remedy_done", answer="It left as parcel 12.")

    promise.refresh_from_db()
    assert promise.status in ("kept", "kept_late")
    assert tile.count(NOON) == 0
    assert Message.objects.filter(kind="complaint-done", channel="mail").count() == 1
    with pytest.raises(putting_right.NothingOwed):
        putting_right.carry_out(complaint=complaint, words="Again", by=boss, at=NOON)


def test_what_was_promised_and_is_late_is_owned_up_to():
    complaint = _complain()
    operations.answer(
        complaint=complaint, words="A repair.", by=make_staff(), at=NOON, remedy="repair"
    )

    ledger.break_overdue(at=NOON + timedelta(days=30))
    notices.send_due(at=NOON + timedelta(days=30))

    told = Message.objects.get(kind="complaint-done-late", channel="mail")
    assert "A repair" in told.words


def test_a_second_answer_takes_the_place_of_what_the_first_one_promised():
    complaint = _complain()
    operations.answer(
        complaint=complaint, words="A repair.", by=make_staff(), at=NOON, remedy="repair"
    )
    operations.reject(complaint=complaint, words="No", at=NOON)
    operations.answer(
        complaint=complaint, words="A new one.", by=make_staff(), at=NOON, remedy="replacement"
    )

    kept = Promise.objects.filter(kind="complaint-remedy").order_by("pk")
    assert [(each.status, "A new one" in each.words) for each in kept] == [
        ("withdrawn", False),
        ("made", True),
    ]


def test_a_second_answer_does_not_hide_what_the_first_one_gave(office, client):
    order = make_order(status="delivered", user=make_user())
    complaint = _complain(order_number=order.number, user=order.user)
    operations.answer(
        complaint=complaint, words="Half.", by=make_staff(), at=NOON, remedy="refund",
        amount=Decimal("12.00"),
    )  # fmt: skip
    operations.reject(complaint=complaint, words="No", at=NOON)
    operations.answer(
        complaint=complaint, words="Why.", by=make_staff(), at=NOON, remedy="information"
    )

    assert putting_right.given(complaint) == (None, Decimal("12.00"), "EUR")
    notices.send_due(at=timezone.now())
    told = Message.objects.get(kind="complaint-decided", channel="mail").words
    assert "What we do: An explanation\nGiven back in all: €12.00" in told
    assert "€12.00 has gone back for it" in office.get(page_of(complaint)).content.decode()
    client.force_login(order.user)
    shown = client.get(reverse("cases:detail", args=[complaint.reference])).content.decode()
    assert "Given back in all:</strong> €12.00" in shown


def test_what_earlier_answers_gave_is_linked_with_the_upgrade():
    order = make_order(status="delivered")
    complaint = _complain(order_number=order.number)
    operations.answer(
        complaint=complaint, words="Half.", by=make_staff(), at=NOON, remedy="refund",
        amount=Decimal("12.00"),
    )  # fmt: skip
    complaint.goodwill.clear()  # as the column before it left it

    name = "complaints.cases.migrations.0004_money_that_earlier_answers_gave"
    importlib.import_module(name).link(apps, None)

    complaint.refresh_from_db()
    assert putting_right.given(complaint) == (Decimal("12.00"), Decimal("12.00"), "EUR")


def test_two_answers_that_give_money_are_added_up():
    order = make_order(status="delivered")
    complaint = _complain(order_number=order.number)
    for sum_ in ("12.00", "8.00"):
        operations.answer(
            complaint=complaint, words="Here.", by=make_staff(), at=NOON, remedy="refund",
            amount=Decimal(sum_),
        )  # fmt: skip
        complaint.refresh_from_db()
        if complaint.status == Status.ANSWERED:
            operations.reject(complaint=complaint, words="No", at=NOON)

    assert putting_right.given(complaint) == (Decimal("8.00"), Decimal("20.00"), "EUR")


def test_a_sum_for_two_is_proposed_from_the_complaint_and_the_answer_follows_it(office):
    order = make_order(status="delivered", lines=[(make_product(price="120.00"), 1)])
    complaint = _complain(order_number=order.number)
    typed = {
        "answer": "You are right.",
        "answer_cause": "Carrier",
        "answer_remedy": "refund",
        "answer_sum": "120.00",
    }

    page = press(office, complaint, "send_answer", **typed).content.decode()
    assert "propose the sum to a colleague with the button for it" in page
    assert not GoodwillProposal.objects.exists()
    press(office, complaint, "propose_sum", **typed)
    press(office, complaint, "propose_sum", **typed)
    proposal = GoodwillProposal.objects.get()
    assert (proposal.amount, complaint.reference in proposal.why) == (Decimal("120.00"), True)
    assert (
        "has not decided yet" in press(office, complaint, "send_answer", **typed).content.decode()
    )
    complaint.refresh_from_db()
    assert complaint.status == Status.RECEIVED
    assert not Message.objects.filter(kind="complaint-answered").exists()

    refunds.approve(proposal=proposal, by=make_staff(), at=NOON)
    other = press(office, complaint, "send_answer", **{**typed, "answer_sum": "20.00"})
    assert "A colleague has agreed to €120.00" in other.content.decode()
    press(office, complaint, "send_answer", **typed)

    complaint.refresh_from_db()
    assert complaint.status == Status.ANSWERED
    assert Goodwill.objects.get().amount == Decimal("120.00")
    assert putting_right.given(complaint) == (Decimal("120.00"), Decimal("120.00"), "EUR")


def test_what_a_colleague_turned_down_leaves_room_for_another_sum():
    order = make_order(status="delivered", lines=[(make_product(price="120.00"), 1)])
    complaint = _complain(order_number=order.number)
    ask = partial(
        putting_right.propose, complaint=complaint, remedy="refund", by=make_staff(), at=NOON
    )
    with pytest.raises(putting_right.AloneIsEnough):
        ask(amount=Decimal("50.00"))
    first = ask(amount=Decimal("120.00"))
    assert ask(amount=Decimal("120.00")) == first

    refunds.turn_down(proposal=first, by=make_staff(), at=NOON)
    second = ask(amount=Decimal("60.00"))

    assert second.amount == Decimal("60.00")
    assert putting_right.waiting(complaint) == second


def _propose(complaint, sum_):
    return putting_right.propose(
        complaint=complaint, amount=Decimal(sum_), remedy="refund", by=make_staff(), at=NOON
    )


def _answer(complaint, **fields):
    return operations.answer(
        complaint=complaint, words="So it is.", by=make_staff(), at=NOON, **fields
    )


def test_another_sum_is_not_proposed_while_one_waits_or_is_agreed_to_and_staff_read_it(office):
    order = make_order(status="delivered", lines=[(make_product(price="200.00"), 1)])
    complaint = _complain(order_number=order.number)
    first = press(office, complaint, "propose_sum", answer_sum="80.00")
    assert "€80.00 is proposed." in first.content.decode()
    asked = GoodwillProposal.objects.get()

    typed = {"answer": "You get 120.", "answer_sum": "120.00"}
    refused = press(office, complaint, "propose_sum", **typed).content.decode()
    assert "A colleague is deciding about €80.00 for this complaint" in refused
    assert "You get 120." in refused
    refunds.approve(proposal=asked, by=make_staff(), at=NOON)
    refused = press(office, complaint, "propose_sum", **typed).content.decode()

    assert "A colleague has agreed to €80.00" in refused
    assert GoodwillProposal.objects.get() == asked
    assert not complaint.entries.filter(words__contains="To be sent when").exists()


def test_a_sum_that_was_agreed_to_is_told_with_the_next_answer_and_the_one_after_may_give_more():
    order = make_order(status="delivered", lines=[(make_product(price="200.00"), 1)])
    complaint = _complain(order_number=order.number)
    asked = _propose(complaint, "80.00")
    with pytest.raises(putting_right.Waits):
        _answer(complaint, remedy="information")
    refunds.approve(proposal=asked, by=make_staff(), at=NOON)

    _answer(complaint, remedy="information")
    notices.send_due(at=timezone.now())
    told = Message.objects.get(kind="complaint-answered", channel="mail").words
    assert "Given back in all: €80.00" in told
    operations.reject(complaint=complaint, words="No", at=NOON)
    refunds.approve(proposal=_propose(complaint, "10.00"), by=make_staff(), at=NOON)
    _answer(complaint, remedy="compensation", amount=Decimal("10.00"))
    complaint.refresh_from_db()

    assert putting_right.given(complaint) == (Decimal("10.00"), Decimal("90.00"), "EUR")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_sum_proposed_twice_at_once_is_proposed_once():
    order = make_order(status="delivered", lines=[(make_product(price="120.00"), 1)])
    complaint = _complain(order_number=order.number)
    ask = partial(
        putting_right.propose, complaint=complaint, amount=Decimal("60.00"), remedy="refund",
        by=make_staff(), at=NOON,
    )  # fmt: skip

    race(ask, ask, after="complaints.cases.putting_right.agreed_to")

    assert GoodwillProposal.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_was_promised_is_done_once_by_two_at_once():
    complaint = _complain()
    operations.answer(
        complaint=complaint, words="A repair.", by=make_staff(), at=NOON, remedy="repair"
    )
    done = partial(
        putting_right.carry_out, complaint=complaint, words="Done.", by=make_staff(), at=NOON
    )

    outcomes = race(done, done, after="complaints.cases.putting_right.owed")

    assert sorted(type(each).__name__ for each in outcomes) == ["Entry", "NothingOwed"]
    assert Message.objects.filter(kind="complaint-done", channel="mail").count() == 1


def test_who_answers_too_late_sees_why_and_keeps_the_words(office):
    complaint = _complain()
    operations.answer(complaint=complaint, words="Done.", by=make_staff(), at=NOON)

    page = press(
        office, complaint, "send_answer", answer="My long answer.", answer_cause="Carrier"
    ).content.decode()

    assert "This complaint has been answered already." in page
    assert "My long answer." in page
    assert complaint.entries.filter(speaker="shop").count() == 1


def test_staff_ask_a_question_with_a_picture_and_the_day_of_the_answer_stays(
    office, settings, tmp_path
):
    settings.PRIVATE_ROOT = tmp_path
    complaint = _complain()
    before = complaint.next_at

    press(office, complaint, "ask_back", answer="Which cup?", files=[_picture("cups.png")])

    complaint.refresh_from_db()
    assert (complaint.status, complaint.next_at) == (Status.RECEIVED, before)
    assert Evidence.objects.get().name == "cups.png"
    notices.send_due(at=timezone.now())
    told = Message.objects.get(kind="complaint-asked", channel="mail")
    assert "Which cup?" in told.words
    assert Promise.objects.get(kind="complaint-answer").status == "made"


def test_staff_see_persons_what_was_mailed_and_what_else_the_buyer_complained_of(office):
    first, other = _complain(), _complain(words="And another thing.")
    operations.answer(
        complaint=first, words="Done.", by=make_staff(first_name="Aoife", last_name="B"), at=NOON
    )

    page = office.get(page_of(first)).content.decode()

    assert "Aoife B" in page
    assert other.reference in page
    assert "Complaint received" in page
    message = Message.objects.get(kind="complaint-answered", channel="mail")
    assert reverse("admin:notices_message_change", args=[message.pk]) in page


def test_a_complaint_taken_down_says_its_number_and_an_address_that_is_not_the_orders(office):
    order = make_order(status="delivered")
    said = {**_filled(order_number=order.number), "channel": "phone", "language": "en"}

    page = office.post(reverse("admin:cases_complaint_add"), said, follow=True)

    complaint = Complaint.objects.get()
    words = page.content.decode()
    assert page.redirect_chain[-1][0] == page_of(complaint)
    assert f"Taken down as {complaint.reference}" in words
    assert f"The order itself has the address {order.email}" in words


def test_no_file_stays_behind_when_its_row_was_not_written(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    order_of_files = [
        operations.File("a.png", upload) for upload in [private.Upload(b"1", "image/png", "png")]
    ]
    complaint = _complain(user=make_user())
    operations.withdraw(complaint=complaint, at=NOON)

    with pytest.raises(operations.NothingToAnswer):
        operations.add(complaint=complaint, words="More", files=order_of_files, at=NOON)
    once = _complain(key=complaint.key, files=order_of_files)

    assert once == complaint
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_files_are_stored_before_anything_is_locked(settings, tmp_path, monkeypatch):
    from django.db import connection

    settings.PRIVATE_ROOT = tmp_path
    seen = []
    save = private.storage.save

    def watched(*args, **kwargs):
        seen.append(connection.in_atomic_block)
        return save(*args, **kwargs)

    monkeypatch.setattr(private.storage, "save", watched)
    file = operations.File("a.png", private.Upload(b"1", "image/png", "png"))
    complaint = _complain(files=[file])
    operations.add(complaint=complaint, words="More", files=[file], at=NOON)

    assert seen == [False, False]
    assert Evidence.objects.count() == 2
