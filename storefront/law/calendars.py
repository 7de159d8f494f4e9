"""Working days of a country."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays as holiday_calendars

from storefront.law.rules import Country

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_REGION = {"GB": "ENG"}
"""Where a country has no national calendar: the region that most buyers live in."""


class NoCalendar(LookupError):
    """Nobody has written down which days are working days here, so no such clock may run."""


@dataclass(frozen=True)
class Calendar:
    """The weekend (Monday is 0) and the public holidays of one place; `weekend` None is unknown."""

    weekend: frozenset[int] | None
    holidays: Container[date] = ()

    def is_working(self, day: date) -> bool:
        """
        True when the day is neither on a weekend nor a holiday.

        :raises NoCalendar: if the working week is not known
        """
        if self.weekend is None:
            raise NoCalendar("the working week of this country is not known")
        return day.weekday() not in self.weekend and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add(self, day: date, working_days: int) -> date:
        """The last of so many working days after a day, which does not count itself."""
        for _ in range(working_days):
            day = self.next_working(day + timedelta(days=1))
        return day


@lru_cache(maxsize=64)
def of(country: Country, region: str | None = None) -> Calendar:
    """
    The calendar of a country; `region` is the second part of an ISO 3166-2 code (`BY`).

    Without a region only the holidays of the whole country count, which are those that move the
    last day of a right for every buyer. A region that the calendar does not know is ignored.
    """
    weekend = None if country.weekend is None else frozenset(map(DAYS.index, country.weekend))
    if country.holidays is None:
        return Calendar(weekend)
    own = country.id.partition("-")[2].upper()
    wanted = region or own or DEFAULT_REGION.get(country.holidays)
    known = holiday_calendars.list_supported_countries().get(country.holidays, ())
    subdivision = wanted if wanted in known else None
    days = holiday_calendars.country_holidays(country.holidays, subdiv=subdivision)
    return Calendar(weekend, days)
