"""Every sentence has its Chinese, with the same gaps to be filled in."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).parents[2]
LOCALE = HOUSE / "storefront" / "locale"
PACKAGES = ("storefront", "checkout", "aftersales", "complaints", "privacy")
# Which arguments of which call are words: the first, one and many, or a context and they.
WORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
GAP = re.compile(r"%\(\w+\)[sd]|%[sd]")
# A Chinese sign, or a gap that one may fill, with a half-width mark or a blank at its mark.
CHINESE = "\u3400-\u9fff\u3000-\u303f\uff01-\uff5e’”"
HALF_WIDTH = re.compile(rf"[{CHINESE}] *[,.:;?!()]|[,:;?!()] *[{CHINESE}]")
BLANK_AT_MARK = re.compile(r"[，。：；？！、（）《》] | [，。：；？！、（）《》]")
# Read by a filter, which asks for the comma.
NO_SENTENCE = {"开,关"}
TOKEN = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)
SAID_WHOLE = re.compile(r"\{%\s*(end)?(?:blocktranslate|comment|verbatim)\b")
BARE_MARK = re.compile(
    r"(?:</(?:strong|a|bdi|span)>|<span class=\"unseen\">)*[,.:;)](?=\s|<|$)|\s*\($"
)


def _catalogue():
    with (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale="zh_Hans") if message.id]


def _all(words):
    return [words] if isinstance(words, str) else list(words)


def _sources():
    """Yield each file that speaks, with its words as Python: of a template, what it calls."""
    for package in PACKAGES:
        for path in (HOUSE / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in (HOUSE / "templates").rglob("*.*"):
        calls = templatize(path.read_text(), origin=path.name)
        yield path, "\n".join(line.lstrip() for line in calls.splitlines())


def test_every_sentence_of_the_code_stands_in_the_catalogue():
    known = {(_all(message.id)[0], message.context) for message in _catalogue()}
    missing = {
        f"{path.relative_to(HOUSE)}:{line}: {_all(words)[0]}"
        for path, text in _sources()
        for line, words, _comments, context in extract(
            "python", BytesIO(text.encode()), keywords=WORDS
        )
        if (_all(words)[0], context) not in known
    }
    assert sorted(missing) == []


def test_nothing_is_left_untranslated():
    assert [message.id for message in _catalogue() if not all(_all(message.string))] == []


def test_no_gap_is_lost_and_none_is_invented():
    wrong = [
        message.id
        for message in _catalogue()
        for string in _all(message.string)
        if sorted(GAP.findall(string)) != sorted(GAP.findall(_all(message.id)[-1]))
    ]
    assert wrong == []


def test_chinese_has_full_width_marks_and_no_blank_beside_them():
    wrong = [
        string
        for message in _catalogue()
        for string in _all(message.string)
        if string not in NO_SENTENCE
        for seen in [GAP.sub("字", re.sub("<[^>]*>", "", string))]
        if HALF_WIDTH.search(seen) or BLANK_AT_MARK.search(seen)
    ]
    assert wrong == []


def _bare_marks(text):
    """Find marks between two things of a template that no language can choose."""
    pieces, whole = TOKEN.split(text), False
    for at, piece in enumerate(pieces):
        if at % 2:
            if found := SAID_WHOLE.match(piece):
                whole = not found[1]
        elif at and not whole and BARE_MARK.match(piece):
            yield pieces[at - 1] + piece[:20]


def test_between_two_things_of_a_page_stands_the_mark_of_its_language():
    # The sheet of all components is in English, for those who make them.
    pages = [path for path in (HOUSE / "templates").rglob("*.*") if path.name != "look.html"]
    assert {str(path): bare for path in pages if (bare := [*_bare_marks(path.read_text())])} == {}


@pytest.mark.django_db
def test_a_chinese_page_speaks_chinese(client):
    page = client.get("/zh-hans/rules/").content.decode()

    assert 'lang="zh-' in page
    assert "用平实的话写的规则" in page
    assert "The rules, in plain words" not in page
