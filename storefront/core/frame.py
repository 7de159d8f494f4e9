"""
The frame of a page, drawn once for all pages that have the same one.

Masthead and colophon are half of a page's templates and nearly the same everywhere. What differs
between pages of one visitor stands in them as a mark, and is put in when the page is drawn. A
visitor with a name gets a frame of their own, which is not kept.
"""

from collections import OrderedDict
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST = 500
MOST_COUNTED = 50
# Signs that no address and no question can hold after escaping.
ASKED, BACK = "<asked>", "<back>"
MARKED_PAGES = ("account:home", "basket:summary", "rights:door")

_kept: OrderedDict[Any, str] = OrderedDict()


def part(context: Context, name: str) -> SafeString:
    """Return a part of the frame for this page."""
    request, visitor = context.get("request"), context.get("visitor")
    if request is None or visitor is None or visitor.name or visitor.basket_count > MOST_COUNTED:
        return _draw(context, name)
    path = request.path
    key = (
        name,
        context.get("language"),
        context.get("shop_name"),
        context.get("demonstration"),
        str(context.get("seller")),
        context.get("in_force"),
        visitor.scheme,
        visitor.basket_count,
        tuple((each["url"], each["name"], each["current"]) for each in context["departments"]),
        path if path in _marked_paths(context.get("language")) else "",
    )
    if (kept := _kept.get(key)) is None:
        stand_in = SimpleNamespace(
            GET={"q": mark_safe(ASKED)},  # noqa: S308
            path=path,
            get_full_path=lambda: mark_safe(BACK),  # noqa: S308
        )
        with context.push(request=stand_in):
            kept = _kept[key] = _draw(context, name)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    asked = escape(request.GET.get("q", ""))
    back = escape(request.get_full_path())
    return mark_safe(kept.replace(ASKED, asked, 1).replace(BACK, back, 1))  # noqa: S308


def forget() -> None:
    """Let go of everything; for tests."""
    _kept.clear()


def _draw(context: Context, name: str) -> SafeString:
    return context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]


@lru_cache(maxsize=16)
def _marked_paths(language: str | None) -> frozenset[str]:
    """The pages that the masthead marks when one is on them."""
    found = set()
    for name in MARKED_PAGES:
        try:
            found.add(reverse(name))
        except NoReverseMatch:
            continue
    return frozenset(found)
