"""
Answers that change rarely: kept in Redis until they are forgotten, and for a moment in the process.

A change is seen at once by the process that made it, and by the others after REMEMBERED seconds.
Each answer is kept with the number of its generation, which every change moves on: what somebody
read before a change and wrote down after it is nobody's answer any more.
"""

import secrets
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

KEPT_FOR = 24 * 60 * 60
REMEMBERED = 1.0

T = TypeVar("T")


class Kept:
    """One of these is one answer: where it is kept, and how it is read anew."""

    def __init__(self, key: str, read: Callable[[], Any]) -> None:
        self.key, self.read = f"{key}:answer", read
        self._answer: Any = None
        self._until = 0.0
        self._drawn: tuple[Any, dict[Hashable, Any]] = (None, {})

    def get(self) -> Any:
        now = time.monotonic()
        if now < self._until:
            return self._answer
        found = cache.get_many([self.key, self._numbered])
        number, (of, answer) = found.get(self._numbered), found.get(self.key) or (None, None)
        if number is None or of != number:
            if number is None:
                number = self._move_on()
            answer = self.read()
            cache.set(self.key, (number, answer), KEPT_FOR)
        self._answer = answer
        self._until = now + getattr(settings, "CANDOUR_REMEMBERED_SECONDS", REMEMBERED)
        return answer

    def drawn(self, key: Hashable, draw: Callable[[Any], T]) -> T:
        """Return what is drawn from the answer under this key; another answer is drawn anew."""
        answer, kept = self.get(), self._drawn
        if kept[0] is not answer:
            kept = self._drawn = (answer, {})
        if key not in kept[1]:
            kept[1][key] = draw(answer)
        return kept[1][key]  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Have it read anew, now and once what changed it is committed."""
        self._forget()
        transaction.on_commit(self._forget)

    def _forget(self) -> None:
        self._until = 0.0
        self._move_on()

    @property
    def _numbered(self) -> str:
        return f"{self.key}:generation"

    def _move_on(self) -> str:
        number = secrets.token_hex(8)
        cache.set(self._numbered, number, KEPT_FOR)
        return number
