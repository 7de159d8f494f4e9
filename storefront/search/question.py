"""What was asked, as terms that the index understands."""

import re
from dataclasses import dataclass

from . import words

MOST_TERMS = 12
MOST_SIGNS = 200
_MEASURE = re.compile(r"(\d+)([a-z]{1,3})")


@dataclass(frozen=True)
class Term:
    """One word that was asked for; any of the alternatives will do, with all of its lexemes."""

    asked: str
    alternatives: tuple[tuple[str, ...], ...]

    def query(self) -> str:
        """Write it in PostgreSQL's tsquery syntax."""
        return " | ".join(
            "(" + " & ".join(_quoted(lexeme) for lexeme in all_of) + ")"
            for all_of in self.alternatives
        )


@dataclass(frozen=True)
class Question:
    """One of these is what a visitor typed, and the terms in it."""

    text: str
    language: str
    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def all_of_it(self) -> str:
        """Ask for things that have every term; the last may be the beginning of a word."""
        *whole, last = self.terms
        queries = [f"({term.query()})" for term in whole]
        return " & ".join([*queries, f"({last.query()}{self._beginning()})"])

    def exactly(self) -> str:
        """Ask for every term as a whole word."""
        return " & ".join(f"({term.query()})" for term in self.terms)

    def any_of_it(self) -> str:
        """Ask for things that have at least one term."""
        return " | ".join(f"({term.query()})" for term in self.terms) + self._beginning()

    def _beginning(self) -> str:
        last = self.terms[-1].asked
        if len(last) < 2 or words.is_unspaced(last) or not last.isalnum():
            return ""
        return f" | {_quoted(last)}:*"


def read(text: str, language: str) -> Question:
    """Understand what was typed. Never fails: what has no words in it is an empty question."""
    text = " ".join(text.replace("\x00", " ").split())[:MOST_SIGNS]
    found = [_term(run, language) for run in words.runs(text)]
    telling = [term for term in found if term.asked not in words.COMMON]
    unique = dict.fromkeys(telling or found)
    return Question(text=text, language=language, terms=tuple(unique)[:MOST_TERMS])


def _term(run: str, language: str) -> Term:
    if words.is_unspaced(run):
        return Term(run, (tuple(words.pairs(run)[:20]) or (run,),))
    parts = [words.stem(part[: words.LONGEST], language) for part in run.split("-")]
    alternatives = [tuple(parts)]
    if len(parts) > 1:
        alternatives.append((run.replace("-", "")[: words.LONGEST],))
    if measure := _MEASURE.fullmatch(run):
        alternatives.append(measure.groups())
    return Term(run[: words.LONGEST], tuple(alternatives))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
