"""A fact of the law, and the two words for its absence."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

NONE = "none"
"""No such rule. Unknown is `None`: it blocks opening a country, `NONE` does not."""

OPEN_ENDED = "open_ended"
"""A period without an end."""


def first_day(text: str) -> date:
    """
    The first day of `2026`, `2026-04` or `2026-04-06`.

    :raises ValueError: if it is no day of the calendar
    """
    year, month, day = [int(part) for part in (text.split("-") + ["1", "1"])[:3]]
    return date(year, month, day)


@dataclass(frozen=True)
class Fact:
    """
    One figure or word of the law, with where it comes from and how sure we are.

    `sure` is S settled, P probable, U unsure. `confirm`: a named person of the merchant
    confirms it. `since` is the first day it holds, `until` the first day it no longer does.
    `profile` is the id of the profile that states it; several, joined by a comma, after a merge.
    """

    value: Any
    rule: str
    sure: Literal["S", "P", "U"]
    unit: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    confirm: bool = False
    checked_on: str | None = None
    starts: str | None = None
    note: str | None = None
    profile: str = ""

    @property
    def known(self) -> bool:
        """Somebody has read the law: there is a value, or we know that there is no such rule."""
        return self.value is not None

    @property
    def exists(self) -> bool:
        """There is such a rule, and we know what it says."""
        return self.value is not None and self.value != NONE

    @property
    def amount(self) -> Decimal:
        """The number of a money, percentage or count fact."""
        return Decimal(str(self.value))

    def holds_on(self, day: date) -> bool:
        """True from `since` on and before `until`."""
        begun = self.since is None or first_day(self.since) <= day
        return begun and (self.until is None or day < first_day(self.until))


UNKNOWN = Fact(value=None, rule="", sure="U", confirm=True)
"""Stands for a path that a profile lacks: nobody has looked."""
