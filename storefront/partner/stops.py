"""Goods that may not be sold until a recall says so; where they stopped stands with the stock."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from . import registry
from .models import SaleStop, StockRecord


class Stopped(Refusal):
    words = _(
        "This is recalled for safety (%(reference)s): none of it comes back on sale or into stock "
        "before the recall says so."
    )


# Names the recall that the whole of a product is under, by its key; none: "".
Whole = Callable[[int], str]
_asked: list[Whole] = []


def ask_whole(fn: Whole) -> None:
    """Have `fn(product id)` asked whether what is added to a product is recalled with it."""
    if fn not in _asked:
        _asked.append(fn)


def of_whole(product: Any) -> str:
    """Return the recall that the whole of a product, or of a variant's product, is under."""
    whole = product.parent_id or product.pk
    return next((found for fn in _asked if (found := fn(whole))), "")


def holding() -> QuerySet[SaleStop]:
    return SaleStop.objects.filter(lifted_at=None)


def may_be_sold() -> Any:
    """Return the condition, on stock records, that no recall stops their sale."""
    return ~Exists(holding().filter(stockrecord=OuterRef("pk")))


def stopped(stockrecord_ids: Iterable[int]) -> dict[int, str]:
    """Return those of the stock records whose sale is stopped, each with the recall."""
    rows = holding().filter(stockrecord__in=list(stockrecord_ids)).order_by("-pk")
    return dict(rows.values_list("stockrecord_id", "reference"))


def held_by(reference: str) -> list[int]:
    """Return the stock records whose sale a recall stops."""
    return sorted(holding().filter(reference=reference).values_list("stockrecord_id", flat=True))


def of_product(product: Any) -> SaleStop | None:
    """
    Return what stops the sale of a product or of one of its variants on sale, if anything does.

    Of a product none of whose variants is on sale, what stops any of them. Found by the stock
    record, and by the barcode: what is entered anew under another name or SKU is the same thing.
    """
    on_sale = product.children.filter(is_public=True)
    children = on_sale if on_sale.exists() else product.children.all()
    own = Q(stockrecord__product=product) | Q(stockrecord__product__in=children.values("pk"))
    known = children.exclude(upc=None).exclude(upc="")
    barcodes = [*known.values_list("upc", flat=True), *([product.upc] if product.upc else [])]
    if barcodes:
        own |= Q(stockrecord__product__upc__in=barcodes)
    return holding().filter(own).order_by("pk").first()


def refuse_more(stockrecord: StockRecord) -> None:
    """
    Keep units of stopped goods from being counted in, and new ones of them from being offered.

    :raises Stopped: if a recall stops their sale, or that of the product that they are added to
    """
    own = stopped([stockrecord.pk]).get(stockrecord.pk)
    if found := own or of_whole(stockrecord.product):
        raise Stopped(reference=found)


@transaction.atomic
def stop(
    *, stockrecord_ids: Iterable[int], reference: str, at: datetime, by: Any = None
) -> list[SaleStop]:
    """
    Stop the sale of these stock records; stopping again for the same recall changes nothing.

    The records are locked in their order, so whoever sets units aside or sends them at this moment
    is either done before, or finds the stop.
    """
    locked = StockRecord.objects.select_for_update(of=("self",), no_key=True)
    records = list(locked.filter(pk__in=set(stockrecord_ids)).order_by("pk"))
    there = set(holding().filter(reference=reference).values_list("stockrecord_id", flat=True))
    made = SaleStop.objects.bulk_create(
        SaleStop(
            stockrecord=record,
            reference=reference,
            since=at,
            stopped_by=by if getattr(by, "pk", None) else None,
        )
        for record in records
        if record.pk not in there
    )
    registry.changed([stop.stockrecord.product_id for stop in made], at)
    return made


@transaction.atomic
def lift(*, reference: str, at: datetime, by: Any = None) -> list[int]:
    """Let goods be sold again as far as this recall is concerned; returns their stock records."""
    rows = holding().filter(reference=reference)
    ids = sorted(rows.values_list("stockrecord_id", flat=True))
    locked = StockRecord.objects.select_for_update(of=("self",), no_key=True)
    records = list(locked.filter(pk__in=ids).order_by("pk"))
    rows.update(lifted_at=at, lifted_by=by if getattr(by, "pk", None) else None)
    registry.changed([record.product_id for record in records], at)
    return ids
