"""
Makes the environment of bin/run and bin/test out of nothing but python3.

It must load on any Python 3, however old, to be able to say which one is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / ".tools"
VENV = PROJECT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
NETWORK_WORDS = (
    *("connect", "dns", "resolve host", "name resolution", "network", "timed out", "timeout"),
    *("unreachable", "certificate", "failed to fetch", "proxy", "from versions: none"),
)


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def ready(lock: str, *, more: str = "") -> Path:
    """
    The Python of an environment with the packages of a lock file.

    :param more: a lock file with all of these packages and others. Where the environment was made
        for that one it stays so, and is brought up to that one: nothing is taken away from whoever
        uses the others.
    """
    _use_a_python_that_fits()
    note = VENV / "candour.json"
    there = _read(note) if python_of(VENV).exists() else {}
    if more and there.get("lock") == more:
        lock = more
    if there.get("fingerprint") == _fingerprint(lock):
        return python_of(VENV)

    uv = _uv()
    if not there.get("fingerprint"):  # none, or one whose making was cut short
        _run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV],
            doing="Making the environment",
        )
    # Kept while it is made: whoever is cut short makes the same one the next time.
    note.write_text(json.dumps({"lock": lock, "fingerprint": ""}))
    arguments = [uv, "pip", "sync", "--require-hashes", "--python", python_of(VENV), PROJECT / lock]
    _run(arguments, doing="Installing the packages", or_with=_further_indexes())
    note.write_text(json.dumps({"lock": lock, "fingerprint": _fingerprint(lock)}))
    return python_of(VENV)


def _read(note: Path) -> dict[str, str]:
    try:
        return dict(json.loads(note.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def _fingerprint(lock: str) -> str:
    # The folder counts too: an environment does not survive a move.
    digest = hashlib.sha256(f"{PROJECT}\n{sys.version_info[:2]}\n".encode())
    digest.update((PROJECT / lock).read_bytes())
    return digest.hexdigest()


def _use_a_python_that_fits() -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(other, [other, *sys.argv])
    stop(
        f"Candour needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is "
        f"{sys.version.split()[0]} ({sys.executable}). Install one of those and start again."
    )


def _uv() -> Path:
    """
    The installer, in an environment of its own so that it is never among the shop's packages.
    """
    uv = TOOLS / "bin" / "uv"
    lock = PROJECT / "requirements-tools.lock"
    note = TOOLS / "candour.txt"
    if uv.exists() and note.exists() and note.read_text() == _fingerprint(lock.name):
        return uv
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            "This Python cannot make environments: its venv module is not installed.\n"
            f"On Debian and Ubuntu: apt install python3-venv (or python{version}-venv)."
        )
    shutil.rmtree(TOOLS, ignore_errors=True)
    try:
        venv.create(TOOLS, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"The folder {TOOLS} could not be made: {error}")
    pip = [python_of(TOOLS), "-m", "pip", "--disable-pip-version-check"]
    _run(
        [*pip, "install", "--quiet", "--require-hashes", "--requirement", lock],
        doing="Fetching the installer",
    )
    note.write_text(_fingerprint(lock.name))
    return uv


# The network as this machine has it


def _network() -> dict[str, str]:
    """
    uv's settings, taken from pip's where the environment has none for uv.
    """
    settings = _pip_settings()
    # What the machine trusts, as pip does, rather than uv's own list.
    found = {"UV_SYSTEM_CERTS": "true"}
    if "index-url" in settings:
        found["UV_DEFAULT_INDEX"] = settings["index-url"]
    if "cert" in settings:
        found["SSL_CERT_FILE"] = settings["cert"]
    if "UV_INDEX_URL" in os.environ:
        found.pop("UV_DEFAULT_INDEX", None)
    return {key: value for key, value in found.items() if key not in os.environ}


def _further_indexes() -> dict[str, str]:
    """
    The same with pip's further sources: only wanted where the first one lacks something.
    """
    settings = _pip_settings()
    found = {}
    if "extra-index-url" in settings:
        found["UV_EXTRA_INDEX_URL"] = settings["extra-index-url"]
        # As pip does; the hashes say which file is meant wherever it comes from.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "find-links" in settings:
        found["UV_FIND_LINKS"] = ",".join(settings["find-links"].split())
    return {key: value for key, value in found.items() if key not in os.environ}


def _pip_settings() -> dict[str, str]:
    said = subprocess.run(
        [str(python_of(TOOLS)), "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    settings = {}
    for line in said.splitlines():
        key, _, value = line.partition("=")
        # The environment is listed first and wins.
        settings.setdefault(key.rpartition(".")[2], value.strip().strip("'"))
    return settings


# Saying what happens


def say(text: str) -> None:
    print(text, flush=True)


def stop(text: str) -> None:
    sys.exit(f"\n{text}")


def _run(command: list, *, doing: str, or_with: dict[str, str] | None = None) -> None:
    """
    Run one step and say how long it takes; on failure say why and stop.
    """
    command = [str(part) for part in command]
    environment = {**os.environ, **(_network() if TOOLS.exists() and "uv" in command[0] else {})}
    began = time.monotonic()
    with _Ticker(doing):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=PROJECT)
        if done.returncode and or_with:
            again = subprocess.run(
                command, env={**environment, **or_with}, capture_output=True, text=True, cwd=PROJECT
            )
            done = done if again.returncode else again
    if not done.returncode:
        say(f"{doing}: done in {time.monotonic() - began:.0f} s")
        return
    report = (done.stderr + done.stdout).strip()
    tail = "\n".join(f"    {line}" for line in report.splitlines()[-12:])
    if any(word in report.lower() for word in NETWORK_WORDS):
        stop(
            f"{doing} failed: the package index could not be reached.\n"
            "Check the network, and the proxy or index settings of pip, then start again.\n"
            f"The installer said:\n{tail}"
        )
    stop(f"{doing} failed. The installer said:\n{tail}")


class _Ticker:
    """
    Shows on a terminal that something still happens.
    """

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.over = threading.Event()

    def __enter__(self) -> None:
        if not sys.stdout.isatty():
            say(f"{self.doing} ...")
            return
        self.thread = threading.Thread(target=self._tick, daemon=True)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if sys.stdout.isatty():
            self.thread.join()
            sys.stdout.write("\r\033[K")

    def _tick(self) -> None:
        began = time.monotonic()
        while not self.over.wait(0.2):
            sys.stdout.write(f"\r{self.doing} ... {time.monotonic() - began:.0f} s ")
            sys.stdout.flush()
