"""Until when the seller answers for faults."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.facts import NONE, OPEN_ENDED, Fact
from storefront.law.rules import Rules

End = date | Literal["open_ended", "none"] | None
"""A last day; `open_ended`: as long as such goods last; `none`: no such rule; None: unread."""


@dataclass(frozen=True)
class Guarantee:
    """
    The last days of the buyer's rights when goods are faulty. None moves past a weekend.

    `liable_until`: for a fault present at delivery. `presumed_until`: the seller proves that it was
    not. `reject_until`, `return_until`, `exchange_until`: the short rights of some countries.
    `notify_until`: the buyer tells the seller of a known fault. `implied_until`: where an implied
    warranty follows a written one.
    """

    liable_until: End
    presumed_until: End
    claim_expires: End
    reject_until: End
    return_until: End
    exchange_until: End
    notify_until: date | None
    implied_until: date | None
    confirm: bool


def guarantee(
    rules: Rules,
    *,
    delivered: date,
    repairs: Sequence[date] = (),
    replaced: date | None = None,
    known: date | None = None,
    written: Fact | None = None,
) -> Guarantee:
    """
    The legal guarantee of goods delivered on a day (GUA-01 ff.); `rules` are of the sale's day.

    A repair lengthens the liability, and a replacement (`replaced`: the day it came) begins it
    again, where the law says so. `known` is the day the buyer knew of the fault. `written` is a
    period: the maker's or shop's own warranty.
    """
    calendar = calendars.of(rules.residence)
    used: list[Fact] = []

    def until(name: str, start: date, *more: Fact) -> End:
        fact = rules.fact(f"guarantee.{name}")
        used.append(fact)
        if not fact.known:
            return None
        if fact.value in (NONE, OPEN_ENDED):
            return fact.value
        return _in_one_step(start, (fact, *more))

    start = replaced if replaced and rules.holds("guarantee.replacement_restarts") else delivered
    extensions = _extensions(rules, repairs)
    used += extensions
    return Guarantee(
        liable_until=until("period", start, *extensions),
        presumed_until=until("presumption", start),
        claim_expires=until("claim_expiry", start),
        reject_until=until("early_reject", start),
        return_until=until("return_within", start),
        exchange_until=until("exchange_within", start),
        notify_until=periods.last_day_or_none(
            known, rules.fact("guarantee.notify_after_knowing"), calendar
        )
        if known
        else None,
        implied_until=_implied(rules, delivered, written) if written else None,
        confirm=any(fact.confirm for fact in used if fact.exists),
    )


def _extensions(rules: Rules, repairs: Sequence[date]) -> list[Fact]:
    extension = rules.fact("guarantee.after_repair_extension")
    if not periods.has_length(extension):
        return []
    times = rules.fact("guarantee.after_repair_times")
    return [extension] * min(len(repairs), times.value if times.exists else 1)


def _in_one_step(start: date, facts: Sequence[Fact]) -> date:
    """The last day of periods put end to end, months counted together from the start."""
    end = periods.add_months(start, sum(periods.in_months(fact) or 0 for fact in facts))
    for fact in facts:
        if periods.in_months(fact) is None:
            end = periods.last_day(end, fact, calendars.NOT_NEEDED)
    return end


def _implied(rules: Rules, delivered: date, written: Fact) -> date | None:
    least, most = rules.fact("guarantee.implied_min"), rules.fact("guarantee.implied_max")
    if not (periods.has_length(least) and periods.has_length(most)):
        return None
    promised = _in_one_step(delivered, [written])
    return min(max(promised, _in_one_step(delivered, [least])), _in_one_step(delivered, [most]))
