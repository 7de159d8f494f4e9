from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from storefront.catalogue import generation, shown
from storefront.catalogue import queries as catalogue
from storefront.core.access import anyone
from storefront.core.pagecache import cacheable
from storefront.search import queries as search

from . import content, queries

NEW_SHOWN = 5
# One large card and four beside it.
LEAD_SHOWN = 5


@anyone
@require_safe
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is, and how well we kept our word."""
    this = generation.now()
    told = generation.keep(
        ("front page", get_language()),
        lambda: queries.front_page(request.at),  # type: ignore[attr-defined]
        generation=this,
    )
    return drawn(request, told, this=this)


def drawn(request: HttpRequest, told: dict[str, Any], *, this: int, **more: Any) -> HttpResponse:
    """Draw a front page that says this, in the reader's language and at this state of the goods."""
    at = request.at  # type: ignore[attr-defined]
    record = generation.keep(("record",), lambda: queries.record(at), generation=this)
    newest = generation.keep(("newest",), lambda: search.newest(NEW_SHOWN), generation=this)
    shelves = told.get("shelves", [])
    cards = _cards([newest, *(shelf["products"] for shelf in shelves)], at=at)
    tree = catalogue.category_tree()
    return render(
        request,
        "home.html",
        {
            "told": told,
            "record": record,
            "things": sum(each.product_count for each in tree.values() if each.depth == 1),
            "rooms": [each for each in tree.values() if each.depth == 1 and each.in_menu],
            "newest": cards[0],
            "has_new_shelf": any(shelf["key"] == content.LEAD for shelf in shelves),
            "shelves": [
                {
                    **shelf,
                    "lead": shelf["key"] == content.LEAD,
                    "cards": row[:LEAD_SHOWN] if shelf["key"] == content.LEAD else row,
                    "url": _url(shelf.get("category"), tree),
                }
                for shelf, row in zip(shelves, cards[1:], strict=True)
                if row
            ],
            "on_the_table": shown.lines(told.get("products", [])),
            **more,
        },
    )


def _cards(rows: list[list[int]], *, at: Any) -> list[list[Any]]:
    """Draw the cards of several rows of things in two statements."""
    every = list(dict.fromkeys(pk for row in rows for pk in row))
    drawn = shown.by_product(every, at=at)
    return [_of(row, drawn) for row in rows]


def _of(ids: Iterable[int], drawn: dict[int, Any]) -> list[Any]:
    return [drawn[pk] for pk in ids if pk in drawn]


def _url(category: int | None, tree: dict[int, Any]) -> str:
    return tree[category].url if category in tree else ""
