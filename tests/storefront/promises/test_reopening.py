"""What was recorded as done by mistake is owed again, as it was before."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from storefront.core import lifecycle
from storefront.promises import operations, queries
from storefront.promises.models import PromiseMove
from tests.clock import NOON
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make(subject, *, due=NOON + DAY, at=NOON):
    return operations.make(kind="put_right", subject=subject, due_at=due, at=at, words="Bring it")


def reopen(subject, *, ended_at, at=NOON + DAY):
    return operations.reopen(
        subject=subject, kind="put_right", ended_at=ended_at, by=None, at=at, why="Not there"
    )


def test_a_kept_promise_is_owed_again_and_its_history_says_why():
    thing = make_user()
    make(thing)
    kept_at = NOON + DAY / 2
    operations.keep(subject=thing, kind="put_right", at=kept_at, evidence={"carrier": "x"})

    assert reopen(thing, ended_at=kept_at) == 1

    promise = queries.latest(subject=thing, kind="put_right")
    assert (promise.status, promise.ended_at, promise.evidence) == ("made", None, {})
    last = PromiseMove.objects.latest("pk")
    assert (last.from_status, last.to_status, last.why) == ("kept", "made", "Not there")


def test_one_that_was_broken_before_it_was_kept_is_broken_again_from_its_day():
    thing = make_user()
    make(thing)
    operations.keep(subject=thing, kind="put_right", at=NOON + 2 * DAY)

    reopen(thing, ended_at=NOON + 2 * DAY)

    promise = queries.latest(subject=thing, kind="put_right")
    assert (promise.status, promise.ended_at) == ("broken", NOON + DAY)


def test_what_ended_at_another_moment_stays():
    thing = make_user()
    make(thing)
    operations.keep(subject=thing, kind="put_right", at=NOON + DAY / 2)

    assert reopen(thing, ended_at=NOON + DAY / 3) == 0

    assert queries.latest(subject=thing, kind="put_right").status == "kept"


def test_what_was_promised_anew_meanwhile_is_not_promised_twice():
    thing = make_user()
    make(thing)
    operations.keep(subject=thing, kind="put_right", at=NOON + DAY / 2)
    make(thing, due=NOON + 3 * DAY, at=NOON + DAY)

    assert reopen(thing, ended_at=NOON + DAY / 2) == 0

    assert [each.status for each in queries.about(thing)] == ["kept", "made"]


def test_a_new_day_that_ended_because_the_thing_had_come_before_it_was_named_is_owed_again():
    thing = make_user()
    make(thing)
    operations.break_overdue(at=NOON + 2 * DAY)
    make(thing, due=NOON + 5 * DAY, at=NOON + 2 * DAY)
    came_at = (NOON + 1.5 * DAY).astimezone(ZoneInfo("Asia/Shanghai"))
    first, new = queries.about(thing)
    operations.keep(promise=new, at=came_at)
    operations.keep(promise=first, at=came_at)
    assert [each.status for each in queries.about(thing)] == ["kept_late", "withdrawn"]

    assert reopen(thing, ended_at=NOON + 1.5 * DAY, at=NOON + 3 * DAY) == 2

    first, new = queries.about(thing)
    assert (first.status, new.status) == ("broken", "made")
    assert (new.ended_at, new.evidence) == (None, {})
    assert operations.break_overdue(at=NOON + 6 * DAY) == 1


def test_nothing_opens_a_way_forward_that_only_leads_back():
    thing = make_user()
    promise = make(thing)

    with pytest.raises(lifecycle.IllegalMove):
        lifecycle.undo(promise, to="broken", at=NOON, why="x")

    promise.refresh_from_db()
    assert promise.status == "made"
