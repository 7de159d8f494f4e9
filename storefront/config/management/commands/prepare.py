"""
Everything between a checkout of the code and a shop that can be served, each step only if needed.
"""

from __future__ import annotations

import hashlib
import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.utils import timezone

from storefront.config import opening_steps, schema
from storefront.config.management.commands import demo_shop
from storefront.config.serve import ACCOUNTS, NEXT_STEPS

# Kept in the database itself, so that the note and what it is about are never apart.
NOTED_ON = "django_migrations"


class Command(BaseCommand):
    help = "Bring tables, static files and the demo shop up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="without the demo shop")

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        self._tables()
        self._static_files()
        if not empty:
            self._demo_shop()
        self._next_steps()

    def _tables(self) -> None:
        fingerprint = schema.fingerprint()
        if _notes().get("schema") == fingerprint:
            return
        self._say("Tables: bringing them up to date")
        call_command("migrate", interactive=False, stdout=_Counter(self._say), verbosity=1)
        call_command("usual_roles", stdout=self.stdout)
        _note(schema=fingerprint)

    def _static_files(self) -> None:
        fingerprint = _fingerprint_of_static_files()
        note = Path(settings.STATIC_ROOT) / ".fingerprint"
        if note.exists() and note.read_text() == fingerprint:
            return
        self._say("Static files: collecting")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        note.write_text(fingerprint)

    def _demo_shop(self) -> None:
        # Whether it is there already the command knows itself, and then it is quick.
        call_command("demo_shop", stdout=self.stdout, tell_accounts=False)
        # Told once, when the shop is open, at each start.
        Path(settings.DATA_DIR, ACCOUNTS).write_text("\n".join(demo_shop.accounts()))

    def _next_steps(self) -> None:
        file = Path(settings.DATA_DIR, NEXT_STEPS)
        if steps := opening_steps.steps(timezone.now()):
            numbered = [f"  {n}. {step}" for n, step in enumerate(steps, 1)]
            file.write_text("\n".join(["Nothing is sold yet. What comes next:", *numbered]))
        else:
            file.unlink(missing_ok=True)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class _Counter(io.TextIOBase):
    """
    Takes what migrate writes and says now and then how far it is.
    """

    EVERY = 50

    def __init__(self, say: Any) -> None:
        self.say = say
        self.applied = 0

    def write(self, text: str) -> int:
        self.applied += text.count(" OK")
        if " OK" in text and self.applied % self.EVERY == 0:
            self.say(f"Tables: {self.applied} changes made")
        return len(text)


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _notes() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [NOTED_ON])
        (text,) = cursor.fetchone()
    try:
        return json.loads(text or "{}")
    except ValueError:
        return {}


def _note(**news: Any) -> None:
    text = json.dumps(_notes() | news)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE {NOTED_ON} IS %s", [text])
