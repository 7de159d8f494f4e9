"""
The one place where units are set aside and put back: conditional updates of `num_allocated`.

Oscar's own `allocate` adds without asking whether there is enough.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Coalesce, Greatest
from oscar.core.loading import get_model

from storefront.partner import stops

StockRecord = get_model("partner", "StockRecord")
ALLOCATED = Coalesce(F("num_allocated"), 0)
IN_STOCK = Coalesce(F("num_in_stock"), 0)


def lock(stockrecord_ids: Iterable[int]) -> dict[int, object]:
    """
    Lock stock records in the order of their keys and return them as they now are.

    Always in that order, so that two baskets with the same things cannot wait for each other.
    """
    rows = (
        StockRecord.objects.select_for_update(of=("self",), no_key=True)
        .only("num_in_stock", "num_allocated")
        .filter(pk__in=set(stockrecord_ids))
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def set_aside(units: Mapping[int, int]) -> bool:
    """
    Allocate all these units (by stock record id) if all of them are there, else none.

    For what is owed already, such as a replacement; what is sold asks `set_aside_for_sale`.
    """
    if not units:
        return True
    taken = (
        StockRecord.objects.filter(pk__in=units)
        .alias(wanted=_each(units))
        .filter(num_in_stock__gte=ALLOCATED + F("wanted"))
        .update(num_allocated=ALLOCATED + _each(units))
    )
    return bool(taken == len(units))


def set_aside_for_sale(units: Mapping[int, int]) -> bool:
    """
    Allocate all these units if all of them are there and may be sold, else none.

    The records are locked in a statement before, so a recall is either seen here or comes after.
    """
    if not units:
        return True
    taken = (
        StockRecord.objects.filter(stops.may_be_sold(), pk__in=units)
        .alias(wanted=_each(units))
        .filter(num_in_stock__gte=ALLOCATED + F("wanted"))
        .update(num_allocated=ALLOCATED + _each(units))
    )
    return bool(taken == len(units))


def put_back(units: Mapping[int, int]) -> None:
    """Give units (by stock record id) back; the records are locked already, in order."""
    if units:
        StockRecord.objects.filter(pk__in=units).update(
            num_allocated=Greatest(ALLOCATED - _each(units), 0)
        )


def take_out(units: Mapping[int, int]) -> None:
    """
    Let units (by stock record id) that were set aside leave; the records are locked, in order.

    A count that was corrected downwards meanwhile stops no parcel that is going.
    """
    if units:
        StockRecord.objects.filter(pk__in=units).update(
            num_allocated=Greatest(ALLOCATED - _each(units), 0),
            num_in_stock=Greatest(IN_STOCK - _each(units), 0),
        )


def take_in(units: Mapping[int, int]) -> None:
    """
    Take units (by stock record id) in again that had left by mistake, set aside as they were.

    The records are locked, in order.
    """
    if units:
        StockRecord.objects.filter(pk__in=units).update(
            num_allocated=ALLOCATED + _each(units), num_in_stock=IN_STOCK + _each(units)
        )


def counted(things: Iterable[tuple[Any, int]]) -> dict[int, int]:
    """
    Count units by stock record id, of order lines with their numbers; in stock-record order.

    Goods whose stock is not counted (the product class says so) are neither set aside nor taken
    out, and neither is what the catalogue has no more.
    """
    units: Counter[int] = Counter()
    for line, count in things:
        if line.stockrecord_id and line.product and line.product.get_product_class().track_stock:
            units[line.stockrecord_id] += count
    return {pk: count for pk, count in sorted(units.items()) if count}


def _each(units: Mapping[int, int]) -> Case:
    return Case(
        *(When(pk=pk, then=Value(quantity)) for pk, quantity in units.items()),
        output_field=IntegerField(),
    )
