"""
What other rooms add to a product's page, such as reviews and questions.

Each registers a section at start-up; the page shows them in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Context = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """
    One of these is a part of a product's page that belongs to another room.

    `context(page=, at=)` returns what its template needs, with at most one statement, or nothing
    where the page is better without it. All of it is hashable: what is drawn is kept under what
    it says. The template also gets `slug`, `pk` and `language`.
    """

    key: str
    template: str
    order: int
    context: Context


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.key] = section


def drawn(page: Any, *, at: datetime) -> list[SafeString]:
    """Return every section of a product's page, ready to be shown."""
    where = (page.product.slug, page.product.pk, get_language() or "")
    found = []
    for section in sorted(_sections.values(), key=lambda each: each.order):
        if (context := section.context(page=page, at=at)) is not None:
            found.append(_draw(section.template, where, tuple(context.items())))
    return found


@lru_cache(maxsize=2_048)
def _draw(
    template: str, where: tuple[str, int, str], told: tuple[tuple[str, Any], ...]
) -> SafeString:
    slug, pk, language = where
    context = {"slug": slug, "pk": pk, "language": language, **dict(told)}
    return render_to_string(template, context)
