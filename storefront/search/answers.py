"""What answers a question: all of its words, else what was meant, else some of its words."""

from dataclasses import dataclass

from storefront.catalogue import generation

from . import queries, question, spelling
from .narrowing import Narrowing

# The order among many answers may be as old as this; prices and stock in it never are.
ORDER_KEPT_FOR = 10.0
ALL, MEANT, SOME, NONE = "all", "meant", "some", "none"


@dataclass(frozen=True)
class Answer:
    """Which products answer, best first, and in what way."""

    how: str
    scope: queries.Scope
    ids: list[int]
    meant: str = ""

    @property
    def is_meant(self) -> bool:
        return self.how == MEANT

    @property
    def is_some(self) -> bool:
        return self.how == SOME


def answer(asked: question.Question, *, at_generation: int) -> Answer:
    """Answer a question; at most five statements, none when it was asked a moment ago."""
    return generation.keep(
        ("answer", asked.language, asked.terms),
        lambda: _answer(asked, at_generation),
        generation=at_generation,
        seconds=ORDER_KEPT_FOR,
    )


def _answer(asked: question.Question, at_generation: int) -> Answer:
    every = _scope(asked, asked.all_of_it())
    if ids := queries.ranked_ids(every, Narrowing()):
        return Answer(ALL, every, ids)
    if meant := spelling.meant(asked, at_generation=at_generation):
        corrected = question.read(meant, asked.language)
        every = _scope(corrected, corrected.all_of_it())
        if ids := queries.ranked_ids(every, Narrowing()):
            return Answer(MEANT, every, ids, meant)
    some = _scope(asked, asked.any_of_it())
    if len(asked.terms) > 1 and (ids := queries.ranked_ids(some, Narrowing())):
        return Answer(SOME, some, ids)
    return Answer(NONE, some, [])


def _scope(asked: question.Question, query: str) -> queries.Scope:
    exact = asked.exactly() if query == asked.all_of_it() else asked.any_of_it()
    return queries.Scope(language=asked.language, query=query, exact=exact)
