"""
Serves the whole shop from one terminal: `python -m storefront.config.serve`, or bin/run.

Starts the embedded servers where none are named, prepares the shop, starts web, worker and beat,
says where it is, and stops all of it when asked or when the shop can no longer be served.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from storefront.config import probe
from storefront.config.embedded import addresses, keeper, processes

PROJECT = Path(__file__).resolve().parents[2]
LOGS = addresses.data_folder(PROJECT) / "log"
ACCOUNTS = "demo-accounts.txt"  # in the data folder, once there is a demo shop
NEXT_STEPS = "next-steps.txt"  # the same, while something keeps the shop from selling
HOST = "127.0.0.1"
TO_BE_WELL = 90  # seconds until /health/ has to answer
RESTARTS, RESTARTS_WITHIN = 3, 60.0  # of a child in seconds, before the shop gives up
STOPPING = [(signal.SIGTERM, 12.0), (signal.SIGQUIT, 3.0)]
# As production is served. Threads of one process share two heaps of glibc's: one for each of them
# keeps a fifth more memory and serves nobody faster, since one thread runs Python at a time.
SERVED = {"CANDOUR_SERVED": "1", "DEBUG": "0", "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


class Stop(BaseException):
    """
    Somebody asked the shop to stop.
    """


@dataclass
class Child:
    name: str
    command: Sequence[str | Path]
    may_restart: bool = True
    process: subprocess.Popen[bytes] | None = None
    starts: collections.deque[float] = field(default_factory=collections.deque)

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self, environment: dict[str, str]) -> None:
        self.starts.append(time.monotonic())
        self.process = processes.spawn(
            self.command, log=self.log, cwd=PROJECT, env=environment, when_we_die=signal.SIGTERM
        )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def dies_too_often(self) -> bool:
        recent = [start for start in self.starts if start > time.monotonic() - RESTARTS_WITHIN]
        return len(recent) > RESTARTS


def children(port: int) -> list[Child]:
    celery = (sys.executable, "-m", "celery", "--app", "storefront.config.celery")
    return [
        Child(
            "web",
            [
                *(sys.executable, "-m", "gunicorn", "storefront.config.wsgi:application"),
                *("--bind", f"{HOST}:{port}", "--worker-class", "gthread"),
                *("--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", "4"),
                *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
                "--preload",  # the code is loaded once and shared by the workers
            ],
            may_restart=False,
        ),
        Child(
            "worker",
            [
                *(*celery, "worker", "--concurrency", os.environ.get("TASK_WORKERS", "2")),
                *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
            ],
        ),
        Child(
            "beat",
            [
                *(*celery, "beat", "--loglevel", "WARNING", "--pidfile="),
                *("--schedule", addresses.data_folder(PROJECT) / "beat-schedule"),
            ],
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, _stop)
    environment = SERVED | os.environ
    try:
        _refuse_a_taken_port(options.port)
        say("Starting the servers")
        with keeper.ensure_missing_running(PROJECT):
            try:
                _prepare(environment, empty=options.empty)
                return _serve(children(options.port), environment, port=options.port)
            except Stop:
                say("Stopping the servers")
                return 0
    except processes.CannotStart as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Stop:
        return 0
    finally:
        # The keepers go by themselves; whoever sees us end may expect to find nothing running.
        _wait_for_the_keepers()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Run the whole shop.")
    parser.add_argument("--empty", action="store_true", help="without the demo shop")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    options = parser.parse_args(arguments)
    if not 0 < options.port < 65536:
        parser.error(f"{options.port} is no port: it must be a number from 1 to 65535")
    return options


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # Asked again, the children are killed: see _stop_all.
    raise Stop


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise processes.CannotStart(
                f"Port {port} may not be used by this user. Choose another: PORT=8080 bin/run"
            ) from error
        except OSError as error:
            raise processes.CannotStart(
                f"Port {port} is taken: another program, or this shop already, listens there. "
                f"Choose another: PORT={port + 1} bin/run"
            ) from error


def _prepare(environment: dict[str, str], *, empty: bool) -> None:
    command = [sys.executable, "manage.py", "prepare", *(["--empty"] if empty else [])]
    # In a session of its own, so that Ctrl-C lets a running step be stopped by us alone.
    child = processes.spawn(command, cwd=PROJECT, env=environment)
    try:
        code = child.wait()
    except Stop:
        processes.stop(child, signals=[(signal.SIGTERM, 10)])
        raise
    if code:
        raise processes.CannotStart("The shop could not be prepared; the reason stands above.")


def _serve(family: list[Child], environment: dict[str, str], *, port: int) -> int:
    try:
        say("Starting web, worker and beat")
        for child in family:
            child.start(environment)
        _wait_until_well(family, environment, port=port)
        say(_greeting(port))
        while True:
            time.sleep(0.5)
            _look_after(family, environment)
    finally:
        _stop_all(family)


def _wait_until_well(family: list[Child], environment: dict[str, str], *, port: int) -> None:
    deadline = time.monotonic() + TO_BE_WELL
    while (state := probe.ask(port)).get("status") != "ok":
        if time.monotonic() > deadline:
            ill = ", ".join(name for name, said in state.items() if said == "down") or "web"
            raise processes.CannotStart(f"Not well after {TO_BE_WELL} s: {ill}. Logs: {LOGS}")
        _look_after(family, environment)
        time.sleep(0.2)


def _look_after(family: list[Child], environment: dict[str, str]) -> None:
    """
    Start again what died and may be started again.

    :raises CannotStart: if the shop can no longer be served, with the reason
    """
    for child in family:
        if not child.has_died():
            continue
        if not child.may_restart or child.dies_too_often():
            raise processes.CannotStart(
                f"{child.name} has ended, so the shop stops. The end of {child.log}:\n"
                f"{processes.tail(child.log)}"
            )
        say(f"{child.name} has ended; it is started again ({child.log})")
        child.start(environment)
    for name, variable in keeper.VARIABLES.items():
        if not os.environ.get(variable) and not keeper.is_kept(
            addresses.data_folder(PROJECT), name
        ):
            raise processes.CannotStart(
                f"{name} has ended, so the shop stops. Log: {LOGS / f'{name}.log'}"
            )


def _greeting(port: int) -> str:
    shop = f"http://localhost:{port}"
    lines = ["", f"The shop is open:  {shop}/", f"For staff:         {shop}/admin/"]
    for name in (ACCOUNTS, NEXT_STEPS):
        with contextlib.suppress(OSError):
            text = (addresses.data_folder(PROJECT) / name).read_text()
            lines += ["", text.replace("{shop}", shop)]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _stop_all(family: list[Child]) -> None:
    """
    Stop everything at once, and kill what is left when asked a second time.
    """
    alive = [child.process for child in family if child.process and child.process.poll() is None]
    try:
        if alive:
            say("Stopping web, worker and beat")
        for request, patience in STOPPING:
            for process in alive:
                if process.poll() is None:
                    process.send_signal(request)
            if processes.wait_until(_all_gone(alive), seconds=patience):
                return
    except Stop:
        pass
    for process in alive:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _all_gone(alive: list[subprocess.Popen[bytes]]) -> Callable[[], bool]:
    return lambda: all(process.poll() is not None for process in alive)


def _wait_for_the_keepers() -> None:
    data = addresses.data_folder(PROJECT)
    with contextlib.suppress(Stop, processes.CannotStart):
        for name in keeper.SERVERS:
            keeper.wait_until_gone(data, name)


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # whoever read this may have gone; the shop goes on
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
