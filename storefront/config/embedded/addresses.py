"""
Where the database and Redis are. Nothing is started or touched by asking.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

DATABASE = "candour"
USER = "candour"


def data_folder(base_dir: Path) -> Path:
    """
    Everything the embedded servers keep for one copy of the project.
    """
    return base_dir / ".data"


def socket_folder(data: Path) -> Path:
    """
    The folder of the sockets that belong to one data folder.

    A socket's path may have about 100 bytes and goes into addresses, so it never depends on how
    long the project's path is or what letters it has.
    """
    key = f"{os.geteuid()}:{data.resolve()}"
    return Path("/tmp") / f"candour-{hashlib.sha256(key.encode()).hexdigest()[:12]}"  # noqa: S108


def embedded_database_url(data: Path, *, name: str = DATABASE) -> str:
    return f"postgresql://{USER}@/{name}?host={socket_folder(data) / 'pg'}"


def embedded_redis_url(data: Path, *, number: int = 0) -> str:
    return f"unix://{socket_folder(data) / 'redis.sock'}?db={number}"


def database_url(base_dir: Path) -> str:
    """
    The database that DATABASE_URL names, or else the embedded one.
    """
    return os.environ.get("DATABASE_URL") or embedded_database_url(data_folder(base_dir))


def redis_url(base_dir: Path) -> str:
    """
    The Redis that REDIS_URL names, or else the embedded one.
    """
    return os.environ.get("REDIS_URL") or embedded_redis_url(data_folder(base_dir))


def broker_url(base_dir: Path) -> str:
    """
    The same Redis in the spelling that Celery understands.
    """
    url = redis_url(base_dir)
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"
