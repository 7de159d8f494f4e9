"""Which kinds of promises there are, and what a broken one sets in motion."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Remedy = Callable[..., None]


@dataclass(frozen=True)
class Kind:
    """
    One of these is a kind of promise.

    `on_broken(promise=, at=)` opens the remedy without being asked, in the transaction that marks
    the promise broken; it writes rows and notices, and calls nothing outside.
    """

    key: str
    title: object
    on_broken: Remedy | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def title_of(key: str) -> object:
    return _kinds[key].title if key in _kinds else key


def remedy(promise: Any, *, at: datetime) -> None:
    """Do what a broken promise of this kind asks for; nothing where none is registered."""
    kind = _kinds.get(promise.kind)
    if kind and kind.on_broken:
        kind.on_broken(promise=promise, at=at)
