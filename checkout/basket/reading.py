"""What the basket page reads, each part by a statement that is planned once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from checkout.holds.models import Hold
from storefront.catalogue import pictures
from storefront.catalogue.languages import LANGUAGES, column, in_language
from storefront.catalogue.models import ProductImage
from storefront.core.prepared import NUMBERS, PreparedQuery
from storefront.partner.models import StockRecord

from . import operations

Line = get_model("basket", "Line")

TITLES = [f"product__{column('title', language)}" for language in LANGUAGES]


def _held(basket: int) -> QuerySet[Any]:
    goods = Line.objects.filter(basket=basket).order_by().values("stockrecord")
    return Hold.objects.held().filter(stockrecord__in=goods)


def _others(basket: int) -> QuerySet[Any]:
    parents = Line.objects.filter(basket=basket, product__parent__isnull=False).order_by()
    return (
        StockRecord.objects.filter(
            product__parent__in=parents.values("product__parent"),
            product__is_public=True,
            price__isnull=False,
            num_in_stock__gt=Coalesce("num_allocated", 0),
        )
        .order_by("product_id")
        .values_list("product__parent_id", "product_id", "price", "price_currency", *TITLES)
    )


def _pictured(basket: int) -> QuerySet[Any]:
    goods = Line.objects.filter(basket=basket).order_by()
    # Not "of these or of those": that reads every picture there is.
    both = goods.values("product").union(
        goods.filter(product__parent__isnull=False).values("product__parent")
    )
    return (
        ProductImage.objects.filter(product__in=both)
        .select_related("picture")
        .order_by("display_order", "pk")
    )


_OF_GOODS = PreparedQuery(
    "pictures_of_goods",
    lambda ids: (
        ProductImage.objects.filter(product__in=ids)
        .select_related("picture")
        .order_by("display_order", "pk")
    ),
    (NUMBERS,),
)
HELD = PreparedQuery("basket_held", _held)
OTHERS = PreparedQuery("basket_others", _others)
PICTURED = PreparedQuery("basket_pictured", _pictured)


class Stock:
    """Who holds what of the goods in a basket: one statement for all lines."""

    def __init__(self, basket: Any, at: datetime) -> None:
        holds = HELD.rows(basket.pk)
        self.own_live = [h for h in holds if h.basket_id == basket.pk and h.expires_at > at]
        self._own = {hold.stockrecord_id: hold for hold in self.own_live}
        self._back: dict[int, int] = {}
        self._until: dict[int, datetime] = {}
        for hold in holds:
            pk = hold.stockrecord_id
            if hold.basket_id == basket.pk or hold.expires_at <= at:
                self._back[pk] = self._back.get(pk, 0) + hold.quantity
            elif pk not in self._until or hold.expires_at < self._until[pk]:
                self._until[pk] = hold.expires_at

    def free(self, row: Any) -> int:
        if not row.product.get_product_class().track_stock:
            return operations.MOST_OF_ONE
        return max(0, row.stockrecord.net_stock_level + self._back.get(row.stockrecord_id, 0))

    def held_until(self, row: Any) -> datetime | None:
        hold = self._own.get(row.stockrecord_id)
        return hold.expires_at if hold else None

    def others_until(self, row: Any) -> datetime | None:
        return self._until.get(row.stockrecord_id)


@dataclass(frozen=True)
class Variant:
    """One of these is a variant that there is now."""

    product_id: int
    price: Decimal
    currency: str
    title: str


def variants(basket: Any, rows: list[Any]) -> dict[int, list[Variant]]:
    """Return by parent what there is of it now: one statement, none where nothing has variants."""
    found: dict[int, list[Variant]] = {}
    if any(row.product.parent_id for row in rows):
        for parent, pk, price, currency, *titles in OTHERS.rows(basket.pk):
            title = in_language(dict(zip(LANGUAGES, titles, strict=True)))
            found.setdefault(parent, []).append(Variant(pk, price, currency, title))
    return found


def pictures_of(rows: list[Any], images: list[Any] | None = None) -> dict[int, dict[str, Any]]:
    """Return a picture for each product, a variant's own before its parent's: one statement."""
    if images is None:
        wanted = {row.product_id for row in rows} | {row.product.parent_id for row in rows}
        images = _OF_GOODS.rows(list(wanted - {None}))
    first: dict[int, dict[str, Any]] = {}
    for image in images:
        if image.product_id not in first and (shown := pictures.shown(image)):
            first[image.product_id] = {**shown, "alt": in_language(shown["alt"])}
    return {
        row.product_id: picture
        for row in rows
        if (picture := first.get(row.product_id) or first.get(row.product.parent_id))
    }


def pictures_in(basket: Any, rows: list[Any]) -> dict[int, dict[str, Any]]:
    """Return the same for everything in a basket, for less."""
    return pictures_of(rows, PICTURED.rows(basket.pk))
