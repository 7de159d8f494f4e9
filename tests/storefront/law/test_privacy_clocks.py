from datetime import UTC, date, datetime, time

import pytest

from storefront.law import queries
from storefront.law.calculators import privacy_clocks
from tests.storefront.law import golden


def asking(*what):
    return golden.cases("i-privacy-clocks", asking=lambda given: given["ask"] in what)


def noon(law, text):
    return datetime.combine(golden.day(text), time(12), law.zone())


@pytest.mark.parametrize(("given", "expect"), asking("access"))
def test_a_request_about_data_is_answered_in_time(given, expect):
    law = golden.rules(given, "received")

    clock = privacy_clocks.access_clock(
        law,
        received=golden.day(given["received"]),
        is_complex=given.get("complex", False),
        calendar=golden.calendar(given, law.residence),
    )

    assert clock.answer_by == golden.day(expect["answer_by"])
    assert clock.confirm_by == golden.day(expect.get("confirm_by"))


@pytest.mark.parametrize(("given", "expect"), asking("optout"))
def test_an_opt_out_is_carried_out_in_time(given, expect):
    law = golden.rules(given, "received")

    done_by = privacy_clocks.opt_out_by(
        law,
        received=golden.day(given["received"]),
        calendar=golden.calendar(given, law.residence),
    )

    assert done_by == golden.day(expect["done_by"])


@pytest.mark.parametrize(("given", "expect"), asking("breach"))
def test_a_breach_is_reported_within_real_hours(given, expect):
    clock = privacy_clocks.breach_clock(
        golden.rules(given, "aware"), aware=golden.moment(given["aware"])
    )

    assert clock.authority_by == golden.moment(expect["authority_by"])


@pytest.mark.parametrize(("given", "expect"), asking("breach_days"))
def test_a_breach_is_reported_within_days_where_the_law_counts_days(given, expect):
    law = golden.rules(given, "known")

    clock = privacy_clocks.breach_clock(law, aware=noon(law, given["known"]))

    assert clock.authority_day == golden.day(expect["authority_by"])
    assert clock.final_day == golden.day(expect["final_by"])
    assert clock.authority_by == datetime(2026, 11, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(("given", "expect"), asking("assess"))
def test_a_suspected_breach_is_assessed_in_time(given, expect):
    law = golden.rules(given, "known")

    by = privacy_clocks.assess_by(law, known=noon(law, given["known"]))

    assert by == golden.day(expect["assess_by"])


@pytest.mark.parametrize(("given", "expect"), asking("incident"))
def test_an_incident_is_reported_within_hours(given, expect):
    report = privacy_clocks.incident_report(
        golden.rules(given, "aware"), aware=golden.moment(given["aware"])
    )

    assert report.report_by == golden.moment(expect["report_by"])
    assert report.confirm is expect["confirm"]


def test_after_an_attack_there_is_more_time_for_the_final_report():
    law = queries.rules_for(residence="JP", seat="JP", at=date(2026, 11, 4))

    clock = privacy_clocks.breach_clock(law, aware=noon(law, "2026-11-04"), by_attack=True)

    assert clock.final_day == date(2027, 1, 3)


def test_a_seller_in_the_union_answers_every_buyer_within_the_month():
    law = queries.rules_for(residence="CN", at=date(2026, 11, 4))

    clock = privacy_clocks.access_clock(law, received=date(2026, 11, 4))

    assert (clock.answer_by, clock.confirm) == (date(2026, 12, 4), True)


def test_where_breaches_are_reported_at_once_the_clock_has_already_run_out():
    aware = datetime(2026, 11, 4, 9, tzinfo=UTC)
    law = queries.rules_for(residence="CN", at=aware)

    assert privacy_clocks.breach_clock(law, aware=aware).authority_by == aware
