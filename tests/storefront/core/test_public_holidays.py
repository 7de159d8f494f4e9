"""The public holidays that are written down are the library's."""

from datetime import date

import pytest
from django.conf import settings

from storefront.core import public_holidays
from tests.clock import NOON


@pytest.mark.parametrize("place", public_holidays.PLACES)
def test_what_is_written_down_is_what_the_library_says(place):
    country, _, region = place.partition("-")

    for year in public_holidays.YEARS:
        told = public_holidays.ask(country, year, region or None)
        assert public_holidays.days(country, year, region or None) == told, (
            "Run `manage.py public_holidays`."
        )


def test_every_country_that_we_deliver_to_is_written_down_for_years():
    assert set(settings.CANDOUR_DELIVERS_TO) <= set(public_holidays.PLACES)
    assert NOON.year + 5 in public_holidays.YEARS


def test_other_countries_regions_and_years_are_asked_of_the_library():
    assert date(2027, 10, 26) in public_holidays.Days("AT")
    assert date(2027, 1, 6) in public_holidays.Days("DE", "BY")
    assert date(2027, 1, 6) not in public_holidays.Days("DE")
    assert date(2019, 12, 25) in public_holidays.Days("IE")


def test_a_region_that_nobody_knows_is_ignored():
    assert public_holidays.days("IE", 2027, "XX") == public_holidays.days("IE", 2027)


def test_a_country_that_nobody_knows_is_named():
    with pytest.raises(NotImplementedError):
        public_holidays.days("XX", 2027)
