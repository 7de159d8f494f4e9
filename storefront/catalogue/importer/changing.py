"""Goods that the shop has and that the file describes otherwise: changed through operations."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from storefront.catalogue import classes, operations, pictures
from storefront.catalogue.models import ImportMark, ProductCategory, ProductImage
from storefront.partner import operations as partner
from storefront.partner import reference, stops
from storefront.partner.models import StockRecord

from . import writing
from .goods import Goods, Item, Problem
from .places import Places


def problems_of(
    changed: list[Goods], known: dict[str, ImportMark], *, at: datetime
) -> list[Problem]:
    """
    Return what keeps goods from being changed as the file says.

    An earlier price is shown only if it is the lowest of the thirty days before (PRI-01), and
    nothing is added to a product that is recalled as a whole.
    """
    found = []
    for goods in changed:
        product = known[goods.key].product
        if product.is_parent != goods.is_parent:
            found.append(
                Problem(
                    goods.row, "parent", _("It has variants in one place and none in the other.")
                )
            )
            continue
        records = _records(product)
        for item in goods.items:
            record = records.get(item.sku)
            if record is None and (recall := stops.of_whole(product)):
                found.append(Problem(item.row, "sku", str(stops.Stopped(reference=recall))))
            if item.list_price is None:
                continue
            words = _reason_against(item, record, at) if record else _("It is new here.")
            if words:
                found.append(Problem(item.row, "list_price", words))
    return found


def _reason_against(item: Item, record: StockRecord, at: datetime) -> str:
    past = list(record.price_changes.order_by("since", "pk"))
    if item.price is None:
        return ""  # said already, at its own column
    if past and past[-1].price == item.price and past[-1].reduced:
        return ""
    honest = reference.reduction(
        past,
        price=item.price,
        began_at=writing.since(item.price_since, at),  # type: ignore[arg-type]
    )
    if honest is None:
        return str(partner.NotAReduction())
    if honest.price != item.list_price:
        return _("The lowest price of the 30 days before was %(price)s.") % {"price": honest.price}
    return ""


def change(
    goods: Goods,
    mark: ImportMark,
    places: Places,
    stored: dict[str, pictures.Stored],
    *,
    at: datetime,
    by: Any,
    why: str,
) -> None:
    """Make one product what the file says of it; a variant that the file lacks is left alone."""
    product = mark.product
    classes.move_to_class(
        product=product, product_class=places.product_class(goods.class_name), by=by, at=at
    )
    operations.change_product(
        product=product,
        texts={
            "title": goods.title,
            "description": goods.description,
            "meta_description": goods.summary,
        },
        facts={} if goods.is_parent else writing.figures(goods.items[0]),
        by=by,
        at=at,
    )
    for key, (text, source) in goods.facts.items():
        operations.state_fact(
            product=product, kind=places.kind(key), text=text, source=source, by=by, at=at
        )
    categories = {places.category(path) for path in goods.categories}
    ProductCategory.objects.filter(product=product).exclude(category__in=categories).delete()
    for category in categories:
        ProductCategory.objects.get_or_create(product=product, category=category)

    records = _records(product)
    batch = writing.Batch(places, stored, at=at, by=by, why=why)
    new = [item for item in goods.items if item.sku not in records]
    if new and goods.is_parent:
        batch.write_items([(goods, product, new)])
    for item in goods.items:
        if item.sku in records:
            counted = mark.stock.get(item.sku) != item.stock
            _change_item(
                goods, item, records[item.sku], batch, counted=counted, at=at, by=by, why=why
            )


def _change_item(
    goods: Goods,
    item: Item,
    record: StockRecord,
    batch: Any,
    *,
    counted: bool,
    at: datetime,
    by: Any,
    why: str,
) -> None:
    if record.price != item.price:
        partner.set_price(
            stockrecord=record,
            price=item.price,
            at=writing.since(item.price_since, at),
            by=by,
            reduced=item.list_price is not None,
            reason=item.reduced_why if item.list_price is not None else {},
            why=why,
        )
    # The count of a file is news only where it differs from the file's last one: goods have sold.
    if counted and record.num_in_stock != item.stock:
        partner.set_stock(stockrecord=record, units=item.stock, at=at, by=by, why=why)
    if record.low_stock_threshold != item.low_at:
        partner.set_low_stock_at(stockrecord=record, units=item.low_at)
    if goods.is_parent:
        operations.change_product(
            product=record.product,
            texts={"title": writing.child_title(goods, item)},
            facts=writing.figures(item),
            by=by,
            at=at,
        )
    images = ProductImage.objects.filter(product=record.product_id).order_by("display_order")
    there = [(image.original.name, image.caption_en) for image in images]
    wanted = [
        (batch.stored[each.path].path, each.alt.get("en"))
        for each in item.pictures
        if each.path in batch.stored
    ]
    if wanted and there != wanted:
        images.delete()
        batch.write_pictures([(item, record.product)])


def _records(product: Any) -> dict[str, StockRecord]:
    records = StockRecord.objects.filter(product=product) | StockRecord.objects.filter(
        product__parent=product
    )
    return {record.partner_sku: record for record in records.select_related("product")}
