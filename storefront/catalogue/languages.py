"""Catalogue texts exist once a language; here they are read from and written to rows."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def column(field: str, language: str) -> str:
    return f"{field}_{language.replace('-', '_')}"


def said_in(alias: str, field: str, language: str) -> str:
    """Write SQL for a field in a language, or else in the first one, or as Oscar keeps it."""
    names = dict.fromkeys([column(field, language), column(field, LANGUAGES[0])])
    tried = [f"nullif({alias}.{name}, '')" for name in names]
    return f"coalesce({', '.join(tried)}, {alias}.{field}, '')"


def texts(row: Any, field: str) -> dict[str, str]:
    """Return a translated field of a row as {language: words}, empty ones left out."""
    found = {language: getattr(row, column(field, language)) for language in LANGUAGES}
    return {language: words for language, words in found.items() if words}


def set_texts(row: Any, field: str, words: dict[str, str]) -> list[str]:
    """
    Write {language: words} into a row and return the columns; languages not named are kept.

    Only an empty first language is filled with another, since that is what is read where words
    are missing. The writer's own language decides nothing.
    """
    for language, text in words.items():
        setattr(row, column(field, language), text)
    # A field without a language is that of the reader: here of the first.
    with translation.override(LANGUAGES[0]):
        setattr(row, field, getattr(row, column(field, LANGUAGES[0])) or in_language(words))
    return list(dict.fromkeys(column(field, each) for each in (LANGUAGES[0], *words)))


def write(row: Any, **fields: Mapping[str, str]) -> None:
    """
    Write every named field's words in every language into a row, and save it.

    No language stands in for another here: what is not said stays empty.
    The writer's own language decides nothing.
    """
    with translation.override(LANGUAGES[0]):
        for field, words in fields.items():
            for code in LANGUAGES:
                setattr(row, column(field, code), words.get(code, "").strip())
        row.save()


def in_language(words: dict[str, str]) -> str:
    """Pick the reader's language, else English, else whatever there is."""
    return (
        words.get(translation.get_language() or "en")
        or words.get("en")
        or next(iter(filter(None, words.values())), "")
    )
