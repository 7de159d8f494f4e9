"""The marks between words, as each language writes them: a full-width comma, or one and a space."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext, pgettext


def listed(parts: Iterable[Any]) -> str:
    """Write things of one kind after one another; what is empty is left out."""
    return gettext(", ").join(words for words in map(str, parts) if words)


def joined(parts: Iterable[Any]) -> str:
    """Write the parts of one thing after one another, such as those of an address."""
    return pgettext("between the parts of one thing", ", ").join(
        words for words in map(str, parts) if words
    )


def mark(sign: str) -> str:
    """Write a comma, full stop, colon, semicolon or bracket that stands by itself."""
    return _SIGNS[sign]()


# Each by itself, since a language has its own for each.
_SIGNS = {
    ",": lambda: pgettext("mark", ","),
    ".": lambda: pgettext("mark", "."),
    ":": lambda: pgettext("mark", ":"),
    ";": lambda: pgettext("mark", ";"),
    "(": lambda: pgettext("mark", "("),
    ")": lambda: pgettext("mark", ")"),
}


def labelled(label: object, words: object) -> str:
    """Write a word and what belongs to it."""
    return gettext("%(label)s: %(words)s") % {"label": label, "words": words}


def pattern(form: str) -> str:
    """Return a pattern such as "{}: {}" with its marks as the reader's language has them."""
    return "".join(_SIGNS[sign]() if sign in _SIGNS else sign for sign in form)


def bracketed(words: object) -> str:
    return f"{mark('(')}{words}{mark(')')}"


def percent(number: object) -> str:
    """Write a number of parts in a hundred: Chinese has no space before the sign."""
    return gettext("%(number)s %%") % {"number": number}


def sentences(parts: Iterable[Any]) -> str:
    """Write whole sentences after one another: Chinese has no space between them."""
    return space().join(words for words in map(str, parts) if words)


def space() -> str:
    """Return what stands between two sentences."""
    return "" if (get_language() or "").startswith("zh") else " "
