"""What is in a basket, and what its page says of it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from storefront.core import zones
from storefront.core.prepared import Prepared

Line = get_model("basket", "Line")

UNITS = Prepared(
    "basket_units",
    ("bigint",),
    f"SELECT coalesce(sum(quantity), 0) FROM {Line._meta.db_table} WHERE basket_id = $1",  # noqa: S608
)


def lines(basket: Any) -> QuerySet[Any]:
    """Return the lines as pricing needs them, in one statement, in the order of adding."""
    return basket.all_lines()  # type: ignore[no-any-return]


def count(basket: Any) -> int:
    """Count the things in a basket."""
    if basket is None or basket.pk is None:
        return 0
    return int(UNITS.rows(basket.pk)[0][0])


def may_be_sold(product: Any) -> bool:
    """Say whether anyone may buy a product now: it and what it is a variant of are on sale."""
    shown = product.parent if product.is_child else product
    card = getattr(shown, "card", None)
    return bool(product.is_public and shown.is_public and card is not None and card.public)


def clock(at: datetime | None) -> str:
    """Write a time of day as plain words, such as 19:42 GMT."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {zones.words(local)}"
