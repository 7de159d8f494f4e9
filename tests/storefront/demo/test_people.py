"""The demo shop's people, reviews, questions and page texts fit its products."""

import csv
import re
from pathlib import Path

import yaml

SHOP = Path(__file__).resolve().parents[3] / "storefront" / "demo"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FICTITIOUS_ADDRESS = re.compile(r"^[\w.-]+@[\w.-]+\.example$")


def rows(name):
    with (SHOP / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def products():
    return {row["parent"] or row["sku"] for row in rows("products.csv")}


def test_buyers_have_a_whole_address_and_staff_have_a_role_and_nobody_a_password():
    people = rows("people.csv")
    assert "password" not in people[0]
    assert len({row["username"] for row in people}) == len(people)
    for row in people:
        assert FICTITIOUS_ADDRESS.match(row["email"])
        if row["kind"] == "customer":
            assert all(row[name] for name in ("line1", "postcode", "city", "country", "phone"))
        else:
            assert row["role"] in {"packer", "service", "manager"}
    assert {row["country"] for row in people if row["kind"] == "customer"} == {"IE", "DE", "CN"}
    assert {row["role"] for row in people if row["kind"] == "staff"} == {
        "packer",
        "service",
        "manager",
    }


def test_every_review_is_of_a_thing_bought_before_it_was_written():
    skus = {row["sku"]: row["parent"] or row["sku"] for row in rows("products.csv")}
    reviews = rows("reviews.csv")
    assert len(reviews) >= 64
    for row in reviews:
        assert skus[row["sku"]] == row["product"]
        assert 1 <= int(row["rating"]) <= 5
        assert int(row["bought_days_ago"]) > int(row["written_days_ago"])
        assert bool(row["answer"]) == bool(row["answered_days_ago"])
        if row["answer"]:
            assert int(row["answered_days_ago"]) < int(row["written_days_ago"])
        assert bool(CHINESE.search(row["body"])) == (row["language"] == "zh-hans")
    assert any(int(row["rating"]) <= 2 for row in reviews), "an honest shop has bad reviews"


def test_some_questions_wait_for_an_answer_and_most_have_one():
    questions = rows("questions.csv")
    assert {row["product"] for row in questions} <= products()
    waiting = [row for row in questions if not row["answer"]]
    assert 1 <= len(waiting) < len(questions) / 4
    for row in questions:
        assert bool(row["answer"]) == bool(row["answered_by"]) == bool(row["answered_days_ago"])
        assert bool(CHINESE.search(row["question"])) == (row["language"] == "zh-hans")


def test_the_home_page_speaks_both_languages_and_shows_things_that_exist():
    home = yaml.safe_load((SHOP / "home.yaml").read_text(encoding="utf-8"))
    paths = {row["path"] for row in rows("categories.csv")}

    def check(node):
        if isinstance(node, list):
            for child in node:
                check(child)
        elif isinstance(node, dict):
            if "en" in node:
                assert set(node) == {"en", "zh"}
                assert node["en"]
                assert CHINESE.search(node["zh"])
                return
            for key, child in node.items():
                if key == "products":
                    assert set(child) <= products()
                elif key == "scene":
                    assert (SHOP / child).exists()
                elif key == "category":
                    assert child in paths
                else:
                    check(child)

    check(home)
    assert len(home["thread"]["steps"]) == 4


def test_about_and_contact_stand_in_both_languages():
    for slug in ("about", "contact"):
        for language in ("en", "zh-hans"):
            text = (SHOP / "pages" / f"{slug}.{language}.md").read_text(encoding="utf-8")
            _nothing, head, body = text.split("---\n", 2)
            assert yaml.safe_load(head)["slug"] == slug
            assert bool(CHINESE.search(body)) == (language == "zh-hans")
