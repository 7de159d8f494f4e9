"""
A Celery worker that the kernel ends at a named moment.

    python -m tests.crash.worker before checkout.payments.placing.telling.order_confirmed
    python -m tests.crash.worker never

It dies by SIGKILL, so nothing of ours runs any more: no handler, no rollback, no farewell.
"""

import os
import pkgutil
import signal
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import django


def main(moment: str, function: str = "") -> None:
    django.setup()
    from storefront.config.celery import app

    if function:
        mock.patch(function, _deadly(function, moment)).start()
    app.worker_main(
        [
            *("worker", "--pool", "solo", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
    )


def _deadly(function: str, moment: str) -> Callable[..., Any]:
    owner, _, name = function.rpartition(".")
    original = getattr(pkgutil.resolve_name(owner), name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if moment == "after":
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return deadly


if __name__ == "__main__":
    main(*sys.argv[1:])
