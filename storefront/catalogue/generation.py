"""
Which generation of the catalogue this is: a number that every change of a product moves on.

What is counted or ordered over many products is kept in the process under this number, so it is
exact without being counted for each visitor. Nothing that holds a price or a stock is kept here.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction

KEY = "search:generation"
# A commit whose announcement was lost is noticed after this many seconds.
TRUSTED_FOR = 30.0
MOST = 2_000

T = TypeVar("T")
_kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()


def now() -> int:
    """Return the number of the catalogue as it is."""
    number = cache.get(KEY)
    if number is None:
        number = time.time_ns()
        cache.add(KEY, number, None)
    return int(number)


def move_on() -> None:
    """Begin a new generation as soon as the change that is being made can be seen."""
    transaction.on_commit(lambda: cache.set(KEY, time.time_ns(), None))


def keep(
    key: Hashable, make: Callable[[], T], *, generation: int, seconds: float | None = None
) -> T:
    """Return what was made for this key in this generation, or make it."""
    name = (generation, key)
    clock = time.monotonic()
    if found := _kept.get(name):
        if clock < found[0]:
            return found[1]  # type: ignore[no-any-return]
        _kept.pop(name, None)
    made = make()
    _kept[name] = (clock + (seconds or TRUSTED_FOR), made)
    while len(_kept) > MOST:
        try:
            _kept.popitem(last=False)
        except KeyError:  # another thread was faster
            break
    return made


def forget() -> None:
    """Let go of everything; for tests."""
    _kept.clear()
