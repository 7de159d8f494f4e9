"""Questions about prices and stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import PriceChange, StockRecord, Supplier

RENEW_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class InView:
    """What a page shows of a stock record: its units, and the number of its latest count, or 0."""

    units: int
    count: int


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


def in_view(stockrecord: StockRecord) -> InView:
    """Return what stands on a page that is opened now, to be asked for when it is saved."""
    latest = stockrecord.stock_counts.order_by("-pk").values_list("pk", flat=True).first()
    return InView(stockrecord.num_in_stock or 0, latest or 0)


def latest_price(stockrecord: StockRecord) -> int:
    """Return the number of the latest price change of a stock record; nought if there is none."""
    numbers = stockrecord.price_changes.order_by("since", "pk").values_list("pk", flat=True)
    return numbers.last() or 0


def running_low() -> QuerySet[StockRecord]:
    """Stock records of goods on sale that are at or below their threshold, but not sold out."""
    return _on_sale().filter(free__gt=0, free__lte=Coalesce(F("low_stock_threshold"), 0))


def sold_out() -> QuerySet[StockRecord]:
    return _on_sale().filter(free__lte=0)


def to_verify(at: datetime) -> QuerySet[Supplier]:
    """Suppliers that nobody verified, or whose verification ends within 60 days."""
    return Supplier.objects.filter(
        Q(verified_at=None) | Q(valid_until__lt=timezone.localdate(at + RENEW_WITHIN))
    )


def _on_sale() -> QuerySet[StockRecord]:
    return StockRecord.objects.annotate(free=Coalesce(FREE, 0)).filter(product__is_public=True)
