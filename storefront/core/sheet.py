"""
The shop's one style sheet, put together from one file a concern when it is served or collected.

Sources stay small and readable; the reader fetches one file, the same for every page, so the second
page costs nothing. It reaches the browser like any other static file: hashed, compressed, kept.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SERVED_AS = "storefront/shop.css"

# Tokens come first because they name the layers; inside a layer the order still decides.
SHEET = [
    "tokens",
    "base",
    "layout",
    "masthead",
    "colophon",
    "button",
    "field",
    "choice",
    "notice",
    "remedy",
    "price",
    "product-card",
    "gallery",
    "facets",
    "review",
    "home",
    "table",
    "ledger",
    "timeline",
    "basket",
    "disclosure",
    "prose",
    "signing",
    "utilities",
    "print",
]


def sources() -> list[Path]:
    """Return the files of the sheet in their order."""
    folder = settings.BASE_DIR / "storefront" / "static" / "storefront" / "css"
    return [folder / f"{name}.css" for name in SHEET]


def put_together() -> str:
    """Return the whole sheet, without its comments and indentation."""
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    return re.sub(r"\n\s+", "\n", re.sub(r"/\*.*?\*/\s*", "", whole, flags=re.DOTALL))


class SheetFinder(BaseFinder):
    """Offers the sheet to the static files machinery, fresh whenever a source is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "sheet")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        if path != SERVED_AS:
            return []
        found = self._refreshed()
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._refreshed()
        yield SERVED_AS, self.storage

    def _refreshed(self) -> str:
        served = Path(self.storage.path(SERVED_AS))
        newest = max(path.stat().st_mtime for path in sources())
        if not served.exists() or served.stat().st_mtime < newest:
            served.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may write it at once; each puts a whole file in place.
            half = served.with_suffix(f".{os.getpid()}")
            half.write_text(put_together(), encoding="utf-8")
            half.replace(served)
        return str(served)
