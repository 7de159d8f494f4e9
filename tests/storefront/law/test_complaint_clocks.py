from zoneinfo import ZoneInfo

import pytest

from storefront.law import queries
from storefront.law.calculators import complaints
from storefront.law.calendars import NoCalendar
from tests.storefront.law import golden


def asking(kind):
    return golden.cases("g-complaints", asking=lambda given: given["kind"] == kind)


def clock_of(given):
    law = golden.rules(given, "received")
    return law, {
        "received": golden.moment(given["received"]),
        "zone": ZoneInfo(given["zone"]),
        "calendar": golden.calendar(given, law.residence),
    }


@pytest.mark.parametrize(("given", "expect"), asking("complaint"))
def test_a_complaint_is_acknowledged_answered_and_decided_in_time(given, expect):
    law, asked = clock_of(given)

    clock = complaints.complaint_clock(law, **asked)

    for name, wanted in expect.items():
        assert getattr(clock, name) == golden.day(wanted), name


@pytest.mark.parametrize(("given", "expect"), asking("data_complaint"))
def test_a_complaint_about_data_is_confirmed_in_time(given, expect):
    law, asked = clock_of(given)

    by = complaints.data_complaint_acknowledged_by(law, **asked)

    assert by == golden.day(expect["acknowledge_by"])


@pytest.mark.parametrize(("given", "expect"), asking("adr_request"))
def test_a_body_for_disputes_is_answered_in_time(given, expect):
    law, asked = clock_of(given)

    reply = complaints.reply_to_body(law, **asked)

    assert reply.reply_by == golden.day(expect["reply_by"])
    assert reply.reply_complex_by == golden.day(expect["reply_complex_by"])


@pytest.mark.parametrize(("given", "expect"), asking("authority"))
def test_an_authority_decides_whether_it_takes_the_case(given, expect):
    law, asked = clock_of(given)

    clock = complaints.authority_clock(law, **asked)

    assert (clock.accepts_by, clock.confirm) == (
        golden.day(expect["accepts_by"]),
        expect["confirm"],
    )


def test_no_clock_in_working_days_runs_where_nobody_knows_the_working_week():
    received = golden.moment("2026-11-03T10:00:00+00:00")
    law = queries.rules_for(residence="IR", at=received)

    with pytest.raises(NoCalendar):
        complaints.complaint_clock(law, received=received)


def test_the_holidays_are_those_of_the_buyers_country():
    received = golden.moment("2026-12-22T09:00:00+01:00")
    law = queries.rules_for(residence="DE", at=received)

    assert complaints.complaint_clock(law, received=received).final_by == golden.day("2027-01-14")
