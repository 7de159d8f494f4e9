"""The start page's tiles: every package fills in what waits for someone, in its own tiles.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Tile:
    """
    One of these is a number of things that wait, and the page where they are dealt with.

    `count` takes the moment of asking; `permission` is what one needs to see the tile;
    `urgent` says that anything above zero is already late.
    """

    key: str
    title: object
    count: Callable[[datetime], int]
    url: Callable[[], str]
    note: object = ""
    permission: str = ""
    urgent: bool = False
    order: int = 50


_tiles: dict[str, Tile] = {}


def register(tile: Tile) -> None:
    _tiles[tile.key] = tile


def all_tiles() -> list[Tile]:
    """Return the tiles in the order in which work is best done: late things first."""
    return sorted(_tiles.values(), key=lambda tile: (not tile.urgent, tile.order, tile.key))
