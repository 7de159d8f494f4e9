"""
`/health/`: whether everything the shop needs is alive, each part by name.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import psycopg2
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from checkout import opening
from storefront.core.access import anyone

PATIENCE = 2  # seconds each part has to answer
# Beat queues a heartbeat every five seconds; a worker busy with long tasks may miss a few.
HEARTBEAT = "worker-heartbeat"
HEARTBEAT_MAY_BE = 30  # seconds old

# Strangers read this page too: however often they ask, each process looks once in this time.
ASKED_EVERY = 1.0  # seconds

logger = logging.getLogger("candour.health")
_looking, _seen = threading.Lock(), (float("-inf"), {"web": "alive"})


@anyone
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    state = _state()
    return JsonResponse(state, status=200 if state["status"] == "ok" else 503)


def _state() -> dict[str, str]:
    """Look how everything is, or tell what was seen a moment ago."""
    global _seen
    with _looking:
        if time.monotonic() - _seen[0] > ASKED_EVERY:
            _seen = (time.monotonic(), _looked())
        return _seen[1]


def _looked() -> dict[str, str]:
    parts = {"web": "alive"}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception as error:
            # The reason is for the log: strangers read this page too.
            logger.warning("%s is not well: %s", name, error)
            parts[name] = "down"
        else:
            parts[name] = "alive"
    well = all(state == "alive" for state in parts.values())
    # A shop that has still to name its seller is well, but sells nothing yet.
    sale = _sale() if well else "unknown"
    return {"status": "ok" if well else "down", **parts, "sale": sale}


def _sale() -> str:
    try:
        return "closed" if opening.lacking(at=timezone.now()) else "open"
    except Exception as error:
        logger.warning("Whether the shop sells is not known: %s", error)
        return "unknown"


def _database() -> None:
    # A connection of its own: only a new one has a time-out that a dead network cannot outwait.
    parameters = connection.get_connection_params() | {
        "connect_timeout": PATIENCE,
        "options": f"-c statement_timeout={PATIENCE * 1000}",
    }
    link = psycopg2.connect(**parameters)
    try:
        link.cursor().execute("SELECT 1")
    finally:
        link.close()


def _redis() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    with client:
        client.ping()


def _worker() -> None:
    """
    A task that beat queued and a worker ran lately: so both live.
    """
    seen = cache.get(HEARTBEAT)
    if seen is None:
        raise LookupError("no heartbeat")
    age = timezone.now().timestamp() - seen
    if age > HEARTBEAT_MAY_BE:
        raise LookupError(f"the last heartbeat is {age:.0f} s old")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "worker": _worker,
}
