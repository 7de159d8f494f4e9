"""How long the buyer may give goods back without a reason, and what is outside that right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from storefront.law import calendars
from storefront.law.calculators import periods
from storefront.law.calendars import Calendar
from storefront.law.facts import NONE
from storefront.law.rules import Rules

PATHS = tuple(
    f"withdrawal.{name}"
    for name in ("exists", "period", "starts", "day_count_from", "roll_to_working_day")
)
LATE_INFORMATION = (
    "withdrawal.uninformed_extension",
    "withdrawal.after_late_information",
)


@dataclass(frozen=True)
class Window:
    """
    When a right to withdraw runs.

    `ends_at` is the first instant that is too late, in UTC. A right that `exists` without a last
    day stays open: `waiting_for` says whether for the `receipt` of goods or for a person to
    confirm how the period starts (`start`).
    """

    exists: bool
    starts_on: date | None = None
    last_day: date | None = None
    ends_at: datetime | None = None
    waiting_for: Literal["receipt", "start"] | None = None
    confirm: bool = False
    paths: tuple[str, ...] = PATHS

    def is_open(self, at: datetime) -> bool:
        """True while a statement made at this moment is in time."""
        return self.exists and (self.ends_at is None or at < self.ends_at)


def withdrawal_window(
    rules: Rules,
    *,
    receipts: Sequence[datetime | None],
    informed: bool | date = True,
    document: date | None = None,
    ordered: date | None = None,
    terms_shown: bool = True,
    zone: ZoneInfo | None = None,
    calendar: Calendar | None = None,
) -> Window:
    """
    The window of the right to withdraw (WDR-01, WDR-02).

    `receipts` has one entry a parcel, None where no delivery is known. `informed` is False when
    the right was never explained to the buyer, or the day on which it was explained late.
    `document` is the day the contract document arrived, where the law counts from it.
    `terms_shown` says that the return terms stood in the advert and on the last screen. Zone and
    holidays are those of the residence unless given.
    """
    if not rules.holds("withdrawal.exists"):
        return Window(exists=False)
    if rules.holds("withdrawal.only_if_no_policy_shown") and terms_shown:
        return Window(exists=False, paths=(*PATHS, "withdrawal.only_if_no_policy_shown"))
    period, starts = rules.fact("withdrawal.period"), rules.fact("withdrawal.starts")
    if not starts.exists or not periods.has_length(period):
        return Window(exists=True, waiting_for="start", confirm=True)

    zone = zone or rules.zone()
    calendar = calendar or calendars.of(rules.residence)
    start = _start(starts.value, receipts, document, ordered, zone)
    if start is None:
        return Window(exists=True, waiting_for="receipt", confirm=rules.uncertain(PATHS))

    counted_from = start
    if rules.value("withdrawal.day_count_from") == "same_day":
        counted_from -= timedelta(days=1)
    last = _moved(periods.last_day(counted_from, period, calendar), rules, calendar)
    paths = PATHS
    if informed is not True:
        last = _without_explanation(rules, start, last, informed, calendar)
        paths += LATE_INFORMATION
    return Window(
        exists=True,
        starts_on=start,
        last_day=last,
        ends_at=periods.first_instant_after(last, zone),
        confirm=rules.uncertain(paths),
        paths=paths,
    )


def _start(
    word: str,
    receipts: Sequence[datetime | None],
    document: date | None,
    ordered: date | None,
    zone: ZoneInfo,
) -> date | None:
    if word == "purchase":
        return ordered
    if not receipts or None in receipts:
        return None
    received = max(periods.local_day(moment, zone) for moment in receipts if moment)
    if word == "document_or_receipt_if_later" and document:
        return max(received, document)
    return received


def _moved(last: date, rules: Rules, calendar: Calendar) -> date:
    # An unread rule is taken for the buyer, as long as somebody knows the working week.
    moves = rules.value("withdrawal.roll_to_working_day")
    if moves is False or moves == NONE or not calendar.week_known:
        return last
    return calendar.next_working_day(last)


def _without_explanation(
    rules: Rules, start: date, last: date, informed: bool | date, calendar: Calendar
) -> date:
    extension = rules.fact("withdrawal.uninformed_extension")
    late = rules.fact("withdrawal.after_late_information")
    if not periods.has_length(extension):
        return last
    longest = _moved(periods.last_day(last, extension, calendar), rules, calendar)
    if isinstance(informed, bool) or not periods.has_length(late):
        return longest
    if informed <= start:
        return last
    explained = _moved(periods.last_day(informed, late, calendar), rules, calendar)
    return min(max(last, explained), longest)


def mismatch_window(
    rules: Rules, *, supplied: date, known: date, calendar: Calendar | None = None
) -> date | None:
    """
    The last day to withdraw because the goods differ from the offer; None without such a rule.

    Two limits hold at once, from supply and from knowledge: the earlier end counts (WDR-12).
    """
    calendar = calendar or calendars.of(rules.residence)
    ends = [
        periods.last_day_or_none(supplied, rules.fact("withdrawal.mismatch_from_supply"), calendar),
        periods.last_day_or_none(known, rules.fact("withdrawal.mismatch_from_knowledge"), calendar),
    ]
    return min((end for end in ends if end), default=None)


def send_back_by(rules: Rules, *, withdrawn: date, calendar: Calendar | None = None) -> date | None:
    """
    The last day to send the goods back after the statement; None where no law names one.

    A last day without work moves as that of the right itself does (Regulation 1182/71, WDR-02).
    """
    calendar = calendar or calendars.of(rules.residence)
    within = rules.fact("withdrawal.send_back_within")
    last = periods.last_day_or_none(withdrawn, within, calendar)
    return last and _moved(last, rules, calendar)


def return_cost_payer(rules: Rules, *, told: bool) -> Literal["seller", "buyer", "policy"]:
    """Who pays the way back; `told`: the buyer knew before ordering. Unread: the seller."""
    word = rules.value("withdrawal.return_cost_payer")
    if word == "buyer_if_told":
        return "buyer" if told else "seller"
    return word if word in ("buyer", "policy") else "seller"


ACTS = frozenset(
    {
        "unsealed",
        "begun",
        "notified_and_written",
        "by_terms",
        "value_fallen",
        "confirmed_per_line",
    }
)
"""What may have happened with goods that some laws take out of the right only then."""

WAIVER_ACTS = frozenset({"consent", "acknowledgement", "confirmation"})
"""What it takes to give up the right in digital content."""


def is_excluded(rules: Rules, kind: str, *, acts: Iterable[str] = ()) -> bool:
    """
    Whether goods of a kind (`made_to_specification`, `sealed_hygiene`) are outside the right.

    `acts` are those of `ACTS` and `WAIVER_ACTS` that took place. Unread or no rule: inside.

    :raises KeyError: if the schema has no such kind
    :raises ValueError: if an act is none of those
    """
    done = frozenset(acts)
    if strange := done - ACTS - WAIVER_ACTS:
        raise ValueError(f"no such act: {', '.join(sorted(strange))}")
    word = rules.value(f"withdrawal.exclusions.{kind}")
    if word == "always":
        return True
    if word == "waiver":
        needed = rules.fact("withdrawal.digital_waiver_needs")
        return done >= (frozenset(needed.value) if needed.exists else WAIVER_ACTS)
    return word in done
