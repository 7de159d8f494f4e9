"""
The keeper of one server: starts it, waits until its last user has gone, stops it.

Users hold a shared lock on `<server>.users`; the keeper waits for the exclusive one, which the
system grants when every user has let go or died. The keeper itself holds `<server>.keeper` for as
long as it lives, and writes "ready" into it. If the keeper is killed, its server gets a signal
from the kernel.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from . import addresses, postgres, processes, redis

Server = postgres.Server | redis.Server
SERVERS: dict[str, type[postgres.Server] | type[redis.Server]] = {
    "postgres": postgres.Server,
    "redis": redis.Server,
}
# What names a server elsewhere, so that no embedded one is wanted.
VARIABLES = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
PROJECT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def ensure_running(
    data: Path, *, servers: Sequence[str] = tuple(SERVERS), throwaway: bool = False
) -> Iterator[None]:
    """
    Have the servers of a data folder run for the length of the block.

    :param throwaway: for tests: fast, and lost in a power cut
    :raises CannotStart: with words for whoever started the program
    """
    if sys.platform == "win32":
        raise processes.CannotStart("The embedded servers need Linux or macOS (or WSL).")
    with contextlib.ExitStack() as held:
        for name in servers:
            held.enter_context(_using(data, name, throwaway=throwaway))
        yield


@contextlib.contextmanager
def ensure_missing_running(base_dir: Path) -> Iterator[None]:
    """
    Have those servers run for which the environment names none.
    """
    servers = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
    with ensure_running(addresses.data_folder(base_dir), servers=servers):
        yield


def is_kept(data: Path, name: str) -> bool:
    """
    Whether a keeper lives, so that the server runs or is about to.
    """
    return not processes.can_lock(data / f"{name}.keeper")


def wait_until_gone(data: Path, name: str, *, seconds: float = 30) -> None:
    """
    Wait while a keeper that has no more users stops its server; one that others use stays.
    """
    users = data / f"{name}.users"

    def gone_or_needed() -> bool:
        return not is_kept(data, name) or not (
            processes.can_lock(users) or not processes.can_lock(users, shared=True)
        )

    processes.wait_until(gone_or_needed, seconds=seconds)


@contextlib.contextmanager
def _using(data: Path, name: str, *, throwaway: bool) -> Iterator[None]:
    # Inside the lock of starting, so that of two users who come together one starts a keeper.
    with contextlib.ExitStack() as held:
        with processes.lock(data / f"{name}.start"):
            # Waits here while a keeper that found no more users is stopping the server.
            held.enter_context(processes.lock(data / f"{name}.users", shared=True))
            ready = data / f"{name}.keeper"
            processes.wait_until(
                lambda: not is_kept(data, name) or ready.read_text() == "ready", seconds=150
            )
            if not is_kept(data, name):
                _start_keeper(data, name, throwaway=throwaway)
        yield


def _start_keeper(data: Path, name: str, *, throwaway: bool) -> None:
    log = data / "log" / f"{name}.log"
    with processes.open_log(log) as output:
        keeper = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", __name__, str(data.resolve()), name),
                *(["throwaway"] if throwaway else []),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
            cwd=PROJECT,
        )
    # It closes this pipe when it is ready or has failed.
    assert keeper.stdout is not None  # noqa: S101
    with keeper.stdout:
        said = keeper.stdout.read().decode(errors="replace").strip()
    if said != "ready":
        keeper.wait()
        raise processes.CannotStart(said or f"{name} did not start:\n{processes.tail(log)}")
    # It is nobody's child from here on: do not warn that it still runs when we end.
    keeper.returncode = 0


class _Enough(BaseException):
    """
    The server died, or the keeper was asked to stop.
    """


def _enough(_signal: int, _frame: FrameType | None) -> None:
    raise _Enough


def keep(data: Path, name: str, *, throwaway: bool) -> int:
    mark = None
    while mark is None:  # somebody may be asking in this moment whether we live
        mark = processes.try_lock(data / f"{name}.keeper")
    _mark(mark, "")
    signal.signal(signal.SIGTERM, _enough)
    server = SERVERS[name](data, throwaway=throwaway)
    try:
        try:
            process = server.start()
        except processes.CannotStart as error:
            return _say(str(error), 1)
        signal.signal(signal.SIGCHLD, _enough)
        if process.poll() is not None:  # it died before we listened
            raise _Enough
        _mark(mark, "ready")
        _say("ready", 0)
        with processes.lock(data / f"{name}.users"):
            return _finish(server, mark)
    except _Enough:
        return _finish(server, mark)


def _finish(server: Server, mark: IO[bytes]) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _mark(mark, "")
    server.stop()
    # Before the users' lock: whoever waits for that must find no keeper.
    mark.close()
    return 0


def _mark(mark: IO[bytes], text: str) -> None:
    mark.seek(0)
    mark.truncate()
    mark.write(text.encode())
    mark.flush()


def _say(text: str, code: int) -> int:
    sys.stdout.write(text)
    sys.stdout.flush()
    # Whoever started us reads to the end of this pipe.
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), sys.argv[2], throwaway="throwaway" in sys.argv[3:]))
