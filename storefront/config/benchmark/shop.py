"""
The shop as production serves it, and the number of its statements in a header of every answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created

from storefront.config.wsgi import application as shop

HEADER = "X-Statements"
_count = threading.local()


def _counting(execute: Callable[..., Any], *arguments: Any) -> Any:
    _count.statements = getattr(_count, "statements", 0) + 1
    return execute(*arguments)


def _watch(connection: Any, **_: Any) -> None:
    if _counting not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counting)


connection_created.connect(_watch)
for _connection in connections.all(initialized_only=True):
    _watch(_connection)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    _count.statements = 0

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (HEADER, str(_count.statements))], *rest)

    return shop(environ, start)
