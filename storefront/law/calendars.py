"""Working days of a country, as its profile and the public holiday calendar have them."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storefront.core import public_holidays, working_time
from storefront.law.rules import Country

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_REGION = {"GB": "ENG"}
"""Where a country has no full national calendar: the region that most buyers live in."""


class NoCalendar(LookupError):
    """Nobody has written down which days are working days here, so no such clock may run."""


@dataclass(frozen=True)
class Calendar(working_time.Calendar):
    """Working time with its holidays given; `week_known` False where nobody has read the week."""

    country: str = ""
    zone: str = "UTC"
    holidays: Container[date] = ()
    week_known: bool = True

    def works_on(self, day: date) -> bool:
        """
        True when the day is neither on a weekend nor a holiday.

        :raises NoCalendar: if the working week is not known
        """
        if not self.week_known:
            raise NoCalendar("the working week of this country is not known")
        return day.weekday() not in self.weekend and day not in self.holidays


NOT_NEEDED = Calendar(week_known=False)
"""For periods that never count working days: it refuses to."""


@lru_cache(maxsize=64)
def of(country: Country, region: str | None = None) -> Calendar:
    """
    The calendar of a country; `region` is the second part of an ISO 3166-2 code (`BY`).

    Without a region only the holidays of the whole country count, which are those that move the
    last day of a right for every buyer. A region that the holiday calendar lacks is ignored.
    """
    if country.weekend is None or country.holidays is None:
        return Calendar(country=country.id, zone=country.zone, week_known=False)
    own = country.id.partition("-")[2].upper()
    wanted = region or own or DEFAULT_REGION.get(country.holidays)
    return Calendar(
        country=country.id,
        zone=country.zone,
        weekend=frozenset(map(DAYS.index, country.weekend)),
        holidays=public_holidays.Days(country.holidays, wanted or None),
    )
