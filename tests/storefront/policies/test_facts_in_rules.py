"""A time that our rules name is the one that pages and operations keep."""

import re
from pathlib import Path

import pytest

from storefront.law import queries as law
from storefront.policies import demo, facts
from storefront.purposes import keeping
from storefront.seller import demo as seller
from tests.clock import NOON

TEXTS = sorted(demo.FOLDER.glob("*/*.md"))


@pytest.mark.django_db
def test_the_rules_on_complaints_say_the_times_that_the_clock_keeps():
    rules = law.rules_for(residence="IE", at=NOON)
    first = int(rules.value("house.complaint_first_answer_within"))
    last = int(rules.value("house.complaint_final_within"))

    said = facts.filled(str(demo.read(demo.FOLDER / "complaints" / "1.en.md")["body"]), at=NOON)
    code = facts.filled(str(demo.read(demo.FOLDER / "code" / "2.en.md")["body"]), at=NOON)

    assert f"Within {first} working days" in said
    assert f"answers within {last} working days" in said
    assert f"**within {first} working days**, with reasons" in code
    assert f"for {keeping.COMPLAINTS.years} years after it is closed" in said


@pytest.mark.django_db
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_fact_that_a_rule_names_is_stated(path: Path):
    assert "[[" not in facts.filled(str(demo.read(path)["body"]), at=NOON)


@pytest.mark.django_db
def test_a_fact_that_nobody_states_is_no_text():
    with pytest.raises(facts.NoSuchFact):
        facts.filled("Within [[no-such]] days", at=NOON)


def test_complaints_go_to_the_address_that_every_page_names():
    known = {seller.FACTS["email"]} if hasattr(seller, "FACTS") else {"hello@fernhill.example"}
    for path in TEXTS:
        if path.parent.name in ("complaints", "code"):
            named = set(re.findall(r"[\w.]+@fernhill\.example", path.read_text(encoding="utf-8")))
            assert named - {"code@fernhill.example"} <= known, path
