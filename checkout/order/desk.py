"""
What later packages add to an order's page for staff: links to what they know of it, or do to it.

A package registers `fn(order) -> [(words, url), ...]` in its `AppConfig.ready()`.
"""

from collections.abc import Callable
from typing import Any

Links = Callable[[Any], list[tuple[str, str]]]

_sources: list[Links] = []


def register(fn: Links) -> None:
    if fn not in _sources:
        _sources.append(fn)


def links(order: Any) -> list[tuple[str, str]]:
    """Return every link about an order, in the order in which packages registered."""
    return [link for source in _sources for link in source(order)]
