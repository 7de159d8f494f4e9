"""
The databases that are measured, each kept for the next run until a migration changes.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.urls import reverse
from psycopg2 import sql

from storefront.config import messages, schema, serve
from storefront.config.embedded import addresses

REDIS_NUMBER = 9
PAGES = 150  # enough that none is asked for twice within a second


class NotFilled(Exception):
    """
    A database could not be made ready; what went wrong stands above.
    """


def postmaster() -> int:
    """
    The process from which every process of the embedded PostgreSQL came.
    """
    note = addresses.data_folder(settings.BASE_DIR) / "postgres" / "postmaster.pid"
    return int(note.read_text().split()[0])


def prepare(number: int, *, say: Callable[[str], None]) -> str:
    """
    Return the name of a database with so many products, making it if there is none yet.

    :raises NotFilled: if that fails
    """
    prefix = f"benchmark_{schema.fingerprint()[:8]}"
    name, half = f"{prefix}_{number}", f"{prefix}_{number}_half"
    with server() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'benchmark_%'")
        there = {each for (each,) in cursor.fetchall()}
        for old in there:
            if not old.startswith(prefix) or old.endswith("_half"):
                run(cursor, "DROP DATABASE {} WITH (FORCE)", old)
        if name in there:
            return name
        kept = [each for each in there if each.startswith(prefix) and not each.endswith("_half")]
        smaller = [each for each in kept if _size(each) < number]
        run(
            cursor,
            "CREATE DATABASE {} TEMPLATE {}",
            half,
            max(smaller, key=_size) if smaller else "template0",
        )
    say(f"Filling a shop with {number} products (it is kept for the next run)")
    began = time.monotonic()
    for command in (["migrate", "--verbosity", "0"], ["benchmark", "--fill", str(number)]):
        _managed(*command, database=half)
    with server() as cursor:
        run(cursor, "ALTER DATABASE {} RENAME TO {}", half, name)
    with server(name) as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(f"    done in {time.monotonic() - began:.0f} s")
    return name


def collect() -> None:
    """
    Bring messages and static files up to date, as whoever starts the shop does.

    :raises NotFilled: if that fails
    """
    messages.compile_stale(settings.BASE_DIR)
    _managed("collectstatic", "--no-input", "--verbosity", "0", database="postgres")


def environment(database: str) -> dict[str, str]:
    """
    What a process needs to serve one of the databases as production would.
    """
    folder = Path(settings.DATA_DIR)
    return os.environ | {
        "DATABASE_URL": url(database),
        "REDIS_URL": redis_url(),
        **serve.SERVED,
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "benchmark-media"),
    }


def goods_in(database: str) -> tuple[list[str], list[int]]:
    """
    Product pages, and for each what is bought there: the product itself, or its first variant.
    """
    with server(database) as cursor:
        cursor.execute(
            """
            SELECT product.id, product.slug, coalesce(min(variant.id), product.id)
            FROM catalogue_product product
            LEFT JOIN catalogue_product variant ON variant.parent_id = product.id
            WHERE product.is_public AND product.structure <> 'child' AND NOT EXISTS (
                SELECT FROM partner_salestop stop
                JOIN partner_stockrecord record ON record.id = stop.stockrecord_id
                WHERE stop.lifted_at IS NULL AND record.product_id IN (product.id, variant.id)
            )
            GROUP BY product.id ORDER BY md5(product.slug) LIMIT %s
            """,
            [PAGES],
        )
        rows = cursor.fetchall()
    pages = [
        reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk}) for pk, slug, _ in rows
    ]
    return pages, [bought for *_, bought in rows]


@contextlib.contextmanager
def server(database: str = "postgres") -> Iterator[Any]:
    link = psycopg2.connect(url(database))
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        yield cursor


def run(cursor: Any, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def url(database: str) -> str:
    embedded = urlsplit(addresses.embedded_database_url(addresses.data_folder(settings.BASE_DIR)))
    return urlunsplit(embedded._replace(path=f"/{database}"))


def redis_url() -> str:
    return addresses.embedded_redis_url(
        addresses.data_folder(settings.BASE_DIR), number=REDIS_NUMBER
    )


def _managed(*command: str, database: str) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *command], env=environment(database), cwd=settings.BASE_DIR
    )
    if done.returncode:
        raise NotFilled(f"manage.py {' '.join(command)} failed; what went wrong stands above.")


def _size(database: str) -> int:
    return int(database.rpartition("_")[2])
