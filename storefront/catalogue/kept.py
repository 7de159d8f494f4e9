"""
Answers that change rarely: kept in Redis until they are forgotten, and for a moment in the process.

A change is seen at once by the process that made it, and by the others after REMEMBERED seconds.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

KEPT_FOR = 24 * 60 * 60
REMEMBERED = 1.0


class Kept:
    """One of these is one answer: where it is kept, and how it is read anew."""

    def __init__(self, key: str, read: Callable[[], Any]) -> None:
        self.key, self.read = key, read
        self._answer: Any = None
        self._until = 0.0

    def get(self) -> Any:
        now = time.monotonic()
        if now < self._until:
            return self._answer
        if (answer := cache.get(self.key)) is None:
            answer = self.read()
            cache.set(self.key, answer, KEPT_FOR)
        self._answer = answer
        self._until = now + getattr(settings, "CANDOUR_REMEMBERED_SECONDS", REMEMBERED)
        return answer

    def forget(self) -> None:
        """Have it read anew, now and once what changed it is committed."""
        self._forget()
        transaction.on_commit(self._forget)

    def _forget(self) -> None:
        self._until = 0.0
        cache.delete(self.key)
