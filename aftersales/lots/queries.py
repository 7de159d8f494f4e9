from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet, Sum

from aftersales.tracking import queries as tracking
from aftersales.tracking.models import ShipmentLine
from checkout.order.models import Status
from storefront.partner import lots

from .models import StatedLot


def tracked_lines(order: Any) -> list[Any]:
    """Return the lines of an order whose goods are tracked by lot."""
    lines = list(order.lines.select_related("product__parent", "stockrecord").order_by("pk"))
    tracked = lots.is_tracked(line.stockrecord_id for line in lines if line.stockrecord_id)
    return [line for line in lines if line.stockrecord_id in tracked]


def stated_units(order: Any) -> Counter[int]:
    """Return for how many units of each line (by its key) a lot was stated."""
    return _units(StatedLot.objects.filter(line__order=order, taken_back_at=None))


def sent_units(order: Any) -> Counter[int]:
    """Return how many units of each line are or were in parcels, lost ones too."""
    return _units(ShipmentLine.objects.filter(shipment__order=order))


def lacking(order: Any, *, leaving: Mapping[int, int] | None = None) -> list[tuple[Any, int]]:
    """
    Return the lines of which units leave without their lot, each with how many.

    Beside what is in parcels, `leaving` counts: by default all that is to be sent yet.
    """
    lines = tracked_lines(order)
    if not lines:
        return []
    leaving = tracking.left_to_send(order) if leaving is None else leaving
    stated, sent = stated_units(order), sent_units(order)
    missing = [(line, sent[line.pk] + leaving.get(line.pk, 0) - stated[line.pk]) for line in lines]
    return [(line, count) for line, count in missing if count > 0]


def of_order(order: Any) -> QuerySet[StatedLot]:
    """Return which lots were packed for an order, with supplier and papers."""
    return (
        StatedLot.objects.filter(line__order=order, taken_back_at=None)
        .select_related("line__product__parent", "lot__stockrecord__partner__supplier", "stated_by")
        .order_by("line_id", "pk")
    )


def sent_of(lot_ids: Iterable[int]) -> QuerySet[StatedLot]:
    """Return where units of these lots went, the latest first; cancelled orders left out."""
    return (
        StatedLot.objects.filter(lot__in=list(lot_ids), taken_back_at=None)
        .exclude(line__order__status=Status.CANCELLED)
        .select_related("line__order__user", "line__order__intent", "line__product__parent", "lot")
        .order_by("-stated_at", "-pk")
    )


def _units(rows: QuerySet[Any]) -> Counter[int]:
    found = rows.values("line_id").annotate(units=Sum("quantity"))
    return Counter({row["line_id"]: row["units"] for row in found})
