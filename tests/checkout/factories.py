"""What the tests of the sale need beside tests/factories.py."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from tests.clock import NOON
from tests.factories import fill_draft, make_basket, make_delivery_methods, make_product, put

StockRecord = get_model("partner", "StockRecord")


def make_goods(*, stock: int = 10, price: str = "10.00", title: str = "Weir mug") -> Any:
    """Return the stock record of a product that anyone may buy."""
    with transaction.atomic():
        return make_product(stock=stock, price=price, title=title).stockrecords.get()


def later(minutes: float, *, than: datetime = NOON) -> datetime:
    return than + timedelta(minutes=minutes)


def allocated(record: Any) -> int:
    """Return how many units are set aside, as the database says now."""
    return StockRecord.objects.values_list("num_allocated", flat=True).get(pk=record.pk) or 0


__all__ = [
    "allocated",
    "fill_draft",
    "later",
    "make_basket",
    "make_delivery_methods",
    "make_goods",
    "put",
]
