"""
Message catalogues, compiled where needed: a fresh machine has no gettext tools.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("storefront", "checkout", "aftersales", "complaints", "privacy")


def compile_stale(project: Path) -> int:
    """
    Compile every catalogue that is newer than its compiled form, and say how many there were.

    A process reads its catalogues once, when Django is set up, so this comes before.
    """
    compiled = 0
    for source in _catalogues(project):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Heavy, and seldom needed.
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            # Named by its folder, not by its header, which translators forget.
            catalogue = read_po(file, locale=None)
        half = target.with_suffix(f".{os.getpid()}")
        with half.open("wb") as file:
            write_mo(file, catalogue)
        half.replace(target)
        compiled += 1
    return compiled


def _catalogues(project: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((project / package).rglob("locale/*/LC_MESSAGES/*.po"))
