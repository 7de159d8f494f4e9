"""The text of one product in one language, as the index keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import words

# PostgreSQL keeps 256 places of a word and none beyond 16383; nobody searches page forty of a text.
MOST_WORDS = 1_500


@dataclass(frozen=True)
class Document:
    """What there is to find a product by, from the most telling to the least."""

    title: str
    names: Iterable[str] = field(default=())  # brand, options, categories, numbers
    facts: Iterable[str] = field(default=())
    description: str = ""

    def parts(self) -> list[tuple[str, str]]:
        return [
            ("A", self.title),
            ("B", " \n ".join(self.names)),
            ("C", " \n ".join(self.facts)),
            ("D", self.description),
        ]


def vector(document: Document, language: str) -> str:
    """Write the document as the text of a PostgreSQL tsvector, with places and weights."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, text in document.parts():
        for lexeme in words.lexemes(text, language):
            place += 1
            if place > MOST_WORDS:
                break
            if len(kept := places.setdefault(lexeme, [])) < 8:
                kept.append(f"{place}{weight}")
    return " ".join(f"'{lexeme}':{','.join(kept)}" for lexeme, kept in places.items())


def vocabulary(document: Document) -> list[str]:
    """List the words that may be proposed to someone who mistyped them."""
    found = dict.fromkeys(words.plain(" ".join([document.title, *document.names])))
    return [word for word in found if 3 <= len(word) <= words.LONGEST][:60]
