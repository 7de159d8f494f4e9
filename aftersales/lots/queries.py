from collections import Counter, defaultdict
from collections.abc import Iterable
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


def still_here(order: Any) -> dict[int, list[StatedLot]]:
    """Return, by line, what was stated of units of an order that are in no parcel yet."""
    found: dict[int, list[StatedLot]] = defaultdict(list)
    rows = StatedLot.objects.filter(line__order=order, taken_back_at=None, shipment=None)
    for row in rows.select_related("lot").order_by("pk"):
        found[row.line_id].append(row)
    return found


def stated_units(order: Any) -> Counter[int]:
    """Return for how many units of each line (by its key) that are here a lot was stated."""
    return _units(StatedLot.objects.filter(line__order=order, taken_back_at=None, shipment=None))


def stated_for(line_ids: Iterable[int], *, shipment: Any = None) -> list[StatedLot]:
    """Return what was stated of units of these lines in one parcel, or here without one."""
    rows = StatedLot.objects.filter(line__in=list(line_ids), taken_back_at=None, shipment=shipment)
    return list(rows.order_by("pk"))


def is_stated(lot: Any) -> bool:
    return StatedLot.objects.filter(lot=lot, taken_back_at=None).exists()


def as_it_stands(stated: StatedLot) -> StatedLot:
    return StatedLot.objects.select_related("line").get(pk=stated.pk)


def lacking(order: Any) -> list[tuple[Any, int]]:
    """Return the lines of which units have yet to leave without a lot, each with how many."""
    lines = tracked_lines(order)
    if not lines:
        return []
    leaving, stated = tracking.left_to_send(order), stated_units(order)
    missing = [(line, leaving.get(line.pk, 0) - stated[line.pk]) for line in lines]
    return [(line, count) for line, count in missing if count > 0]


def unstated(order: Any) -> list[tuple[Any, Any, int]]:
    """
    Return parcel, line and number of units that left with no lot stated.

    As a rule those that left before the first lot of these goods was entered.
    """
    lines = {line.pk: line for line in tracked_lines(order)}
    rows = ShipmentLine.objects.filter(line__in=lines).select_related("shipment")
    stated: Counter[tuple[int | None, int]] = Counter()
    for row in StatedLot.objects.filter(line__in=lines).exclude(shipment=None):
        stated[row.shipment_id, row.line_id] += row.quantity
    return [
        (row.shipment, lines[row.line_id], count)
        for row in rows.order_by("shipment__n", "line_id")
        if (count := row.quantity - stated[row.shipment_id, row.line_id]) > 0
    ]


def of_order(order: Any) -> QuerySet[StatedLot]:
    """Return which lots were packed for an order, with supplier and papers."""
    return (
        StatedLot.objects.filter(line__order=order, taken_back_at=None)
        .select_related("line__product__parent", "lot__stockrecord__partner__supplier")
        .select_related("stated_by", "shipment")
        .order_by("line_id", "pk")
    )


def in_words(order: Any) -> dict[int, str]:
    """Return for each line of an order, by its key, the lots of which units were stated."""
    stated: dict[int, list[str]] = defaultdict(list)
    for row in of_order(order):
        stated[row.line_id].append(f"{row.lot.number} ({row.quantity})")
    return {pk: ", ".join(each) for pk, each in stated.items()}


def sent_of(lot_ids: Iterable[int]) -> QuerySet[StatedLot]:
    """Return where units of these lots went, the latest first; cancelled orders left out."""
    return (
        StatedLot.objects.filter(lot__in=list(lot_ids), taken_back_at=None)
        .exclude(line__order__status=Status.CANCELLED)
        .select_related("line__order__user", "line__order__intent", "line__product__parent")
        .select_related("lot", "shipment")
        .order_by("-stated_at", "-pk")
    )


def _units(rows: QuerySet[Any]) -> Counter[int]:
    found = rows.values("line_id").annotate(units=Sum("quantity"))
    return Counter({row["line_id"]: row["units"] for row in found})
