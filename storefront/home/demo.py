"""The front page of the demo shop."""

from datetime import datetime
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from storefront.catalogue import pictures
from storefront.catalogue.models import Category, ImportMark
from storefront.demo import tables

from . import operations
from .models import FrontPage


def demo(at: datetime) -> None:
    """Set the front page once, from the words that were written for it."""
    if FrontPage.objects.exists():
        return
    written = yaml.safe_load((tables.FOLDER / "home.yaml").read_text(encoding="utf-8"))
    alts = {row["scene"]: tables.by_language(row, "alt") for row in tables.table("scenes")}
    marks = dict(ImportMark.objects.values_list("key", "product"))
    hero = written["hero"]
    told = {
        "title": _words(hero["title"]),
        "lead": _words(hero["lead"]),
        "caption": _words(hero["caption"]),
        "scene": _scene(hero["scene"], alts),
        "products": [marks[key] for key in hero["products"] if key in marks],
        "shelves": [
            {
                "key": shelf["key"],
                "title": _words(shelf["title"]),
                "text": _words(shelf["text"]),
                "scene": _scene(shelf["scene"], alts) if shelf.get("scene") else None,
                "products": [marks[key] for key in shelf["products"] if key in marks],
                "category": _category(shelf["link"].get("category", "")),
            }
            for shelf in written["shelves"]
        ],
        "thread": {
            "title": _words(written["thread"]["title"]),
            "text": _words(written["thread"]["text"]),
            "steps": [
                {"title": _words(step["title"]), "text": _words(step["text"])}
                for step in written["thread"]["steps"]
            ],
        },
    }
    draft = operations.write_draft(
        page=None, name="Fernhill", told=told, why="The demo shop", by=None, at=at
    )
    operations.publish(page=draft, why="The demo shop", by=None, at=at)


def _words(each: dict[str, str]) -> dict[str, str]:
    return {"en": each["en"], "zh-hans": each["zh"]}


def _category(name: str) -> int | None:
    found = Category.objects.filter(name_en=name).order_by("depth").first()
    return found.pk if found else None


def _scene(name: str, alts: dict[str, dict[str, str]]) -> dict[str, Any]:
    content = (tables.FOLDER / name).read_bytes()
    stored = pictures.store(SimpleUploadedFile(name.rpartition("/")[2], content))
    return pictures.sized(stored, alts[name])
