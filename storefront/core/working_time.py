"""Working time: when a country works, and when a period that counts such days ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from . import public_holidays


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    try:
        return public_holidays.days(country, year)
    except NotImplementedError:
        return frozenset()


@dataclass(frozen=True)
class Calendar:
    """One of these is when a place works: zone, weekend (0 is Monday), public holidays, hours."""

    country: str
    zone: str
    weekend: frozenset[int] = frozenset({5, 6})
    opens: time = time(9)
    closes: time = time(17)

    def works_on(self, day: date) -> bool:
        holiday = day in _public_holidays(self.country, day.year)
        return day.weekday() not in self.weekend and not holiday

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is one, else the first that follows."""
        while not self.works_on(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, days: int) -> date:
        """Count working days after `day`, which itself does not count; 0 rolls to a working day."""
        day = self.next_working_day(day) if days == 0 else day
        for _each in range(days):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def local_date(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=ZoneInfo(self.zone))

    def close_of(self, day: date) -> datetime:
        """The moment at which work ends on a day: what is promised for that day is due then."""
        return self.at(day, self.closes)

    def end_of(self, day: date) -> datetime:
        """The first moment that is no longer that day."""
        return self.at(day + timedelta(days=1), time(0))

    def due_after_working_days(self, start: datetime, days: int) -> datetime:
        """Return when something due within so many working days is due: the close of the last."""
        return self.close_of(self.add_working_days(self.local_date(start), days))
