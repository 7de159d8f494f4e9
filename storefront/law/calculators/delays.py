"""When goods must come, and what the buyer may do when they do not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.calendars import Calendar
from storefront.law.rules import Rules


@dataclass(frozen=True)
class Latest:
    """
    The last day for the goods to come (to be sent, where the fact's note says so).

    Without a day, `standard` is the word that the law uses instead (`as_promised`, `prompt`,
    `reasonable`): then the shop must promise a day.
    """

    day: date | None
    standard: str | None = None
    confirm: bool = False
    paths: tuple[str, ...] = ()


def latest_delivery(
    rules: Rules,
    *,
    ordered: date,
    promised: date | None = None,
    prepaid: date | None = None,
    credit_application: bool = False,
    calendar: Calendar | None = None,
) -> Latest:
    """
    The last day to deliver: the day agreed, else the one the law gives (LAT-01, LAT-06, LAT-11).

    `prepaid` is the day of payment where the buyer paid in advance.
    """
    if promised:
        return Latest(promised)
    calendar = calendar or calendars.of(rules.residence)
    asked = [("delivery.default_max", ordered)]
    if credit_application:
        asked.insert(0, ("delivery.credit_application_max", ordered))
    if prepaid:
        asked.insert(0, ("delivery.prepaid_max", prepaid))
    for path, start in asked:
        fact = rules.fact(path)
        if periods.has_length(fact):
            day = periods.last_day(start, fact, calendar)
            return Latest(day, confirm=fact.confirm, paths=(path,))
    standard = rules.fact("delivery.standard")
    word = standard.value if standard.exists else None
    return Latest(None, word, standard.confirm, ("delivery.standard",))


def may_end_from(
    rules: Rules,
    *,
    latest: date | None,
    extra_time_until: date | None = None,
    essential: bool = False,
    refused_on: date | None = None,
) -> date | None:
    """
    The first day on which the buyer may end the contract because nothing came (LAT-02).

    None while an extra time has still to be set. `essential`: the buyer said, or it was plain,
    that the day mattered. `refused_on`: the seller said that nothing will come.
    """
    at_once = rules.value("late_delivery.ends_at_once_if_essential") is not False
    if refused_on and at_once:
        return refused_on
    after_latest = latest + timedelta(days=1) if latest else None
    # Where no law makes the buyer set an extra time, unread included, the day itself is enough.
    if not rules.holds("late_delivery.extra_time_step") or (essential and at_once):
        return after_latest
    if extra_time_until is None:
        return None
    return max(day for day in (extra_time_until + timedelta(days=1), after_latest) if day)


def silence(
    rules: Rules, *, due: date, new_date: date | None, notices_before: int
) -> Literal["consent", "cancel", "nothing"] | None:
    """
    What it means that the buyer does not answer a notice of delay (LAT-07); None: no rule.

    `new_date` None is a delay without an end. `notices_before` counts earlier notices.
    """
    limit = rules.fact("late_delivery.short_delay_max")
    short = (
        new_date is not None
        and notices_before == 0
        and periods.has_length(limit)
        and new_date <= periods.last_day(due, limit, calendars.NOT_NEEDED)
    )
    fact = rules.fact(f"late_delivery.silence_on_{'short' if short else 'long'}_delay")
    return fact.value if fact.exists else None


@dataclass(frozen=True)
class RefundAfterEnd:
    """The last day to repay once the contract ended; without one, the law's own word."""

    due: date | None
    standard: str | None = None
    confirm: bool = False
    paths: tuple[str, ...] = (
        "late_delivery.refund_within",
        "late_delivery.refund_standard",
    )


def refund_after_end(
    rules: Rules, *, ended: date, calendar: Calendar | None = None
) -> RefundAfterEnd:
    """When money goes back after late delivery (LAT-03, LAT-08); lateness: `refunds.lateness`."""
    within = rules.fact("late_delivery.refund_within")
    standard = rules.fact("late_delivery.refund_standard")
    return RefundAfterEnd(
        due=periods.last_day_or_none(ended, within, calendar or calendars.of(rules.residence)),
        standard=standard.value if standard.exists else None,
        confirm=within.confirm,
    )
