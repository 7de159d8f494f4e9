"""
Races that happen every time: real connections, and a forced meeting at the worst moment.
"""

from __future__ import annotations

import contextlib
import pkgutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

from django.db import connections

PAUSE = 0.5  # seconds a runner waits for the others; a correct lock lets it wait in vain


def race(
    *runners: Callable[[], object], after: str | Sequence[str], pause: float = PAUSE
) -> list[object]:
    """
    Run everything at once and return each result, or the exception raised instead.

    `after` names the function whose answer could go stale, or several where the runners take
    different ways. Every runner pauses there until the others have arrived too; a correct lock
    keeps them out, so the pause just times out. Call it from a test with real transactions
    (`django_db(transaction=True)`), and name a function that is called through its module.
    """
    meeting = threading.Barrier(len(runners))
    names = [after] if isinstance(after, str) else list(after)

    def run(runner: Callable[[], object]) -> object:
        try:
            return runner()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with contextlib.ExitStack() as patches, ThreadPoolExecutor(len(runners)) as pool:
        for name in names:
            patches.enter_context(mock.patch(name, _answer_then_wait(name, meeting, pause)))
        return list(pool.map(run, runners))


@contextlib.contextmanager
def meanwhile(runner: Callable[[], object], *, at: str, pause: float = PAUSE) -> Any:
    """
    Run something in another connection once `at` has answered for the first time within the block.

    It has `pause` seconds for itself, then the block goes on; a correct lock makes it wait until
    the block's transaction ends. Yields a list that holds its result, or its exception, afterwards.
    """
    owner, _, attribute = at.rpartition(".")
    answer = getattr(pkgutil.resolve_name(owner), attribute)
    begun: list[Any] = []
    outcome: list[object] = []

    def run() -> object:
        try:
            return runner()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:

        def answer_then_let_run(*args: Any, **kwargs: Any) -> Any:
            result = answer(*args, **kwargs)
            if not begun:
                begun.append(pool.submit(run))
                with contextlib.suppress(TimeoutError):
                    begun[0].result(timeout=pause)
            return result

        with mock.patch(at, answer_then_let_run):
            yield outcome
        outcome += [each.result(timeout=10) for each in begun]


def _answer_then_wait(name: str, meeting: threading.Barrier, pause: float) -> Callable[..., Any]:
    owner, _, attribute = name.rpartition(".")
    answer = getattr(pkgutil.resolve_name(owner), attribute)

    def answer_then_wait(*args: Any, **kwargs: Any) -> Any:
        result = answer(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=pause)
        return result

    return answer_then_wait
