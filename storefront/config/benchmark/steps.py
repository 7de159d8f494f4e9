"""
A whole order taken apart: what each of its requests costs, and whose server it is asked of.

The test bank stands in the same process as the shop but for another company: a real shop's buyer is
served there by a bank, so its pages are told apart. What the shop asks of it by call, where it
would ask a real one over the network, stays with the request that asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve

from .browser import Answer, Browser

BANK = "testbank"


@dataclass
class Cost:
    """
    Milliseconds of processor time and statements of one request, or of one whole order.
    """

    web: float
    database: float
    statements: float

    @property
    def total(self) -> float:
        return self.web + self.database

    def at_pace(self, slowness: float) -> Cost:
        """
        What this would have taken on a machine that was not slower: see `meter.slowness`.
        """
        return Cost(self.web / slowness, self.database / slowness, self.statements)

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.web + other.web,
            self.database + other.database,
            self.statements + other.statements,
        )

    def __truediv__(self, number: float) -> Cost:
        return Cost(self.web / number, self.database / number, self.statements / number)


NOTHING = Cost(0, 0, 0)


@dataclass
class Step:
    """
    One request of an order: how and for which view, as `POST checkout:review`, and its cost.
    """

    name: str
    cost: Cost

    @property
    def is_the_banks(self) -> bool:
        return self.name.partition(" ")[2].startswith(f"{BANK}:")


@dataclass
class Weighing(Browser):
    """
    A browser that has every request weighed; `scales` reads the seconds used so far.
    """

    scales: Callable[[], tuple[float, float]] = field(default=lambda: (0.0, 0.0))
    steps: list[Step] = field(default_factory=list)

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        web, database = self.scales()
        answer = super()._ask(method, path, body)
        web_after, database_after = self.scales()
        cost = Cost((web_after - web) * 1000, (database_after - database) * 1000, answer.statements)
        view: Any = resolve(urlsplit(path).path)
        self.steps.append(Step(f"{method} {view.view_name}", cost))
        return answer


def average(walks: list[list[Step]]) -> list[Step]:
    """
    What each request costs on average over several orders that went the same way.
    """
    return [
        Step(same[0].name, sum((step.cost for step in same), NOTHING) / len(same))
        for same in zip(*walks, strict=True)
    ]


def parts(steps: list[Step]) -> Iterator[tuple[str, int, Cost]]:
    """
    Name, number of requests and cost of the shop's part and of the bank's.
    """
    for name, banks in (("the shop's own", False), ("the test bank's", True)):
        chosen = [step.cost for step in steps if step.is_the_banks is banks]
        yield name, len(chosen), sum(chosen, NOTHING)
