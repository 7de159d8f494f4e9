"""
What stands on the account page: each package adds its own part.

A *section* is a part with rows of its own, drawn by its template; a *link* is a line under
"Yours to arrange". Both are registered at start-up by the package that they belong to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Section:
    """
    One of these is a part of the account page.

    `context(user, at)` returns what its template needs, or None when there is nothing to show.
    """

    key: str
    template: str
    context: Callable[[Any, datetime], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class Link:
    """One of these leads to a page of the account; `note(user, at)` says how it stands there."""

    key: str
    title: object
    url_name: str
    note: Callable[[Any, datetime], object]
    order: int = 50


_sections: dict[str, Section] = {}
_links: dict[str, Link] = {}


def register(part: Section | Link) -> None:
    if isinstance(part, Section):
        _sections[part.key] = part
    else:
        _links[part.key] = part


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda part: (part.order, part.key))


def links() -> list[Link]:
    return sorted(_links.values(), key=lambda part: (part.order, part.key))
