"""When requests about personal data are answered and breaches reported."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.calendars import Calendar
from storefront.law.facts import Fact
from storefront.law.rules import Rules


@dataclass(frozen=True)
class AccessClock:
    """The last day to confirm a request (None: no such law) and the last day to answer it."""

    confirm_by: date | None
    answer_by: date | None
    confirm: bool


def access_clock(
    rules: Rules, *, received: date, is_complex: bool = False, calendar: Calendar | None = None
) -> AccessClock:
    """
    The clock of a request to see, correct or erase data (PRV-02, PRV-08, PRV-16).

    A complex request has the extension as well, which the person is told within the first period.
    Last days do not move past weekends.
    """
    calendar = calendar or calendars.of(rules.residence)
    within = rules.fact("privacy.access_answer_within")
    extension = rules.fact("privacy.access_extension")
    extended = is_complex and periods.has_length(extension)
    return AccessClock(
        confirm_by=periods.last_day_or_none(
            received, rules.fact("privacy.access_confirm_within"), calendar
        ),
        answer_by=_extended(received, within, extension, calendar)
        if extended
        else periods.last_day_or_none(received, within, calendar),
        confirm=within.confirm or (extended and extension.confirm),
    )


def _extended(start: date, within: Fact, extension: Fact, calendar: Calendar) -> date | None:
    if not periods.has_length(within):
        return None
    first, more = periods.in_months(within), periods.in_months(extension)
    if first is not None and more is not None:
        return periods.add_months(start, first + more)
    return periods.last_day(periods.last_day(start, within, calendar), extension, calendar)


def opt_out_by(rules: Rules, *, received: date, calendar: Calendar | None = None) -> date | None:
    """The last day to carry out an opt-out (PRV-08); None where no law counts days: at once."""
    calendar = calendar or calendars.of(rules.residence)
    return periods.last_day_or_none(received, rules.fact("privacy.optout_within"), calendar)


@dataclass(frozen=True)
class BreachClock:
    """
    When a breach of personal data is reported to the authority and told to the people.

    An instant is the first moment that is too late; where the law counts days, it is the end of
    the last one. The `_day` is the last day in the buyer's zone.
    """

    authority_by: datetime | None
    authority_day: date | None
    people_by: datetime | None
    final_day: date | None
    confirm: bool


def breach_clock(
    rules: Rules, *, aware: datetime, by_attack: bool = False, zone: ZoneInfo | None = None
) -> BreachClock:
    """The clock of a breach from the moment the shop knew (PRV-03); hours are real hours."""
    zone = zone or rules.zone()
    authority = rules.fact("privacy.breach_authority_within")
    final = rules.fact("privacy.breach_final_within")
    after_attack = rules.fact("privacy.breach_final_attack_within")
    if by_attack and periods.has_length(after_attack):
        final = after_attack
    by = _until(aware, authority, zone)
    return BreachClock(
        authority_by=by,
        authority_day=_day(aware, authority, zone),
        people_by=_until(aware, rules.fact("privacy.breach_people_within"), zone),
        final_day=_day(aware, final, zone),
        confirm=authority.confirm,
    )


def assess_by(rules: Rules, *, known: datetime, zone: ZoneInfo | None = None) -> date | None:
    """The last day to assess a suspected breach (PRV-19); None: no such law."""
    return _day(known, rules.fact("privacy.breach_assess_within"), zone or rules.zone())


@dataclass(frozen=True)
class IncidentReport:
    """The instant by which a serious network incident is reported; None: no such law."""

    report_by: datetime | None
    confirm: bool


def incident_report(
    rules: Rules, *, aware: datetime, zone: ZoneInfo | None = None
) -> IncidentReport:
    """The clock of a serious network incident (PRV-13)."""
    within = rules.fact("privacy.incident_report_within")
    return IncidentReport(_until(aware, within, zone or rules.zone()), within.confirm)


def _until(start: datetime, within: Fact, zone: ZoneInfo) -> datetime | None:
    if not periods.has_length(within):
        return None
    if within.unit in periods.SECONDS:
        return periods.instant(start, within)
    day = _day(start, within, zone)
    return None if day is None else periods.first_instant_after(day, zone)


def _day(start: datetime, within: Fact, zone: ZoneInfo) -> date | None:
    if not periods.has_length(within):
        return None
    if within.unit in periods.SECONDS:
        return periods.local_day(periods.instant(start, within), zone)
    return periods.last_day(periods.local_day(start, zone), within, calendars.NOT_NEEDED)
