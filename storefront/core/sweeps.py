"""Going through all that is due: each row by itself, so that none stops or starves another."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db.models import Model, QuerySet

log = logging.getLogger("candour.sweeps")

Row = TypeVar("Row", bound=Model)

PAGE = 200
# Below the time that a task is given; what is left over comes first in the next run.
SECONDS = 60.0


def each(name: str, rows: QuerySet[Row], do: Callable[[Row], Any]) -> int:
    """
    Do something with every row, in the order of the keys; return for how many it said so.

    A row at which it raises is logged and left for the next run. Rows are read a page at a time,
    each page behind the last, so that those that never get done keep no later one waiting. A run
    that is out of time leaves a mark, and the next one begins there; a mark that the cache has
    lost only delays. `do` states its own transaction.
    """
    mark, ends = f"sweep:{name}", time.monotonic() + SECONDS
    last, done = cache.get(mark, 0), 0
    cut_short = False
    try:
        while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
            for row in page:
                last = row.pk
                done += _tried(name, row, do)
                if time.monotonic() > ends:
                    cut_short = True
                    return done
    except SoftTimeLimitExceeded:
        cut_short = True
        raise
    finally:
        if cut_short:
            log.warning("%s: out of time behind %s", name, last)
            cache.set(mark, last, timeout=3600)
        else:
            cache.delete(mark)
    return done


def _tried(name: str, row: Row, do: Callable[[Row], Any]) -> bool:
    try:
        return bool(do(row))
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        log.exception("%s: %s %s failed and is tried again", name, row._meta.label, row.pk)
        return False
