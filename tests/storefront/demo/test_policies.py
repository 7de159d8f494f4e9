"""The demo shop's rules say the same in both languages, and the same as one another."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
import yaml

RULES = Path(__file__).resolve().parents[3] / "storefront" / "demo" / "policies"
SLUGS = [
    "code",
    "complaints",
    "cookies",
    "delivery",
    "guarantee",
    "payment",
    "privacy",
    "returns",
    "reviews",
    "terms",
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read(file):
    """The head and the text of one rule."""
    _nothing, head, body = file.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def rule(slug, version, language):
    return read(RULES / slug / f"{version}.{language}.md")[1]


def test_each_rule_stands_there_once_for_each_version_and_language():
    versions = defaultdict(lambda: defaultdict(set))
    for file in RULES.rglob("*.md"):
        version, language, _md = file.name.split(".")
        versions[file.parent.name][int(version)].add(language)
        head, body = read(file)
        assert head["slug"] == file.parent.name
        assert head["version"] == int(version)
        assert isinstance(head["valid_from"], date)
        assert head["title"]
        assert head["summary"]
        assert len(body) > 400
        assert bool(CHINESE.search(head["title"] + body)) == (language == "zh-hans") or (
            head["slug"] == "cookies"
        )
        assert "# " not in [line[:2] for line in body.splitlines()], "the page brings its own h1"
    assert sorted(versions) == SLUGS
    for slug, found in versions.items():
        assert sorted(found) == list(range(1, len(found) + 1)), slug
        assert all(languages == {"en", "zh-hans"} for languages in found.values()), slug


@pytest.mark.parametrize("slug", SLUGS)
def test_sums_dates_and_headings_are_the_same_in_both_languages(slug):
    for english in (RULES / slug).glob("*.en.md"):
        chinese = english.with_name(english.name.replace(".en.", ".zh-hans."))
        (head, body), (kopf, text) = read(english), read(chinese)
        assert head["valid_from"] == kopf["valid_from"]
        money = re.compile(r"€[0-9]+(?:,[0-9]{3})*(?:\.[0-9]{2})?")
        assert sorted(set(money.findall(body))) == sorted(set(money.findall(text)))
        assert body.count("\n## ") == text.count("\n## ")
        assert body.count("\n|") == text.count("\n|")
        to = re.compile(r"\]\(([^)]+)\)")
        assert [f"/zh-hans{link}" for link in to.findall(body)] == to.findall(text)


@pytest.mark.parametrize(
    "promise",
    [
        "2 working days",
        "at once",
        "[[complaint-answer]] working days",
        "3 working days",
        "1 working day",
        "delivery is free",
    ],
)
def test_the_code_states_each_promise_with_its_number(promise):
    assert promise in rule("code", 2, "en")


def test_the_delivery_rules_state_every_way_and_its_price():
    text = rule("delivery", 1, "en")
    for price in ("€4.90", "€60.00", "€9.90", "€24.90", "free"):
        assert price in text
    assert "14:00" in text


def test_no_rule_names_the_closed_platform_or_leads_to_another_host():
    for file in RULES.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert "http" not in text
        assert "ODR" not in text
