"""
Child processes that go when we go, and files that say who holds what.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes, after which a server's log starts again
LINUX = sys.platform.startswith("linux")

# Loaded before any fork: between fork and exec nothing should be loaded.
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


class CannotStart(Exception):
    """
    A server cannot run here; the text says why and what to do.
    """


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | IO[bytes] | None = None,
    user: tuple[int, int] | None = None,
    when_we_die: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """
    Start a child in a session of its own that gets a signal when this process dies.

    Its own session keeps a terminal's Ctrl-C away from it: whoever owns it decides when it stops.
    Linux only delivers the signal of death; elsewhere the next start clears what was left.

    :param user: user and group id to become, for a server that refuses to run as root
    """
    output = open_log(log) if isinstance(log, Path) else log
    try:
        return subprocess.Popen(  # noqa: S603
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output if output is not None else None,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
            preexec_fn=_before_exec(user=user, when_we_die=when_we_die, parent=os.getpid()),
            cwd=cwd,
            env=env,
        )
    finally:
        if isinstance(log, Path) and output is not None:
            output.close()


def _before_exec(
    *, user: tuple[int, int] | None, when_we_die: signal.Signals, parent: int
) -> Callable[[], None]:
    def before_exec() -> None:
        if user is not None:
            become(user)
        if _libc is not None:
            # After the change of user, which clears it.
            _libc.prctl(PR_SET_PDEATHSIG, int(when_we_die), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return before_exec


def become(user: tuple[int, int]) -> None:
    """
    Turn this process from root into an ordinary user, for good.
    """
    uid, gid = user
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    os.umask(0o077)


def as_user(user: tuple[int, int], question: Callable[[], bool]) -> bool:
    """
    The answer another user would get, asked in a short-lived child.
    """
    pid = os.fork()
    if not pid:
        answer = False
        with contextlib.suppress(BaseException):
            become(user)
            answer = question()
        os._exit(0 if answer else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def stop(
    process: subprocess.Popen[bytes], *, signals: Sequence[tuple[signal.Signals, float]]
) -> None:
    """
    Ask a child to stop, each time more firmly, with the seconds to wait after each request.
    """
    for request, patience in signals:
        if process.poll() is not None:
            return
        process.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
            return
    process.kill()
    process.wait()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid: int) -> str:
    """
    How a running process was started, or nothing when it cannot be told.
    """
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        pass
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(  # noqa: S603
            ["ps", "-o", "command=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=5,
        ).stdout.strip()
    return ""


def end_left_over(pid: int, *, marker: str, request: signal.Signals) -> None:
    """
    End a server that outlived its keeper, but only if it really is the one meant.
    """
    if not is_alive(pid) or marker not in command_of(pid):
        return
    for asked in (request, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, asked)
        if wait_until(lambda: not is_alive(pid), seconds=15):
            return


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def open_log(path: Path) -> IO[bytes]:
    """
    A log to append to, begun again when it has grown too long.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def tail(path: Path, *, lines: int = 12) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


@contextlib.contextmanager
def lock(path: Path, *, shared: bool = False) -> Iterator[IO[bytes]]:
    """
    Hold a file's lock for the length of the block; the system lets it go if we are killed.
    """
    with _open_lock(path) as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield file


def can_lock(path: Path, *, shared: bool = False) -> bool:
    file = try_lock(path, shared=shared)
    if file is not None:
        file.close()
    return file is not None


def try_lock(path: Path, *, shared: bool = False) -> IO[bytes] | None:
    """
    The lock if it is to be had at once. Closing the file lets it go.
    """
    file = _open_lock(path)
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _open_lock(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+b")
    except PermissionError as error:
        raise CannotStart(
            f"{path.parent} belongs to another user. Run as that user, or remove the folder."
        ) from error
