"""
How often things are ordered, so that lists can be put in that order and say honestly by what.

Orders are counted, not pieces: one large order is one. Those that were cancelled, or whose transfer
has not come, do not count, so that nobody lifts a thing by ordering it and not paying.
"""

from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from storefront.catalogue import operations as catalogue

from .models import Status

OVER = timedelta(days=90)
NOT_COUNTED = (Status.CANCELLED, Status.AWAITING_PAYMENT)


def counts(*, at: datetime) -> dict[int, int]:
    """Return in how many orders of the last 90 days each product was, variants with their own."""
    lines = (
        get_model("order", "Line")
        .objects.filter(order__date_placed__gt=at - OVER, order__date_placed__lte=at)
        .exclude(order__status__in=NOT_COUNTED)
        .exclude(product=None)
    )
    return dict(
        lines.values_list(Coalesce("product__parent", "product"))
        .annotate(orders=Count("order", distinct=True))
        .order_by()
    )


def count_anew(*, at: datetime) -> int:
    """Have lists know what was ordered most up to now; return for how many products it changed."""
    return catalogue.note_popularity(orders=counts(at=at))
