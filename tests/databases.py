"""
The databases of a test run: one template, migrated once, and a clone of it for each worker.

The template's name carries a fingerprint of every migration, so it is made again only when one
changes. What the migrations and their after-work put into it (content types, permissions, the
site) is kept in a schema of its own, `baseline`; `wipe` brings a database back to exactly that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg2
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import errors, sql

from storefront.config import schema
from storefront.config.embedded import processes
from tests import settings

# Another run may be cloning the template in the same moment.
PATIENCE = 60


def make_clone() -> None:
    """
    Give this worker a fresh database, making the template first if it is missing.
    """
    template = f"template_candour_{schema.fingerprint()[:12]}"
    with processes.lock(settings.TEST_DATA / "template.lock"), _server() as server:
        server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", ["template_candour_%"]
        )
        found = {name for (name,) in server.fetchall()}
        if template not in found:
            _make_template(server, template, older=found)
        _drop(server, settings.TEST_DATABASE)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(settings.TEST_DATABASE), sql.Identifier(template)
            )
        )


def drop_clone() -> None:
    connections.close_all()
    with _server() as server:
        _drop(server, settings.TEST_DATABASE)


@contextlib.contextmanager
def _server() -> Iterator[psycopg2.extensions.cursor]:
    link = psycopg2.connect(settings.POSTGRES_URL)
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        yield cursor


def _drop(server: psycopg2.extensions.cursor, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _make_template(server: psycopg2.extensions.cursor, template: str, *, older: set[str]) -> None:
    half = f"{template}_half"
    for name in {*older, half}:
        _drop(server, name)
    # template0, because somebody may have put tables into template1.
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
            sql.Identifier(half)
        )
    )
    connection.close()
    connection.settings_dict["NAME"] = half
    try:
        call_command("migrate", verbosity=0, interactive=False)
        _keep_baseline()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = settings.TEST_DATABASE
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(half), sql.Identifier(template)
        )
    )


def _keep_baseline() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA baseline")
        for table in _filled(cursor, _tables(cursor, "public")):
            name = connection.ops.quote_name(table)
            cursor.execute(f"CREATE TABLE baseline.{name} AS TABLE public.{name}")  # noqa: S608


# Wiping

_known: dict[str, object] = {}


def wipe() -> None:
    """
    Bring the database back to its state before the first test, in a few milliseconds.

    Django's own flush truncates every table, used or not, and recreates the content types.
    """
    with connection.cursor() as cursor:
        if not _known:
            _known["tables"] = _tables(cursor, "public")
            _known["baseline"] = {
                table: _signature(cursor, "baseline", table)
                for table in _tables(cursor, "baseline")
            }
        tables, baseline = _known["tables"], _known["baseline"]
        assert isinstance(tables, list)
        assert isinstance(baseline, dict)
        dirty = _filled(cursor, [table for table in tables if table not in baseline])
        _empty(cursor, dirty)
        for table, signature in baseline.items():
            if _signature(cursor, "public", table) != signature:
                _restore(cursor, table)


def _tables(cursor: object, schema_name: str) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema_name])
    return sorted(name for (name,) in cursor.fetchall())


def _filled(cursor: object, tables: list[str]) -> list[str]:
    quote = connection.ops.quote_name
    questions = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM public.{quote(table)})"  # noqa: S608
        for table in tables
    )
    cursor.execute(" UNION ALL ".join(questions))
    return [name for (name,) in cursor.fetchall()]


def _empty(cursor: object, tables: list[str]) -> None:
    if not tables:
        return
    quoted = [f"public.{connection.ops.quote_name(table)}" for table in tables]
    deletes = "; ".join(f"DELETE FROM {name}" for name in quoted)  # noqa: S608
    try:
        # A forgotten transaction of a test's thread should fail the test, not hang the run.
        # Keys are not watched meanwhile, so the order of the tables does not matter.
        cursor.execute(
            f"BEGIN; SET LOCAL lock_timeout = '15s'; "
            f"SET LOCAL session_replication_role = replica; {deletes}; COMMIT"
        )
    except Exception as error:
        cursor.execute("ROLLBACK")
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        cursor.execute(f"TRUNCATE {', '.join(quoted)} CASCADE")


def _signature(cursor: object, schema_name: str, table: str) -> tuple[int, int]:
    name = f"{schema_name}.{connection.ops.quote_name(table)}"
    cursor.execute(
        f"SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)), 0) FROM {name} row"  # noqa: S608
    )
    return cursor.fetchone()


def _restore(cursor: object, table: str) -> None:
    name = connection.ops.quote_name(table)
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = ", ".join(connection.ops.quote_name(column) for (column,) in cursor.fetchall())
    _empty(cursor, [table])
    cursor.execute(
        f"INSERT INTO public.{name} ({columns}) OVERRIDING SYSTEM VALUE "  # noqa: S608
        f"SELECT {columns} FROM baseline.{name}"
    )
