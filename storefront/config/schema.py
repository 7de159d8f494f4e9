"""
Whether the database is up to date, without asking every migration.
"""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader


def fingerprint() -> str:
    """
    One value that changes when any migration of any installed app does, theirs as well as ours.
    """
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        name, _ = MigrationLoader.migrations_module(app.label)
        try:
            package = importlib.import_module(name) if name else None
        except ModuleNotFoundError:
            continue
        for folder in getattr(package, "__path__", []):
            for file in sorted(Path(folder).glob("*.py")):
                digest.update(f"{app.label}/{file.name}".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
