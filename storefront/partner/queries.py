"""Questions about prices and stock."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from .models import PriceChange, StockRecord, Supplier

RENEW_WITHIN = timedelta(days=60)

FREE = F("num_in_stock") - Coalesce(F("num_allocated"), 0)


def history(stockrecord_ids: Iterable[int]) -> dict[int, list[PriceChange]]:
    """Return every price that each stock record ever had, oldest first. One statement."""
    found: dict[int, list[PriceChange]] = {}
    for change in PriceChange.objects.filter(stockrecord__in=list(stockrecord_ids)).order_by(
        "since", "pk"
    ):
        found.setdefault(change.stockrecord_id, []).append(change)
    return found


def price_at(stockrecord: StockRecord, at: datetime) -> PriceChange | None:
    """Return the price that was in force at a moment."""
    return stockrecord.price_changes.filter(since__lte=at).order_by("-since", "-pk").first()


def running_low() -> QuerySet[StockRecord]:
    """Stock records of goods on sale that are at or below their threshold, but not sold out."""
    return _on_sale().filter(free__gt=0, free__lte=Coalesce(F("low_stock_threshold"), 0))


def sold_out() -> QuerySet[StockRecord]:
    return _on_sale().filter(free__lte=0)


def to_verify(at: datetime) -> QuerySet[Supplier]:
    """Suppliers that nobody verified, or whose verification ends within 60 days."""
    return Supplier.objects.filter(
        Q(verified_at=None) | Q(valid_until__lt=(at + RENEW_WITHIN).date())
    )


def _on_sale() -> QuerySet[StockRecord]:
    return StockRecord.objects.annotate(free=Coalesce(FREE, 0)).filter(product__is_public=True)
