"""The rules of the demo shop: storefront/demo/policies/<slug>/<version>.<language>.md."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from storefront.demo import tables

from . import facts, operations
from .models import PolicyVersion

FOLDER = tables.FOLDER / "policies"


def demo(at: datetime) -> None:
    """Write every version that is not there yet, the oldest first."""
    if PolicyVersion.objects.exists():
        return
    versions: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for path in sorted(FOLDER.glob("*/*.md")):
        version = read(path)
        version["body"] = facts.filled(str(version["body"]), at=at)
        versions.setdefault((version["slug"], version["version"]), []).append(version)
    for (slug, number), written in sorted(versions.items()):
        texts = {
            each["language"]: {name: each[name] for name in ("title", "summary", "body")}
            for each in written
        }
        begins = written[0]["valid_from"]
        operations.write_version(slug=slug, version=number, texts=texts, valid_from=begins, at=at)


def read(path: Path) -> dict[str, Any]:
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
