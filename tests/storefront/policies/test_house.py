"""What our own rules promise to everybody, where a law would give less."""

from datetime import UTC, date, datetime

import pytest

from storefront.law import queries as law
from storefront.policies import house

CAME = datetime(2026, 12, 4, 15, tzinfo=UTC)


def rules(country):
    return law.rules_for(
        residence=country, ship_to=country, seat="IE", at=datetime(2026, 11, 21, tzinfo=UTC)
    )


@pytest.mark.parametrize(("country", "by_law"), [("DE", True), ("FR", True), ("CN", False)])
def test_the_better_of_law_and_house_holds(country, by_law):
    there = rules(country)

    assert house.withdrawal_length(there) == house.Length(14, by_law)
    assert house.guarantee_length(there) == house.Length(24, by_law)


def test_a_buyer_in_china_has_as_long_as_everybody():
    window = house.withdrawal_window(rules("CN"), receipts=[CAME])

    assert window.last_day == date(2026, 12, 18)
    assert not window.by_law


def test_while_a_parcel_has_not_come_the_right_stays_open():
    window = house.withdrawal_window(rules("IE"), receipts=[CAME, None])

    assert (window.exists, window.ends_at) == (True, None)
