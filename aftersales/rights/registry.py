"""
What a buyer may do about an order: every feature adds its rights here, at start-up.

A feature registers one function in its `AppConfig.ready()`. It is called as `fn(order=, at=)` and
returns the rights it knows of, open or over, worked out from the agreement, the events and the
law. It stores nothing. What a page says and what an operation permits cannot part ways: both ask
the same functions beneath (`windows`, `withdrawable_units`, `may_be_cancelled`, `may_be_ended`),
and a test drives them side by side (tests/aftersales/test_rights_agree.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Right:
    """
    One of these is something that a buyer may do about one order, or could until a time.

    `until` is the first moment that is too late. None is a right that is `endless`, or one whose
    end hangs on something still to come: `expected` is when that puts it if all goes as promised
    (shown as such, never as a limit). A right
    that is not open says in `why_not` why, and what to do instead. `basis` is the rule, law or
    promise that it rests on, in words; `action` is what its button says and `url` where it leads.
    `more` are pages to follow, each the words of its link and its address, open or over.
    `end_words` says on what an end hangs that has no date yet.
    `order` sorts rights that end at the same moment; `answers` names the problems of the door
    (see `problems.Problem`) that it is an answer to, the best answer having the lowest `order`.
    """

    key: str
    title: object
    until: datetime | None = None
    open: bool = True
    why_not: object = ""
    url: str = ""
    basis: object = ""
    action: object = ""
    order: int = 50
    answers: tuple[str, ...] = ()
    words: object = ""
    expected: datetime | None = None
    end_words: object = ""
    endless: bool = False
    more: tuple[tuple[str, str], ...] = ()

    @property
    def last_moment(self) -> datetime | None:
        """The end as people say it: 23:59 of the last day, not midnight of the next."""
        return last_moment(self.until)

    @property
    def planned_moment(self) -> datetime | None:
        """The planned end likewise."""
        return last_moment(self.expected)


def last_moment(until: datetime | None) -> datetime | None:
    """Say the first moment that is too late as the last one that is not, where it is midnight."""
    if until and timezone.localtime(until).time() == time(0):
        return until - timedelta(minutes=1)
    return until


Rights = Callable[..., list[Right]]
_sources: list[Rights] = []


def register(fn: Rights) -> None:
    """Have a function `fn(order=, at=) -> list[Right]` asked about every order, once."""
    if fn not in _sources:
        _sources.append(fn)


def sources() -> list[Rights]:
    return list(_sources)
