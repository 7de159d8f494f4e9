"""What is held, for whom and until when."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from storefront.core.prepared import PreparedQuery

from .models import Hold

Line = get_model("basket", "Line")

_HELD = PreparedQuery(
    "holds_of_a_basket", lambda basket: Hold.objects.held().filter(basket=basket).in_stock_order()
)
_WANTED = PreparedQuery(
    "units_wanted",
    lambda basket: (
        Line.objects.filter(basket=basket)
        .order_by()
        .values_list(
            "stockrecord_id",
            "quantity",
            Coalesce(
                "product__parent__product_class__track_stock", "product__product_class__track_stock"
            ),
        )
    ),
)


def live(*, basket: object, at: datetime) -> list[Hold]:
    """Return the basket's holds whose time is not over, in stock order."""
    if not getattr(basket, "pk", None):
        return []
    return [hold for hold in _HELD.rows(basket.pk) if hold.is_live(at)]  # type: ignore[attr-defined]


def held_until(*, basket: object, at: datetime) -> datetime | None:
    """Return until when everything held for a basket is held: the earliest end."""
    return min((hold.expires_at for hold in live(basket=basket, at=at)), default=None)


def wanted(*, basket: object) -> dict[int, int]:
    """
    Count the units that a basket asks for, by stock record, in stock order.

    Goods whose stock is not counted (the product class says so) need no hold.
    """
    rows = _WANTED.rows(basket.pk)  # type: ignore[attr-defined]
    return _sum((pk, quantity) for pk, quantity, counted in rows if counted)


def units_of(lines: Iterable[Any]) -> dict[int, int]:
    """Count the same of lines in hand, whose products have their classes with them."""
    return _sum(
        (line.stockrecord_id, line.quantity)
        for line in lines
        if line.product.get_product_class().track_stock
    )


def _sum(counted: Iterable[tuple[int, int]]) -> dict[int, int]:
    units: Counter[int] = Counter()
    for pk, quantity in counted:
        units[pk] += quantity
    return {pk: quantity for pk, quantity in sorted(units.items()) if quantity}


def covered(*, basket: object, holds: Iterable[Hold]) -> bool:
    """Say whether these holds set aside exactly what the basket asks for."""
    units = {hold.stockrecord_id: hold.quantity for hold in holds}
    return units == wanted(basket=basket)


def comes_free_at(
    *, stockrecord_id: int, at: datetime, ignoring: object | None = None
) -> datetime | None:
    """Return when the first unit that is held for somebody else may come back, if any is held."""
    return (
        Hold.objects.live(at=at)
        .filter(stockrecord_id=stockrecord_id)
        .exclude(basket_id=getattr(ignoring, "pk", None))
        .order_by("expires_at")
        .values_list("expires_at", flat=True)
        .first()
    )


def free_units(*, stockrecord: object, basket: object | None, at: datetime) -> int:
    """
    Count the units of a stock record that this basket may have: free ones and its own.

    Units whose hold ran out count as free, so a sweep that is late delays nobody.
    """
    free = int(stockrecord.net_stock_level)  # type: ignore[attr-defined]
    holds = Hold.objects.held().filter(stockrecord=stockrecord)
    mine = getattr(basket, "pk", None)
    return free + sum(
        hold.quantity for hold in holds if hold.basket_id == mine or hold.expires_at <= at
    )


def held_for_others(*, product_ids: list[int], at: datetime) -> dict[int, tuple[int, datetime]]:
    """Return {product: (units, latest end)} of what is held at a moment; one statement."""
    rows = (
        Hold.objects.live(at=at)
        .filter(stockrecord__product__in=product_ids)
        .values_list("stockrecord__product")
        .annotate(units=Sum("quantity"), until=Max("expires_at"))
    )
    return {product: (units, until) for product, units, until in rows.order_by()}
