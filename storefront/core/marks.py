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


def labelled(label: object, words: object) -> str:
    """Write a word and what belongs to it."""
    return gettext("%(label)s: %(words)s") % {"label": label, "words": words}


def sentences(parts: Iterable[Any]) -> str:
    """Write whole sentences after one another: Chinese has no space between them."""
    space = "" if (get_language() or "").startswith("zh") else " "
    return space.join(words for words in map(str, parts) if words)
