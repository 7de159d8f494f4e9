"""All that the shop holds about one account, read by what the packages declare."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from storefront.purposes import personal


@dataclass(frozen=True)
class Part:
    """One of these is what one model holds about a person: titles of columns, rows, and files."""

    model: str
    title: str
    purpose: str
    keep: str
    columns: list[str]
    names: list[str]
    rows: list[list[Any]]
    files: list[Any] = field(default_factory=list)


def holdings(user: Any) -> list[Part]:
    """Return everything declared as personal that this account owns, part by part."""
    return [_part(entry, user) for entry in personal.declared() if entry.title]


def rows(entry: personal.PersonalData, user: Any) -> list[Any]:
    """Return what one model holds about an account, the oldest first."""
    return list(entry.rows_of(getattr(user, "pk", user) if entry.owner == "pk" else user))


def _part(entry: personal.PersonalData, user: Any) -> Part:
    found = rows(entry, user)
    return Part(
        model=entry.model,
        title=str(entry.title),
        purpose=entry.purpose,
        keep=str(entry.keep),
        columns=[str(title) for title in entry.fields.values()],
        names=list(entry.fields),
        rows=[[_plain(follow(row, name)) for name in entry.fields] for row in found],
        files=[getattr(row, entry.file) for row in found] if entry.file else [],
    )


def follow(row: Any, name: str) -> Any:
    """Return the value of a declared field."""
    value = getattr(row, name, None)
    return value() if callable(value) else value


def _plain(value: Any) -> Any:
    """Turn a value into what JSON and a sheet can hold, losing nothing that a person reads."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    return str(value)
