"""The start page's tiles: every package fills in what waits for someone, in its own tiles.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

WAITS = "waits"
"""The parameter with which a list of staff shows what a tile counts, by the tile's own question."""


@dataclass(frozen=True)
class Tile:
    """
    One of these is a number of things that wait, and the page where they are dealt with.

    `rows` takes the moment of asking and returns what waits: the tile leads to their list, narrowed
    to just these. What is no row of a table has a `count` and a `url` instead. `permission` is what
    one needs to see the tile; `urgent` says that anything above zero is already late.
    """

    key: str
    title: object
    count: Callable[[datetime], int] = None  # type: ignore[assignment]
    url: Callable[[], str] = None  # type: ignore[assignment]
    rows: Callable[[datetime], QuerySet[Any]] | None = None
    note: object = ""
    permission: str = ""
    urgent: bool = False
    order: int = 50

    def __post_init__(self) -> None:
        if rows := self.rows:
            object.__setattr__(self, "count", lambda at: rows(at).count())
            object.__setattr__(self, "url", self._list)

    def _list(self) -> str:
        meta = self.model._meta
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        return f"{page}?{WAITS}={self.key}"

    @property
    def model(self) -> Any:
        """Return the model of the rows, None for what is no row."""
        return self.rows(timezone.now()).model if self.rows else None


_tiles: dict[str, Tile] = {}


def register(tile: Tile) -> None:
    _tiles[tile.key] = tile


def all_tiles() -> list[Tile]:
    """Return the tiles in the order in which work is best done: late things first."""
    return sorted(_tiles.values(), key=lambda tile: (not tile.urgent, tile.order, tile.key))


def about(model: Any) -> list[Tile]:
    """Return the tiles that count rows of a model, in the order of work."""
    return [tile for tile in all_tiles() if tile.model is model]


def named(key: str) -> Tile | None:
    return _tiles.get(key)
