"""
Real workers on the test's own database and Redis, and the mail they wrote.
"""

import email
import email.policy
import os
import signal
import subprocess
import sys

import pytest

from storefront.config.embedded import processes
from tests import settings

PATIENCE = 60  # seconds, on a busy machine


@pytest.fixture
def mailed(tmp_path):
    """
    The letters that the workers handed over, read back from their mail folder.
    """

    def read():
        letters = []
        for file in sorted((tmp_path / "mail").glob("*.log")):
            for text in file.read_bytes().split(b"-" * 79 + b"\n"):
                if text.strip():
                    letters.append(email.message_from_bytes(text, policy=email.policy.default))
        return letters

    return read


@pytest.fixture
def worker(tmp_path):
    """
    Start a worker: `worker("before", "some.function")` to be killed there, `worker()` to live.
    """
    started = []

    def start(moment="never", function=""):
        log = tmp_path / f"worker-{len(started)}.log"
        process = processes.spawn(
            [sys.executable, "-m", "tests.crash.worker", moment, *([function] if function else [])],
            log=log,
            cwd=settings.PROJECT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "storefront.config.settings",
                "CANDOUR_DATA": str(tmp_path),
                "SECRET_KEY": "only-for-these-tests-" * 3,
            },
        )
        started.append(process)
        return process

    yield start
    for process in started:
        processes.stop(process, signals=[(signal.SIGTERM, 15)])


@pytest.fixture
def was_killed(tmp_path):
    def check(process):
        try:
            code = process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            code = None
        said = "\n".join(processes.tail(log, lines=30) for log in tmp_path.glob("worker-*.log"))
        assert code == -signal.SIGKILL, said
        return True

    return check


@pytest.fixture
def until(tmp_path):
    """
    Wait for something that a worker does, and show what it said if it does not.
    """

    def wait(condition):
        if not processes.wait_until(condition, seconds=PATIENCE, every=0.2):
            logs = (processes.tail(log, lines=40) for log in tmp_path.glob("worker-*.log"))
            pytest.fail("it did not happen:\n" + "\n".join(logs))

    return wait
