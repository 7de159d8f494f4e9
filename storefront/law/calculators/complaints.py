"""When a complaint is acknowledged, answered and decided."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.calendars import Calendar
from storefront.law.rules import Rules


@dataclass(frozen=True)
class ComplaintClock:
    """
    The last days of the shop for a complaint: its own promise, shortened where the law is shorter.

    `law_answer_by` is the law's own day, None where it names none; `progress_by` likewise.
    """

    acknowledge_by: date
    first_answer_by: date
    final_by: date
    law_answer_by: date | None
    progress_by: date | None
    confirm: bool


def complaint_clock(
    rules: Rules,
    *,
    received: datetime,
    zone: ZoneInfo | None = None,
    calendar: Calendar | None = None,
) -> ComplaintClock:
    """The clock of a complaint (CMP-01), by the rules of its day, which is day nought."""
    start, days = _start(rules, received, zone, calendar)

    def until(path: str) -> date | None:
        return periods.last_day_or_none(start, rules.fact(path), days)

    def house(path: str) -> date:
        return periods.last_day(start, rules.fact(path), days)

    answer = until("complaints.answer_within")
    return ComplaintClock(
        acknowledge_by=_earlier(
            house("house.complaint_acknowledge_within"), until("complaints.acknowledge_within")
        ),
        first_answer_by=_earlier(house("house.complaint_first_answer_within"), answer),
        final_by=_earlier(house("house.complaint_final_within"), answer),
        law_answer_by=answer,
        progress_by=until("complaints.progress_within"),
        confirm=rules.uncertain(["complaints.answer_within", "complaints.acknowledge_within"]),
    )


def data_complaint_acknowledged_by(
    rules: Rules,
    *,
    received: datetime,
    zone: ZoneInfo | None = None,
    calendar: Calendar | None = None,
) -> date | None:
    """The law's last day to confirm a complaint about personal data (CMP-13); None: no such law."""
    start, days = _start(rules, received, zone, calendar)
    return periods.last_day_or_none(start, rules.fact("complaints.data_acknowledge_within"), days)


@dataclass(frozen=True)
class Reply:
    """The last day to answer a body that settles disputes, and the one in complex cases."""

    reply_by: date | None
    reply_complex_by: date | None


def reply_to_body(
    rules: Rules,
    *,
    received: datetime,
    zone: ZoneInfo | None = None,
    calendar: Calendar | None = None,
) -> Reply:
    """When the shop answers a body for the settling of disputes (CMP-04)."""
    start, days = _start(rules, received, zone, calendar)
    return Reply(
        periods.last_day_or_none(start, rules.fact("adr.reply_to_body_within"), days),
        periods.last_day_or_none(start, rules.fact("adr.reply_complex_within"), days),
    )


@dataclass(frozen=True)
class AuthorityClock:
    """By when an authority decides whether it takes a case, and by when its mediation ends."""

    accepts_by: date | None
    mediates_by: date | None
    confirm: bool


def authority_clock(
    rules: Rules,
    *,
    received: datetime,
    zone: ZoneInfo | None = None,
    calendar: Calendar | None = None,
) -> AuthorityClock:
    """The clock of an authority to which the buyer complained (CMP-14)."""
    start, days = _start(rules, received, zone, calendar)
    paths = ("complaints.authority_accepts_within", "complaints.authority_mediates_within")
    accepts, mediates = (rules.fact(path) for path in paths)
    return AuthorityClock(
        periods.last_day_or_none(start, accepts, days),
        periods.last_day_or_none(start, mediates, days),
        rules.uncertain(paths),
    )


def _start(
    rules: Rules, received: datetime, zone: ZoneInfo | None, calendar: Calendar | None
) -> tuple[date, Calendar]:
    start = periods.local_day(received, zone or rules.zone())
    return start, calendar or calendars.of(rules.residence)


def _earlier(promise: date, law: date | None) -> date:
    return promise if law is None else min(promise, law)
