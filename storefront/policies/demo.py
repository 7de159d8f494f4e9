"""The rules of the demo shop: storefront/demo/policies/<slug>/<version>.<language>.md."""

from datetime import UTC, datetime
from pathlib import Path

import yaml

from storefront.demo import tables

from . import facts, operations
from .models import PolicyVersion

FOLDER = tables.FOLDER / "policies"


def demo(at: datetime) -> None:
    """Write every version that is not there yet, the oldest first."""
    if PolicyVersion.objects.exists():
        return
    for path in sorted(FOLDER.glob("*/*.md")):
        version = read(path)
        version["body"] = facts.filled(str(version["body"]), at=at)
        operations.write_version(at=at, **version)


def read(path: Path) -> dict[str, object]:
    """Return the fields of a version; a file is front matter between two rules, then text."""
    _empty, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    known = yaml.safe_load(matter)
    begins = known["valid_from"]
    return {
        "slug": known["slug"],
        "version": known["version"],
        "language": path.name.split(".")[1],
        "title": known["title"],
        "summary": known.get("summary") or "",
        "body": body.strip(),
        "valid_from": datetime(begins.year, begins.month, begins.day, tzinfo=UTC),
    }
