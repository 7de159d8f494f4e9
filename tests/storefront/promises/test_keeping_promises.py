from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from storefront.accounts.models import User
from storefront.core import lifecycle
from storefront.promises import operations, queries, registry
from storefront.promises.models import Promise, Status
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def _subject() -> User:
    return User.objects.create_user("ada", "ada@example.test", "x")


def _promise(subject, *, due_in=timedelta(days=1), kind="answer"):
    return operations.make(
        kind=kind, subject=subject, due_at=NOON + due_in, at=NOON, words="We answer by tomorrow"
    )


def test_making_an_open_promise_again_never_moves_its_due_time():
    ada = _subject()
    first = _promise(ada)

    again = _promise(ada, due_in=timedelta(days=9))

    assert again == first
    assert Promise.objects.get().due_at == NOON + timedelta(days=1)


def test_a_promise_kept_in_time_is_kept_with_its_evidence():
    ada = _subject()
    _promise(ada)

    operations.keep(subject=ada, kind="answer", at=NOON, evidence={"answer": 7})

    kept = Promise.objects.get()
    assert (kept.status, kept.evidence, kept.ended_at) == (Status.KEPT, {"answer": 7}, NOON)


def test_a_promise_kept_after_its_time_is_broken_first_and_both_facts_stay():
    ada = _subject()
    _promise(ada)

    operations.keep(subject=ada, kind="answer", at=NOON + timedelta(days=2))

    promise = Promise.objects.get()
    assert promise.status == Status.KEPT_LATE
    assert list(promise.moves.order_by("pk").values_list("to_status", flat=True)) == [
        "broken",
        "kept_late",
    ]


def test_keeping_a_promise_twice_changes_nothing_the_second_time():
    ada = _subject()
    _promise(ada)
    operations.keep(subject=ada, kind="answer", at=NOON, evidence={"first": True})

    again = operations.keep(subject=ada, kind="answer", at=NOON, evidence={"second": True})

    assert again is None
    assert Promise.objects.get().evidence == {"first": True}


def test_a_broken_promise_opens_its_remedy_once(monkeypatch):
    opened = []
    monkeypatch.setitem(
        registry._kinds,
        "answer",
        registry.Kind("answer", "Answer", lambda promise, at: opened.append(promise.pk)),
    )
    ada = _subject()
    promise = _promise(ada)
    late = NOON + timedelta(days=2)

    counts = [operations.break_overdue(at=late), operations.break_overdue(at=late)]

    assert counts == [1, 0]
    assert opened == [promise.pk]


def test_a_remedy_that_fails_leaves_its_promise_overdue_and_the_others_are_seen_to(monkeypatch):
    def fail(*, promise, at):
        raise RuntimeError("no remedy today")

    monkeypatch.setitem(registry._kinds, "bad", registry.Kind("bad", "Bad", fail))
    ada = _subject()
    _promise(ada, kind="bad")
    _promise(ada, kind="answer")

    operations.break_overdue(at=NOON + timedelta(days=2))

    assert dict(Promise.objects.values_list("kind", "status")) == {
        "bad": "made",
        "answer": "broken",
    }
    assert queries.overdue(NOON + timedelta(days=2)).get().kind == "bad"


def test_a_withdrawn_promise_counts_neither_as_kept_nor_as_broken():
    ada = _subject()
    _promise(ada)

    operations.withdraw(subject=ada, at=NOON, why="Order cancelled")

    assert queries.record(since=NOON, at=NOON + timedelta(days=2)) == []


def test_the_record_counts_what_was_kept_in_time():
    for name, when in (("ada", 0), ("bob", 0), ("cyd", 3)):
        subject = User.objects.create_user(name, f"{name}@example.test", "x")
        _promise(subject)
        operations.keep(subject=subject, kind="answer", at=NOON + timedelta(days=when))

    [answers] = queries.record(since=NOON, at=NOON + timedelta(days=5))

    assert (answers.due, answers.kept, answers.percent) == (3, 2, 67)


def test_the_record_says_month_by_month_what_was_missed_and_names_nobody(client):
    for name, when in (("ada", 0), ("bob", 3)):
        subject = User.objects.create_user(name, f"{name}@example.test", "x")
        _promise(subject)
        operations.keep(subject=subject, kind="answer", at=NOON + timedelta(days=when))
    period = {"since": NOON, "at": NOON + timedelta(days=5)}

    [month] = queries.months(**period)
    [late] = queries.missed(**period, most=20)

    assert (month.first_day, month.due, month.kept, month.late, month.missed) == (
        NOON.date().replace(day=1), 2, 1, 1, 0,
    )  # fmt: skip
    assert late.status == Status.KEPT_LATE
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        page = client.get(reverse("promises:record")).content.decode()
    assert "Those that we missed" in page
    assert "bob" not in page


def test_a_hundred_percent_is_said_only_of_all():
    assert queries.Record("answer", 400, 399).percent == 99
    assert queries.Record("answer", 400, 400).percent == 100


def test_of_two_moves_at_once_one_wins():
    promise = _promise(_subject())
    same = Promise.objects.get(pk=promise.pk)
    lifecycle.move(promise, to=Status.KEPT, at=NOON)

    with pytest.raises(lifecycle.IllegalMove):
        lifecycle.move(same, to=Status.WITHDRAWN, at=NOON)

    assert Promise.objects.get().status == Status.KEPT
    assert promise.moves.count() == 1


def test_everybody_can_see_the_record_broken_promises_included(client):
    for name, late in (("ada", 0), ("bob", 3)):
        subject = User.objects.create_user(name, f"{name}@example.test", "x")
        made = timezone.now() - timedelta(days=9)
        operations.make(
            kind="answer", subject=subject, due_at=made + timedelta(days=1), at=made, words="Soon"
        )
        operations.keep(subject=subject, kind="answer", at=made + timedelta(days=late))

    page = client.get(reverse("promises:record"))

    assert "We kept 1 of 2 promises in time" in page.content.decode()
