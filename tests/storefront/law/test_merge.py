from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.law import queries
from storefront.law.facts import NONE, OPEN_ENDED, UNKNOWN, Fact
from storefront.law.fields import Field
from storefront.law.merge import SECONDS, Side, better, join
from storefront.law.resolve import load_yaml

VECTORS = load_yaml(Path(__file__).parent / "vectors" / "h-merge.yaml")["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_the_better_rule_for_the_buyer_is_taken(case):
    given, expect = case["given"], case["expect"]
    rules = queries.rules_for(
        residence=given["residence"],
        ship_to=given["ship_to"],
        seat=given["seat"],
        at=date.fromisoformat(given["day"]),
    )

    fact = rules.fact(given["path"])

    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    assert (value, fact.unit) == (expect["value"], expect["unit"])
    assert fact.confirm or not expect.get("confirm")
    assert _taken_from(rules, given["path"]) == expect["from"]


def _taken_from(rules, path):
    if path not in rules.decisions:
        return rules.fact(path).profile
    decision = rules.decisions[path]
    if decision.outcome in ("same", "both"):
        return decision.outcome
    return decision.country or None


def field(merge, values=(), kind="duration"):
    return Field(merge, values, frozenset({"buyer_residence", "ship_to"}), kind, "order", "")


def known(value, unit=None):
    return Fact(value=value, unit=unit, rule="X-01", sure="S", source="a test", profile="xx")


durations = st.builds(
    known,
    st.integers(0, 400) | st.just(OPEN_ENDED),
    st.sampled_from(["day", "week", "month", "year", "hour"]),
)


def seconds(fact):
    return float("inf") if fact.value == OPEN_ENDED else fact.value * SECONDS[fact.unit]


@given(durations, durations)
def test_of_two_periods_longest_and_shortest_take_what_they_say(left, right):
    longest, _, _ = better(left, right, field("longest"))
    shortest, _, _ = better(left, right, field("shortest"))

    assert seconds(longest) == max(seconds(left), seconds(right))
    assert seconds(shortest) == min(seconds(left), seconds(right))


@given(st.booleans(), st.booleans())
def test_of_two_answers_the_stricter_is_taken(left, right):
    assert better(known(left), known(right), field("true_wins", kind="bool"))[0].value is (
        left or right
    )
    assert better(known(left), known(right), field("false_wins", kind="bool"))[0].value is (
        left and right
    )


words = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)


@given(words, words)
def test_a_union_has_all_words_and_an_intersection_only_those_of_both(left, right):
    assert set(better(known(left), known(right), field("union", kind="list"))[0].value) == {
        *left,
        *right,
    }
    assert set(better(known(left), known(right), field("intersection", kind="list"))[0].value) == {
        *left
    } & {*right}


@given(st.sampled_from(["best", "good", "bad"]), st.sampled_from(["best", "good", "bad"]))
def test_of_ranked_words_the_better_one_for_the_buyer_is_taken(left, right):
    ranked = ("best", "good", "bad")

    taken, _, _ = better(known(left), known(right), field("best_first", ranked, "choice"))

    assert ranked.index(taken.value) == min(ranked.index(left), ranked.index(right))


@given(
    st.sampled_from(
        ["longest", "shortest", "highest", "lowest", "best_first", "true_wins", "union"]
    ),
    durations,
)
def test_no_rule_gives_way_to_any_rule_and_unknown_to_both(merge, fact):
    assert better(known(NONE), fact, field(merge))[0].value == fact.value
    assert better(fact, known(NONE), field(merge))[0].value == fact.value
    for taken in (
        better(UNKNOWN, fact, field(merge))[0],
        better(fact, UNKNOWN, field(merge))[0],
    ):
        assert taken.value == fact.value
        assert taken.confirm


def test_two_currencies_cannot_be_ranked():
    taken, outcome, _ = better(
        known("30", "EUR"), known("20", "GBP"), field("lowest", kind="money")
    )

    assert (taken.value, outcome, taken.confirm) == (None, "conflict", True)


def test_a_conflict_is_not_settled_by_the_third_country():
    path = "adr.odr_platform_link"
    sides = [
        Side("aa", frozenset({"buyer_residence"}), {path: known("forbidden_dead")}),
        Side("bb", frozenset({"ship_to"}), {path: known("required")}),
        Side("cc", frozenset({"seller_seat"}), {path: known("required")}),
    ]

    facts, log = join(sides)

    assert facts[path].value is None
    assert log[path].outcome == "conflict"


def test_the_residence_decides_what_cannot_be_better_or_worse():
    taken, outcome, _ = better(
        known("fapiao"), known("receipt"), field("residence_wins", kind="choice")
    )

    assert (taken.value, outcome) == ("fapiao", "left")


@pytest.mark.parametrize("path", ["withdrawal.period", "guarantee.period", "guarantee.presumption"])
def test_a_buyer_never_has_less_than_the_law_at_home_gives(path):
    for residence in ("ie", "gb", "de", "fr", "nl", "it", "es", "cn"):
        home = queries.rules_for(residence=residence, at=date(2026, 11, 21)).fact(path)
        for ship_to in ("ie", "gb", "de", "fr", "nl", "it", "es", "cn"):
            abroad = queries.rules_for(
                residence=residence, ship_to=ship_to, at=date(2026, 11, 21)
            ).fact(path)
            assert seconds(abroad) >= seconds(home), (residence, ship_to)
