"""Adding the periods of the law to a day."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storefront.law.calendars import Calendar
from storefront.law.facts import OPEN_ENDED, Fact

MONTHS = {"month": 1, "billing_cycle": 1, "year": 12}
DAYS = {"day": 1, "week": 7}
SECONDS = {"second": 1, "hour": 3_600}


def has_length(fact: Fact) -> bool:
    """The fact is a period with a number."""
    return fact.exists and fact.value != OPEN_ENDED


def in_months(fact: Fact) -> int | None:
    """How many months the period has; None where it is counted otherwise."""
    return fact.value * MONTHS[fact.unit] if fact.unit in MONTHS and has_length(fact) else None


def last_day(start: date, fact: Fact, calendar: Calendar) -> date:
    """
    The last day of a period whose first day is the one after `start`.

    :raises ValueError: if the fact has no length in days or longer
    :raises NoCalendar: if it counts working days and nobody knows them
    """
    if not has_length(fact):
        raise ValueError(f"{fact.rule} has no length: {fact.value}")
    if (months := in_months(fact)) is not None:
        return add_months(start, months)
    if fact.unit in DAYS:
        return start + timedelta(days=fact.value * DAYS[fact.unit])
    if fact.unit == "business_day":
        return calendar.add_working_days(start, fact.value)
    raise ValueError(f"{fact.rule} is not counted in days: {fact.unit}")


def last_day_or_none(start: date, fact: Fact, calendar: Calendar) -> date | None:
    """The last day of a period, or None where there is none or nobody has read it."""
    return last_day(start, fact, calendar) if has_length(fact) else None


def add_months(start: date, months: int) -> date:
    """The same day number so many months later (or earlier), or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def instant(start: datetime, fact: Fact) -> datetime:
    """
    The instant so many hours after another: real hours, through weekends and clock changes.

    :raises ValueError: if the fact is not counted in hours or seconds
    """
    if not has_length(fact) or fact.unit not in SECONDS:
        raise ValueError(f"{fact.rule} is not counted in hours: {fact.value} {fact.unit}")
    return start.astimezone(UTC) + timedelta(seconds=fact.value * SECONDS[fact.unit])


def first_instant_after(day: date, zone: ZoneInfo) -> datetime:
    """Local midnight at the end of a day, in UTC: the first instant that is too late."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day it is in a zone."""
    return moment.astimezone(zone).date()
