"""
What every test stands on: databases, Redis, the marks and the clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.test import TransactionTestCase
from django.utils import translation

from storefront.config import messages
from storefront.config.embedded import keeper
from tests import databases, settings
from tests.clock import NOON

REQUIREMENTS = Path(settings.PROJECT, "storefront", "config", "requirements_ids.txt")
NO_CHROMIUM = "no Chromium here: install chromium, or name it in CANDOUR_CHROMIUM"
held: contextlib.ExitStack = contextlib.ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clauses", metavar="FILE", help="write which test proves which requirement")


def pytest_sessionstart(session: pytest.Session) -> None:
    is_worker = hasattr(session.config, "workerinput")
    if is_worker or session.config.option.collectonly:
        return
    messages.compile_stale(settings.PROJECT)
    servers = [
        *([] if "host=/tmp/candour-" not in settings.POSTGRES_URL else ["postgres"]),
        *([] if os.environ["CANDOUR_TEST_REDIS"] else ["redis"]),
    ]
    held.enter_context(keeper.ensure_running(settings.TEST_DATA, servers=servers, throwaway=True))


def pytest_unconfigure() -> None:
    held.close()


# Marks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    known = {line.split()[0] for line in REQUIREMENTS.read_text().splitlines() if line.strip()}
    for item in items:
        for mark in item.iter_markers("clause"):
            if unknown := set(mark.args) - known:
                raise pytest.UsageError(f"{item.nodeid} proves no requirement: {sorted(unknown)}")
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_collection_finish(session: pytest.Session) -> None:
    if not (target := session.config.getoption("--clauses")):
        return
    proofs: dict[str, list[str]] = {}
    for item in session.items:
        for mark in item.iter_markers("clause"):
            lacks = mark.kwargs.get("lacks")
            for clause in mark.args:
                proof = f"{item.nodeid} (in part, without {lacks})" if lacks else item.nodeid
                proofs.setdefault(clause, []).append(proof)
    Path(target).write_text(json.dumps(proofs))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if count := sum(NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.write_sep(
            "=", f"{count} BROWSER TESTS DID NOT RUN ({NO_CHROMIUM})", yellow=True, bold=True
        )


# The browser


def chromium() -> str | None:
    """
    The machine's own Chromium: nothing is downloaded for the tests.
    """
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return os.environ.get("CANDOUR_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    # Chromium's sandbox does not work for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": chromium(), "args": arguments}


# Databases and Redis


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        databases.make_clone()
    yield
    with django_db_blocker.unblock():
        databases.drop_clone()


def _wipe_instead_of_flush(_case: TransactionTestCase) -> None:
    databases.wipe()


TransactionTestCase._fixture_teardown = _wipe_instead_of_flush


@pytest.fixture(scope="session")
def _redis() -> redis.Redis:
    return redis.from_url(settings.REDIS_URL)


@pytest.fixture(autouse=True)
def _nothing_left_in_redis(_redis: redis.Redis) -> None:
    """
    Limits counted by one test must not refuse the next.
    """
    _redis.flushdb()
    # What a process copied from Redis goes with it.
    from storefront.catalogue import generation

    generation.forget()


@pytest.fixture(autouse=True)
def _everyone_starts_in_english() -> Iterator[None]:
    """
    A page in Chinese leaves its language behind in the thread, as between two requests.
    """
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def noon():
    return NOON
