"""Sweeps: nothing starves behind what cannot be done, and one failure stops no other."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth import get_user_model

from storefront.core import sweeps
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [make_user() for _each in range(5)]


@pytest.fixture
def everyone():
    return get_user_model().objects.all()


def test_every_row_is_reached_however_many_pages_there_are(monkeypatch, people, everyone):
    monkeypatch.setattr(sweeps, "PAGE", 2)
    seen = []

    count = sweeps.each("test", everyone, lambda row: seen.append(row) or row != people[0])

    assert seen == people
    assert count == 4


def test_a_row_that_fails_is_logged_and_stops_no_other(caplog, people, everyone):
    def do(row):
        if row == people[0]:
            raise ValueError("never works")
        return True

    assert sweeps.each("test", everyone, do) == 4
    assert f"accounts.User {people[0].pk} failed" in caplog.text


def test_a_run_that_is_out_of_time_is_taken_up_behind_its_last_row(monkeypatch, people, everyone):
    seen = []
    monkeypatch.setattr(sweeps, "SECONDS", -1)  # each run has time for one row

    for _run in range(6):
        sweeps.each("test", everyone, seen.append)
    assert seen == people

    sweeps.each("test", everyone, seen.append)
    assert seen == [*people, people[0]]


def test_a_task_that_is_told_to_stop_stops_and_is_taken_up_again(people, everyone):
    seen = []

    def slow(row):
        seen.append(row)
        if row == people[2] and len(seen) == 3:
            raise SoftTimeLimitExceeded()

    with pytest.raises(SoftTimeLimitExceeded):
        sweeps.each("test", everyone, slow)
    sweeps.each("test", everyone, slow)

    assert seen == people
