from datetime import date
from decimal import Decimal

import pytest

from storefront.law import queries
from storefront.law.calculators import privacy_clocks, records
from tests.storefront.law import golden


@pytest.mark.parametrize(("given", "expect"), golden.cases("j-records"))
def test_a_record_is_kept_as_long_as_the_law_says_and_then_erased(given, expect):
    law = golden.rules(given, "requested")
    requested = golden.day(given["requested"])

    found = records.retention(
        law,
        given["what"],
        on=requested,
        document=golden.day(given.get("document")),
        delivered=golden.day(given.get("delivered")),
        completed=golden.day(given.get("completed")),
        starts_on=golden.day(given.get("starts_on")),
        amount=Decimal(given["amount"]) if "amount" in given else None,
    )

    assert found.decision == expect["decision"]
    assert found.keep_until == golden.day(expect["keep_until"])
    if "answer_by" in expect:
        answer = privacy_clocks.access_clock(law, received=requested)
        assert answer.answer_by == golden.day(expect["answer_by"])


SPAIN = queries.rules_for(residence="ES", seat="ES", at=date(2026, 11, 21))


def test_a_period_that_nobody_has_read_is_left_to_a_person():
    assert records.retention(SPAIN, "accounting", on=date(2026, 11, 21)).decision == "unknown"


def test_a_hold_whose_start_is_not_known_is_left_to_a_person():
    france = queries.rules_for(residence="FR", seat="FR", at=date(2026, 11, 21))

    assert records.retention(france, "accounting", on=date(2026, 11, 21)).decision == "unknown"


def test_bookkeeping_follows_the_seat_whoever_buys():
    law = queries.rules_for(residence="FR", seat="NL", at=date(2026, 11, 21))

    found = records.retention(
        law, "accounting", on=date(2026, 11, 21), starts_on=date(2026, 12, 31)
    )

    assert found.keep_until == date(2033, 12, 31)


def test_the_books_of_an_irish_seller_are_kept_six_years_from_the_end_of_the_year():
    law = queries.rules_for(residence="DE", at=date(2026, 11, 21))

    for what in ("accounting", "invoices"):
        found = records.retention(law, what, on=date(2026, 11, 21), document=date(2026, 3, 10))

        assert (found.decision, found.keep_until) == ("keep", date(2032, 12, 31))
        assert found.confirm
