"""
Answers that change rarely and must never be old: who sells, which rules there are.

Each process keeps its copy under a number in Redis that every change moves on, so a change is seen
by the next page that is made: the number is asked for once a page. A copy is trusted for a second
at the most, so that neither a Redis that forgot nor a change whose announcement was lost shows
anything older than that.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.dispatch import receiver

KEY = "lasting:number"
TRUSTED_FOR = 1.0  # seconds

T = TypeVar("T")
log = logging.getLogger("candour.lasting")


class Lasting(Generic[T]):
    """One of these is one answer, and how it is read from the database."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._copy: tuple[int, float, T] | None = None

    def get(self) -> T:
        number, clock, copy = _number(), time.monotonic(), self._copy
        if copy and copy[0] == number and clock < copy[1]:
            return copy[2]
        # The clock is read before the database: trust begins with the question.
        answer = self._read()
        self._copy = (number, clock + TRUSTED_FOR, answer)
        return answer


def move_on() -> None:
    """Have every answer read anew: by this process now, by all once the change is committed."""
    _announce()
    transaction.on_commit(_announce)


class _Asked(threading.local):
    """The number as the page that this thread makes found it; outside a page nothing is kept."""

    in_a_page = False
    number: int | None = None


_asked = _Asked()


@receiver(request_started)
def _page_begins(**_: object) -> None:
    _asked.in_a_page, _asked.number = True, None


@receiver(request_finished)
def _page_ends(**_: object) -> None:
    _asked.in_a_page, _asked.number = False, None


def _number() -> int:
    if _asked.number is not None:
        return _asked.number
    number = _ask()
    if _asked.in_a_page:
        _asked.number = number
    return number


def _ask() -> int:
    try:
        number = cache.get(KEY)
        if number is None:
            number = _new()
            cache.add(KEY, number, None)
        return int(number)
    except Exception as problem:
        # A page without Redis is still a page; its copies then live by the clock alone.
        log.warning("No number of lasting answers: %s", problem)
        return 0


def _new() -> int:
    # Drawn, not counted: nobody has to know the last one, and no clock can repeat it.
    return secrets.randbits(60)


def _announce() -> None:
    _asked.number = None
    try:
        cache.set(KEY, _new(), None)
    except Exception as problem:
        log.warning("A change is seen a second late: %s", problem)
