"""The stars of a product: the plain average of all its shown reviews, and its card with it."""

from datetime import datetime
from typing import Any

from django.db.models import Avg
from oscar.core.loading import get_model

from storefront.catalogue import operations as catalogue
from storefront.catalogue.models import Product

SHOWN = 1  # Oscar's word for it is "approved"


def lock(product_id: int) -> Any:
    """Lock a product until the transaction ends: its reviews are counted one change at a time."""
    return Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product_id)


def average(product_id: int) -> float | None:
    """Return the average of every shown review, none weighing more than another; None of none."""
    shown = get_model("reviews", "ProductReview").objects.filter(product=product_id, status=SHOWN)
    return shown.aggregate(average=Avg("score"))["average"]


def refresh(product_id: int, *, at: datetime) -> None:
    """Count the stars anew and rewrite the card; the product is locked by whoever calls."""
    Product.objects.filter(pk=product_id).update(rating=average(product_id))
    catalogue.refresh_cards([product_id], at)
