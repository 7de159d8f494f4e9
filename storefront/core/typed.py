"""What people type into texts that everybody may read: measured, and its private data covered."""

import re
import unicodedata
from collections.abc import Iterable

MASK = "[…]"
LETTERS_A_SIGN = 3  # what one Chinese, Japanese or Korean sign says takes about so many
SHORTEST_KNOWN = 4  # a shorter word of somebody's address is a word like any other

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
# Seven digits or more, however they are set apart; measures and prices have fewer.
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,}")
_STREETS = "Street|Road|Lane|Avenue|Drive|Terrace|Square|Crescent|Quay|Row|Close"
_ADDRESS = re.compile(
    rf"\b\d{{1,4}}[a-zA-Z]?,?\s+(?:[A-Z][\w'’.-]+\s+){{1,3}}(?:{_STREETS})\b"  # 4 Quay Street
    r"|\b[A-ZÄÖÜ][\wäöüß.-]*(?:straße|strasse|gasse)\s+\d{1,4}[a-z]?\b"  # Hauptstraße 12
    r"|[\u4e00-\u9fff]{2,8}(?:路|街|巷)\s*\d{1,5}\s*(?:号|弄)"  # 龙井路12号
)
# Turns the reading direction of what follows, or cannot be seen at all.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def masked(text: str, *, known: Iterable[str] = ()) -> str:
    """
    Return the text with e-mail addresses, phone numbers and street addresses covered (LBT-6.5.1).

    `known` are words that we know to be private to whoever wrote it, such as their own street.
    """
    for pattern in (_MAIL, _NUMBER, _ADDRESS):
        text = pattern.sub(MASK, text)
    own = {each.strip() for each in known if len(each.strip()) >= SHORTEST_KNOWN}
    for words in sorted(own, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def one_line(text: str) -> str:
    """Return the text on one line, without what cannot be seen."""
    return " ".join(_seen(text).split())


def paragraphs(text: str) -> str:
    """Return the text with its paragraphs, without what cannot be seen or stands at its ends."""
    lines = [" ".join(line.split()) for line in _seen(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def letters(text: str) -> int:
    """Say how much a text says, measured in letters: 音准吗？ is a whole question."""
    return sum(LETTERS_A_SIGN if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\x00", ""))
