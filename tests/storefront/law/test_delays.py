from datetime import date

import pytest

from storefront.law import queries
from storefront.law.calculators import delays
from tests.storefront.law import golden
from tests.storefront.law.test_refunds import check_lateness


def asking(what):
    return golden.cases("f-delays", asking=lambda given: given["ask"] == what)


@pytest.mark.parametrize(("given", "expect"), asking("latest"))
def test_the_last_day_to_deliver(given, expect):
    law = golden.rules(given, "ordered")

    latest = delays.latest_delivery(
        law,
        ordered=golden.day(given["ordered"]),
        promised=golden.day(given.get("promised")),
        prepaid=golden.day(given.get("paid_in_advance")),
        credit_application=given.get("credit_application", False),
        calendar=golden.calendar(given, law.residence),
    )

    assert (latest.day, latest.standard) == (
        golden.day(expect["latest"]),
        expect["standard"],
    )


@pytest.mark.parametrize(("given", "expect"), asking("may_end"))
def test_the_first_day_on_which_the_buyer_may_end_the_contract(given, expect):
    first = delays.may_end_from(
        golden.rules(given, "ordered"),
        latest=golden.day(given["promised"]),
        extra_time_until=golden.day(given.get("extra_time_until")),
        essential=given.get("essential", False),
        refused_on=golden.day(given.get("refused_on")),
    )

    assert first == golden.day(expect["may_end_from"])


@pytest.mark.parametrize(("given", "expect"), asking("silence"))
def test_what_silence_on_a_notice_of_delay_means(given, expect):
    outcome = delays.silence(
        golden.rules(given, "ordered"),
        due=golden.day(given["due"]),
        new_date=golden.day(given["new_date"]),
        notices_before=given["notices_before"],
    )

    assert outcome == expect["outcome"]


@pytest.mark.parametrize(("given", "expect"), asking("refund"))
def test_the_refund_after_the_contract_ended(given, expect):
    law = golden.rules(given, "ordered")

    refund = delays.refund_after_end(
        law,
        ended=golden.day(given["ended"]),
        calendar=golden.calendar(given, law.residence),
    )

    assert refund.due == golden.day(expect["refund_due"])
    if "paid" in given:
        check_lateness(law, given, expect, refund.due, "late_delivery")


def rules(country):
    return queries.rules_for(residence=country, at=date(2026, 11, 21))


def test_where_the_law_names_no_number_of_days_it_says_how_soon():
    refund = delays.refund_after_end(rules("DE"), ended=date(2026, 11, 21))

    assert (refund.due, refund.standard) == (None, "without_undue_delay")


def test_where_nobody_has_read_of_an_extra_time_the_promised_day_is_enough():
    assert delays.may_end_from(rules("CN"), latest=date(2026, 11, 10)) == date(2026, 11, 11)


def test_an_extra_time_set_too_early_does_not_shorten_the_promise():
    first = delays.may_end_from(
        rules("DE"), latest=date(2026, 11, 20), extra_time_until=date(2026, 11, 10)
    )

    assert first == date(2026, 11, 21)


def test_silence_means_nothing_where_no_rule_gives_it_a_meaning():
    assert (
        delays.silence(
            rules("DE"),
            due=date(2026, 11, 20),
            new_date=date(2026, 11, 25),
            notices_before=0,
        )
        is None
    )
