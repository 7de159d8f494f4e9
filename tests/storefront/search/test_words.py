"""The same word, however it is written, is the same word."""

import json
import os
from pathlib import Path

import pytest

from storefront.search import documents, question, words


def found_by(text: str, language: str = "en") -> set[str]:
    return set(words.lexemes(text, language))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Café glasses", "cafe glass"),
        ("ＭＵＧ", "mug"),
        ("Bath brushes", "BRUSH bath"),
        ("Orla Keane’s teapot", "keane"),
        ("Straße", "strasse"),
        ("T-shirt", "tshirt"),
        ("340ml mug", "340 ml"),
        ("Køkken", "kokken"),
    ],
)
def test_a_word_is_found_as_people_type_it(written, asked):
    assert found_by(asked) <= found_by(written)


def test_chinese_is_found_by_pairs_of_signs_and_by_one():
    assert {"马克", "克杯", "杯"} <= found_by("钴蓝马克杯", "zh-hans")


def test_a_question_in_chinese_asks_for_every_pair():
    assert question.read("马克杯", "zh-hans").exactly() == "(('马克' & '克杯'))"


def test_words_that_tell_nothing_are_not_asked_for_unless_they_are_all():
    assert [term.asked for term in question.read("a mug for the table", "en").terms] == [
        "mug",
        "table",
    ]
    assert [term.asked for term in question.read("the", "en").terms] == ["the"]


def test_a_long_question_is_cut():
    assert len(question.read("word " * 10_000, "en").text) <= question.MOST_SIGNS


def test_a_title_weighs_more_than_a_description():
    written = documents.vector(documents.Document(title="Mug", description="a mug"), "en")

    assert written.startswith("'mug':1A")


def hostile() -> list[str]:
    folder = os.environ.get("REAL_DATA_DIR")
    if not folder:
        pytest.skip("REAL_DATA_DIR names no folder with real data")
    return json.loads(Path(folder, "hostile", "blns.json").read_text())


def test_no_text_breaks_the_reading_of_a_question():
    for text in hostile():
        asked = question.read(text, "en")
        assert len(asked.terms) <= question.MOST_TERMS
