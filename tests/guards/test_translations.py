"""Every sentence has its Chinese, with the same gaps to be filled in."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "storefront" / "locale"
GAP = re.compile(r"%\(\w+\)[sd]|%[sd]")


def _catalogue():
    with (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale="zh_Hans") if message.id]


def _all(words):
    return [words] if isinstance(words, str) else list(words)


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


@pytest.mark.django_db
def test_a_chinese_page_speaks_chinese(client):
    page = client.get("/zh-hans/rules/").content.decode()

    assert 'lang="zh-' in page
    assert "用平实的话写的规则" in page
    assert "The rules, in plain words" not in page
