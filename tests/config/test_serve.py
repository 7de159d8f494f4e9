"""
The supervisor of bin/run, with children of our own in place of web, worker and beat.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storefront.config import health, probe, serve
from storefront.config.embedded import processes

PROJECT = Path(__file__).resolve().parents[2]
STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "print('I give up')"]


@pytest.fixture(autouse=True)
def _logs_of_the_test(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "LOGS", tmp_path)
    monkeypatch.setattr(serve.keeper, "is_kept", lambda data, name: True)


@pytest.fixture
def family():
    children = []

    def make(name, command, **facts):
        child = serve.Child(name, command, **facts)
        child.start(dict(os.environ))
        children.append(child)
        return child

    yield make
    serve._stop_all(children)


def free_port():
    with socket.socket() as asked:
        asked.bind((serve.HOST, 0))
        return asked.getsockname()[1]


def _has_ended(child):
    return processes.wait_until(child.has_died, seconds=10)


def test_a_worker_that_dies_is_started_again(family, capsys):
    worker = family("worker", STAYS)
    first = worker.process.pid
    worker.process.kill()
    assert _has_ended(worker)

    serve._look_after([worker], dict(os.environ))

    assert worker.process.pid != first
    assert worker.process.poll() is None
    assert "worker has ended; it is started again" in capsys.readouterr().out


def test_a_worker_that_keeps_dying_stops_the_shop_with_its_last_words(family):
    worker = family("worker", ENDS)

    for _ in range(serve.RESTARTS):
        assert _has_ended(worker)
        serve._look_after([worker], dict(os.environ))
    assert _has_ended(worker)

    with pytest.raises(processes.CannotStart, match="worker has ended.*\n*I give up"):
        serve._look_after([worker], dict(os.environ))


def test_a_web_server_that_dies_stops_the_shop_at_once(family):
    web = family("web", ENDS, may_restart=False)
    assert _has_ended(web)

    with pytest.raises(processes.CannotStart, match="web has ended"):
        serve._look_after([web], dict(os.environ))


def test_a_child_that_does_not_listen_is_killed(family, monkeypatch):
    deaf = "import signal, time; [signal.signal(s, signal.SIG_IGN) for s in (3, 15)]; print(1)"
    monkeypatch.setattr(serve, "STOPPING", [(signal.SIGTERM, 0.3), (signal.SIGQUIT, 0.3)])
    child = family("deaf", [sys.executable, "-uc", f"{deaf}; time.sleep(60)"])
    assert processes.wait_until(lambda: "1" in processes.tail(child.log), seconds=10)

    serve._stop_all([child])

    assert child.process.wait(timeout=5) == -signal.SIGKILL


def test_a_taken_port_is_refused_in_clear_words():
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        answer = subprocess.run(
            [sys.executable, "-m", "storefront.config.serve", "--port", str(port)],
            capture_output=True,
            text=True,
            cwd=PROJECT,
        )

    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert f"PORT={port + 1} bin/run" in answer.stderr


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_whole_shop_starts_answers_and_stops_when_asked(tmp_path):
    port = free_port()
    environment = os.environ | {"STATIC_ROOT": str(tmp_path / "static"), "PORT": str(port)}
    shop = subprocess.Popen(
        [sys.executable, "-m", "storefront.config.serve", "--empty"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "storefront.config.settings"},
    )
    try:
        said = []
        for line in shop.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                break
        assert f"http://localhost:{port}/" in "".join(said)
        # The other web process may still tell what it saw before the first heartbeat.
        assert processes.wait_until(
            lambda: probe.ask(port).get("status") == "ok", seconds=health.ASKED_EVERY + 1
        )
    finally:
        began = time.monotonic()
        shop.send_signal(signal.SIGINT)
        shop.wait(timeout=40)

    assert shop.returncode == 0
    assert time.monotonic() - began < 20
    assert probe.ask(port) == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_web_server_in_production_answers_the_probe_of_its_container(family, monkeypatch):
    port = free_port()
    for key, value in {
        "CANDOUR_ENV": "production",
        "SECRET_KEY": "only-for-this-test-" * 4,
        "ALLOWED_HOSTS": "shop.example,www.shop.example",
        "CANDOUR_ORIGIN": "https://shop.example",
        "DJANGO_SETTINGS_MODULE": "storefront.config.settings",
        "PORT": str(port),
    }.items():
        monkeypatch.setenv(key, value)
    (web, *_) = serve.children(port)
    family("web", web.command)

    assert processes.wait_until(lambda: probe.ask(port) != {}, seconds=60)

    assert probe.main() == 0
