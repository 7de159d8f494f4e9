"""Similar things: of the same kind, sharing a choice, nearest in price. Never for pay."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from . import generation, queries, shown

NUMBER = 4


def cards(card: Any, *, at: datetime) -> list[SafeString]:
    """Return the cards of similar things; which they are is kept while no product changes."""
    ids = generation.keep(
        ("similar", card.product_id), lambda: _ids(card), generation=generation.now()
    )
    return shown.cards(ids, at=at)


def _ids(card: Any) -> list[int]:
    """Look in the narrowest category first; where that has too few, in the next one too."""
    tree = queries.category_tree()
    around = sorted((pk for pk in card.categories if pk in tree), key=lambda pk: -tree[pk].depth)
    found: list[int] = []
    for category in around[:2]:
        if len(found) < NUMBER:
            found += _nearest(card, category, [card.product_id, *found], NUMBER - len(found))
    return found


def _nearest(card: Any, category: int, without: list[int], number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.product_id FROM catalogue_productcard c
            WHERE c.public AND c.categories @> %s::int[] AND c.product_id <> ALL(%s)
            ORDER BY c.facets && %s::varchar[] DESC, abs(c.from_price - %s), c.product_id
            LIMIT %s
            """,
            [[category], without, card.facets, card.from_price, number],
        )
        return [row[0] for row in cursor.fetchall()]
