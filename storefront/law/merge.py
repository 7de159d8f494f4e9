"""Joins what two or three countries say: for each field the better rule for the buyer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storefront.law.facts import NONE, OPEN_ENDED, UNKNOWN, Fact
from storefront.law.fields import Field, field_at

SECONDS = {
    "second": 1,
    "hour": 3_600,
    "day": 86_400,
    # Seven days hold five: good enough to compare two rules, never to compute a date.
    "business_day": 120_960,
    "week": 604_800,
    "month": 2_629_800,
    "billing_cycle": 2_678_400,
    "year": 31_557_600,
}

Outcome = Literal["left", "right", "same", "both", "conflict"]


@dataclass(frozen=True)
class Side:
    """One country of an order, with the keys under which it takes part."""

    country: str
    keys: frozenset[str]
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Decision:
    """Whose value a merged field has, and why. `country` is empty where the countries conflict."""

    path: str
    country: str
    outcome: Outcome
    left: object
    right: object
    why: str


def join(sides: Sequence[Side]) -> tuple[dict[str, Fact], dict[str, Decision]]:
    """
    The rules of one order and the log of every decision taken; the buyer's residence comes first.

    A side takes part in a field when it holds one of the field's keys. A value known on one
    side only is taken, to be confirmed. `NONE` gives way to any rule. A conflict leaves the
    value unknown.
    """
    joined: dict[str, Fact] = {}
    log: dict[str, Decision] = {}
    for path in sorted({path for side in sides for path in side.facts}):
        field = field_at(path)
        asked = [side for side in sides if side.keys & field.keys]
        if not asked:
            continue
        fact, country = asked[0].facts.get(path, UNKNOWN), asked[0].country
        for side in asked[1:]:
            if path in log and log[path].outcome == "conflict":
                break
            other = side.facts.get(path, UNKNOWN)
            left, right = fact.value, other.value
            fact, outcome, why = better(fact, other, field)
            country = {
                "right": side.country,
                "both": f"{country},{side.country}",
                "conflict": "",
            }.get(outcome, country)
            log[path] = Decision(path, country, outcome, left, right, why)
        if fact is not UNKNOWN:
            joined[path] = fact
    return joined, log


def better(left: Fact, right: Fact, field: Field) -> tuple[Fact, Outcome, str]:
    """The fact better for the buyer, the side it came from, and why; `left` is the residence."""
    a, b = left.value, right.value
    if a is None or b is None:
        outcome: Outcome = "right" if b is not None or left is UNKNOWN else "left"
        taken = right if outcome == "right" else left
        return _ask(taken), outcome, "unknown on the other side"
    if (a, left.unit) == (b, right.unit):
        return replace(left, confirm=left.confirm or right.confirm), "same", "equal"
    if field.merge == "residence_wins":
        return left, "left", "the buyer's residence decides"
    if a == NONE:
        return right, "right", "no rule on the left"
    if b == NONE:
        return left, "left", "no rule on the right"
    if field.merge in ("union", "intersection"):
        return _both(left, right, field.merge), "both", field.merge
    ranks = _rank(left, field), _rank(right, field)
    if None in ranks or (field.kind == "money" and left.unit != right.unit):
        why = "cannot be ranked: compute both, take the better result"
        unknown = replace(
            left, value=None, unit=None, sure="U", confirm=True, note=f"{a} against {b}"
        )
        return unknown, "conflict", why
    units = (
        "" if left.unit == right.unit else "; units differ, compute both dates when they are close"
    )
    if ranks[0] <= ranks[1]:  # type: ignore[operator]
        return left, "left", field.merge + units
    return right, "right", field.merge + units


def _ask(fact: Fact) -> Fact:
    return fact if fact is UNKNOWN else replace(fact, confirm=True)


def _both(left: Fact, right: Fact, word: str) -> Fact:
    if word == "union":
        words = (*left.value, *(each for each in right.value if each not in left.value))
    else:
        words = tuple(each for each in left.value if each in right.value)
    return replace(
        left,
        value=words,
        rule=_and(left.rule, right.rule),
        source=_and(left.source, right.source, "; "),
        profile=_and(left.profile, right.profile),
        sure=max(left.sure, right.sure, key="SPU".index),
        confirm=left.confirm or right.confirm,
    )


def _and(a: str | None, b: str | None, between: str = ",") -> str:
    return between.join(dict.fromkeys(text for text in (a, b) if text))


def _rank(fact: Fact, field: Field) -> float | None:
    """The lower, the better the fact is for the buyer; None when it cannot be ranked."""
    value = fact.value
    match field.merge:
        case "longest" | "shortest":
            length = float("inf") if value == OPEN_ENDED else value * SECONDS[fact.unit or "day"]
            return -length if field.merge == "longest" else length
        case "highest" | "lowest":
            return -float(value) if field.merge == "highest" else float(value)
        case "true_wins":
            return 0 if value else 1
        case "false_wins":
            return 1 if value else 0
        case "best_first":
            return field.values.index(value)
    return None
