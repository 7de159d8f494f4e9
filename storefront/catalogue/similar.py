"""Similar things: of the same kind, sharing the most choices, nearest in price. Never for pay."""

from datetime import datetime

from django.db import connection
from django.utils.safestring import SafeString

from . import shown
from .models import ProductCard

NUMBER = 4


def cards(card: ProductCard, *, at: datetime) -> list[SafeString]:
    """Return the cards of similar things, which stand in the narrowest category of the card."""
    return shown.cards(ids(card), at=at)


def ids(card: ProductCard) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.product_id FROM catalogue_productcard c
            WHERE c.public AND c.product_id <> %s AND c.categories && %s::int[]
            ORDER BY cardinality(ARRAY(SELECT unnest(c.categories) INTERSECT SELECT unnest(%s::int[]))) DESC,
                     cardinality(ARRAY(SELECT unnest(c.facets) INTERSECT SELECT unnest(%s::varchar[]))) DESC,
                     abs(c.from_price - %s), c.product_id
            LIMIT %s
            """,  # noqa: E501
            [
                card.product_id,
                card.categories,
                card.categories,
                card.facets,
                card.from_price,
                NUMBER,
            ],
        )
        return [row[0] for row in cursor.fetchall()]
