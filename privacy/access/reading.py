"""One's own data as a page for people: groups with counts, dates as dates, words for values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from storefront.core import destination, money
from storefront.core.templatetags.candour import day_words, when
from storefront.purposes import personal

from . import queries

SHOWN = 10  # of each kind; the files hold all
LONGEST = 400  # signs of one value
# A link of ours ends in a token that opens an order or an account: not for a screen.
SECRET = re.compile(r"(https?://\S+?/)[A-Za-z0-9_-]*[:.][\w:.-]{16,}/?")


@dataclass(frozen=True)
class Value:
    words: str
    lines: bool = False


@dataclass(frozen=True)
class Group:
    """One of these is what one model holds about a person; `until` is how long the newest stays."""

    title: str
    keep: str
    number: int
    rows: list[list[tuple[str, Value]]]
    more: int
    until: date | None


def groups(user: Any) -> list[Group]:
    """Return what there is, group by group, and of each the newest rows in words."""
    return [_group(entry, user) for entry in personal.declared() if entry.title]


def _group(entry: personal.PersonalData, user: Any) -> Group:
    rows = queries.rows(entry, user)
    newest = rows[: -SHOWN - 1 : -1]
    return Group(
        title=str(entry.title),
        keep=str(entry.keep),
        number=len(rows),
        rows=[list(_row(entry, row)) for row in newest],
        more=len(rows) - len(newest),
        until=_until(entry, newest[0]) if newest else None,
    )


def _until(entry: personal.PersonalData, row: Any) -> date | None:
    if entry.kept is None or not entry.since:
        return None
    since: Any = row
    for name in entry.since.split("__"):
        # From an address to its orders there are several: the newest counts.
        since = getattr(since, name, None) or getattr(since, f"{name}_set", None)
        if hasattr(since, "order_by"):
            since = since.order_by("-pk").first()
    return entry.kept.ends(since) if isinstance(since, datetime) else None


def _row(entry: personal.PersonalData, row: Any) -> Iterator[tuple[str, Value]]:
    for name, title in entry.fields.items():
        value = _words(row, name)
        if value.words:
            yield str(title), value


def _words(row: Any, name: str) -> Value:
    value = queries.follow(row, name)
    field = row._meta.get_field(name) if hasattr(type(row), name) else None
    if value is None or value == "":
        return Value("")
    if isinstance(value, bool):
        return Value(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return Value(strip_tags(when(value)))
    if isinstance(value, date):
        return Value(day_words(value))
    if isinstance(value, Decimal):
        return Value(money.text(value, getattr(row, "currency", "") or "EUR"))
    if name == "country_id":
        return Value(destination.name_anywhere(str(value)))
    if name == "language":
        return Value(str(dict(settings.LANGUAGES).get(value, value)))
    if isinstance(value, dict | list):
        return Value("\n".join(_flat(value)), lines=True)
    if field is not None and getattr(field, "choices", None):
        return Value(str(getattr(row, f"get_{name}_display")()))
    if isinstance(field, models.ForeignKey):
        return Value(str(getattr(row, field.name)))
    words = SECRET.sub(r"\1…", str(value))
    return Value(Truncator(words).chars(LONGEST), lines="\n" in words)


def _flat(value: Any) -> Iterator[str]:
    """Return the plain words inside a frozen document, at most a screen of them."""
    found: list[str] = []

    def walk(part: Any) -> None:
        if len(found) >= 30:
            return
        if isinstance(part, dict):
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)
        elif isinstance(part, str) and part.strip() and " " in part.strip():
            found.append(SECRET.sub(r"\1…", part.strip())[:200])

    walk(value)
    yield from found
