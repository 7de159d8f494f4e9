"""How the facts of a product, as its page shows them, get into a snapshot."""

from datetime import datetime
from typing import Any

from oscar.core.loading import get_model


def sheets(ids: list[int], *, language: str, at: datetime) -> dict[int, dict[str, Any]]:
    """Return for each product what its page says of it: title, maker, facts, all as plain JSON."""
    products = get_model("catalogue", "Product").objects.filter(pk__in=ids)
    described: dict[int, dict[str, Any]] = {}
    for product in products.select_related("parent").prefetch_related(
        "attribute_values__attribute"
    ):
        described[product.pk] = {
            "title": product.get_title(),
            "upc": product.upc or "",
            "facts": [
                [str(value.attribute.name), str(value.value_as_text)]
                for value in product.attribute_values.all()
            ],
        }
    return described
