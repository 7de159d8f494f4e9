"""Which orders a recall is about, unit by unit: worked out from parcels, lots and returns."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from oscar.core.loading import get_model

from aftersales.changes.models import CancelledLine
from aftersales.lots.models import StatedLot
from aftersales.returns.models import Return, ReturnLine, ReturnParcel
from aftersales.tracking.models import Kind, ShipmentLine
from checkout.order.models import Status as OrderStatus
from storefront.partner.models import StockRecord

from .models import Recall

Line = get_model("order", "Line")

# Orders of which something may still leave us.
HERE = (OrderStatus.AWAITING_PAYMENT, OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED)

# How parcels stand that are with no buyer.
GONE = (Kind.LOST, Kind.RETURNED)


@dataclass(frozen=True)
class Units:
    """How much of one order line is affected: with the buyer or on its way, and still with us."""

    line: Any
    sent: int
    here: int
    lots: tuple[str, ...] = ()


@dataclass
class Affected:
    """One order that a recall is about, and what of it."""

    order: Any
    lines: list[Units] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return sum(each.sent for each in self.lines)

    @property
    def here(self) -> int:
        return sum(each.here for each in self.lines)

    @property
    def can_be_told(self) -> bool:
        """Whether there is any way to its buyer at all."""
        intent = self.order.intent
        return bool(self.order.user_id or intent.email or intent.phone)

    @property
    def buyer(self) -> str:
        """Who it is, so that one who bought twice counts once."""
        intent = self.order.intent
        return str(self.order.user_id or intent.email.lower() or intent.phone or self.order.number)


def of_product(recall: Recall) -> QuerySet[StockRecord]:
    """Return the stock records of a recall's product and of its variants, recalled or not."""
    whole = StockRecord.objects.filter(product=recall.product_id)
    return whole | StockRecord.objects.filter(product__parent=recall.product_id)


def stockrecords(recall: Recall) -> list[int]:
    """Return the stock records that a recall is about: of its product, variants or lots."""
    if variants := list(recall.variants.values_list("pk", flat=True)):
        found = StockRecord.objects.filter(product__in=variants)
    else:
        found = of_product(recall)
    if lots := list(recall.lots.values_list("stockrecord_id", flat=True)):
        found = found.filter(pk__in=lots)
    return sorted(found.values_list("pk", flat=True))


def orders(recall: Recall, *, of: Any = None) -> list[Affected]:
    """
    Return every order that a recall is about, the oldest first; `of` asks about one order alone.

    What came back to us, was left out, lost or never sent by then is not with a buyer. Of a recall
    by lots, units count of which such a lot was stated; and those of which none was, if they left
    after the lot had come in, since they may be of it. Of a recall without lots, nothing counts
    that leaves after it let the sale go on: that is safe. In about ten statements, however many
    orders there are.
    """
    ids = stockrecords(recall)
    lines = Line.objects.filter(stockrecord__in=ids)
    if of is not None:
        lines = lines.filter(order=of)
    lines = list(
        lines.exclude(order__status=OrderStatus.CANCELLED)
        .select_related("order__intent", "order__user", "product__parent")
        .order_by("order__date_placed", "order_id", "pk")
    )
    if not lines:
        return []
    known = _Known(recall, [line.pk for line in lines])
    found: dict[int, Affected] = {}
    for line in lines:
        units = known.units_of(line)
        if units.sent or units.here:
            entry = found.setdefault(line.order_id, Affected(line.order))
            entry.lines.append(units)
    return list(found.values())


class _Known:
    """What is known of some order lines, read at once."""

    def __init__(self, recall: Recall, line_ids: list[int]) -> None:
        self.lots = {lot.pk: lot for lot in recall.lots.all()}
        self.safe_from = None if self.lots else recall.sale_allowed_at
        parcels = ShipmentLine.objects.filter(line__in=line_ids)
        # What is lost or comes back is with no buyer.
        self.reach: dict[int, list[Any]] = defaultdict(list)
        rows = parcels.exclude(shipment__status__in=GONE).select_related("shipment")
        for row in rows.order_by("pk"):
            if self.safe_from is None or row.shipment.handed_over_at < self.safe_from:
                self.reach[row.line_id].append(row)
        # It is to be sent once more, unless nobody waits for it.
        self.not_owed = _sum(parcels.exclude(shipment__status__in=GONE, shipment__given_up_at=None))
        self.left_out = _sum(CancelledLine.objects.filter(line__in=line_ids))
        self.back = self._back(line_ids)
        self.stated: dict[int, list[StatedLot]] = defaultdict(list)
        stated = StatedLot.objects.filter(line__in=line_ids, taken_back_at=None)
        for each in stated.select_related("lot").order_by("pk"):
            self.stated[each.line_id].append(each)

    def _back(self, line_ids: Iterable[int]) -> Counter[int]:
        """Count what has come back to us, or was paid for with nothing to send."""
        rows = (
            ReturnLine.objects.filter(line__in=list(line_ids), of__cancellation=None)
            .exclude(of__status__in=[Return.Status.REFUSED, Return.Status.OVERTAKEN])
            .filter(of__parcel__status=ReturnParcel.Status.RECEIVED)
        )
        units: Counter[int] = Counter()
        for row in rows:
            units[row.line_id] += row.counted
        return units

    def units_of(self, line: Any) -> Units:
        pk = line.pk
        sent = max(0, sum(row.quantity for row in self.reach[pk]) - self.back[pk])
        here = 0
        if line.order.status in HERE and self.safe_from is None:
            here = max(0, line.quantity - self.left_out[pk] - self.not_owed[pk])
        if not self.lots:
            return Units(line, sent, here, _names(self.stated[pk]))
        bad = [row for row in self.stated[pk] if row.lot_id in self.lots]
        came = [
            lot.received_at
            for lot in self.lots.values()
            if lot.stockrecord_id == line.stockrecord_id
        ]
        may_be = sum(self._may_be_bad(row, since=min(came, default=None)) for row in self.reach[pk])
        bad_here = sum(row.quantity for row in bad if row.shipment_id is None)
        return Units(line, min(sent, may_be), min(here, bad_here), _names(bad))

    def _may_be_bad(self, parcel: Any, *, since: datetime | None) -> int:
        """Count the units of a line in a parcel that are of a recalled lot, or of none stated."""
        stated = [
            row for row in self.stated[parcel.line_id] if row.shipment_id == parcel.shipment_id
        ]
        bad = sum(row.quantity for row in stated if row.lot_id in self.lots)
        if since is None or parcel.shipment.handed_over_at < since:
            return bad
        return bad + max(0, parcel.quantity - sum(row.quantity for row in stated))


def _names(stated: Iterable[StatedLot]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.lot.number for row in stated))


def _sum(rows: QuerySet[Any]) -> Counter[int]:
    found = rows.values("line_id").annotate(units=Sum("quantity"))
    return Counter({row["line_id"]: row["units"] for row in found})


@dataclass(frozen=True)
class Preview:
    """What announcing a recall would do, counted: exactly what staff see before they press."""

    orders: list[Affected]

    @property
    def buyers(self) -> int:
        return len({each.buyer for each in self.orders})

    @property
    def sent(self) -> int:
        return sum(each.sent for each in self.orders)

    @property
    def here(self) -> int:
        return sum(each.here for each in self.orders)

    @property
    def unreachable(self) -> list[Affected]:
        return [each for each in self.orders if not each.can_be_told]


def preview(recall: Recall) -> Preview:
    return Preview(orders(recall))
