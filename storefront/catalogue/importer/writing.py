"""New goods, written many at a time."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from storefront.catalogue import languages, pictures
from storefront.catalogue.models import (
    ImportMark,
    Product,
    ProductAttributeValue,
    ProductCategory,
    ProductFact,
    ProductImage,
    ProductPicture,
    ProductSheet,
)
from storefront.partner.models import PriceChange, StockCount, StockRecord

from .goods import Goods, Item, Problem
from .places import Places

AT_ONCE = 1_000


def problems_of(new: list[Goods]) -> list[Problem]:
    """New goods have no past here: an earlier price that nobody was asked may not be shown."""
    words = _("It was never sold here at this price. Import it at this price first.")
    return [
        Problem(item.row, "list_price", words)
        for each in new
        for item in each.items
        if item.list_price is not None
    ]


def create(
    goods: list[Goods],
    places: Places,
    stored: dict[str, pictures.Stored],
    checksums: dict[str, str],
    *,
    at: datetime,
    by: Any,
    why: str,
    progress: Callable[[str, int, int], None],
) -> dict[str, Product]:
    """Write new goods as drafts, with prices, stock, facts and pictures; returns them by key."""
    made: dict[str, Product] = {}
    for start in range(0, len(goods), AT_ONCE):
        some = goods[start : start + AT_ONCE]
        batch = Batch(places, stored, at=at, by=by, why=why)
        made |= batch.write(some, checksums)
        progress("write", min(start + AT_ONCE, len(goods)), len(goods))
    return made


class Batch:
    """Some goods on their way into the database, a table at a time."""

    def __init__(
        self,
        places: Places,
        stored: dict[str, pictures.Stored],
        *,
        at: datetime,
        by: Any,
        why: str,
    ) -> None:
        self.places, self.stored = places, stored
        self.at, self.why = at, why[:200]
        self.by = by if getattr(by, "pk", None) else None

    def write(self, goods: list[Goods], checksums: dict[str, str]) -> dict[str, Product]:
        products = Product.objects.bulk_create([self._product(each) for each in goods])
        made = {each.key: product for each, product in zip(goods, products, strict=True)}
        self.write_items([(each, made[each.key], each.items) for each in goods])
        ProductSheet.objects.bulk_create(
            _sheet(product, each.items[0] if not each.is_parent else None)
            for each, product in zip(goods, products, strict=True)
        )
        ProductFact.objects.bulk_create(
            self._fact(made[each.key], key, *words)
            for each in goods
            for key, words in each.facts.items()
        )
        ProductCategory.objects.bulk_create(
            ProductCategory(product=made[each.key], category=category)
            for each in goods
            for category in {self.places.category(path) for path in each.categories}
        )
        ProductAttributeValue.objects.bulk_create(
            ProductAttributeValue(
                product=made[each.key],
                attribute=attribute,
                value_text=words,
            )
            for each in goods
            for attribute, words in {
                self.places.text(made[each.key].product_class, name): words
                for name, words in each.attributes.items()
                if words
            }.items()
        )
        ImportMark.objects.bulk_create(
            ImportMark(
                product=made[each.key],
                key=each.key,
                checksum=checksums[each.key],
                stock=each.stock,
                imported_at=self.at,
            )
            for each in goods
        )
        return made

    def write_items(
        self, wanted: list[tuple[Goods, Product, list[Item]]]
    ) -> list[tuple[Item, Product]]:
        """Write what can be bought: the children of parents, and stock, prices, pictures."""
        children = [
            (item, self._child(each, parent, item))
            for each, parent, items in wanted
            if each.is_parent
            for item in items
        ]
        Product.objects.bulk_create([child for _item, child in children])
        sold = [
            (items[0], product) for each, product, items in wanted if not each.is_parent
        ] + children
        class_of = {
            id(item): parent.product_class for _each, parent, items in wanted for item in items
        }
        supplier_of = {id(item): each.supplier for each, _p, items in wanted for item in items}
        ProductSheet.objects.bulk_create(_sheet(child, item) for item, child in children)
        records = StockRecord.objects.bulk_create(
            StockRecord(
                product=product,
                partner=self.places.partner(supplier_of[id(item)]),
                partner_sku=item.sku,
                price=item.price,
                price_currency=item.currency,
                num_in_stock=item.stock,
                low_stock_threshold=item.low_at,
            )
            for item, product in sold
        )
        PriceChange.objects.bulk_create(
            PriceChange(
                stockrecord=record,
                price=record.price,
                currency=record.price_currency,
                since=since(item.price_since, self.at),
                why=self.why,
                set_by=self.by,
            )
            for record, (item, _product) in zip(records, sold, strict=True)
        )
        StockCount.objects.bulk_create(
            StockCount(
                stockrecord=record,
                before=0,
                after=record.num_in_stock,
                why=self.why,
                counted_by=self.by,
                counted_at=self.at,
            )
            for record in records
        )
        ProductAttributeValue.objects.bulk_create(
            ProductAttributeValue(product=product, attribute=attribute, value_option=option)
            for item, product in sold
            for attribute, option in (
                self.places.option(class_of[id(item)], name, label)
                for name, label in item.options.items()
            )
        )
        self.write_pictures(sold)
        return sold

    def write_pictures(self, sold: list[tuple[Item, Product]]) -> None:
        wanted = [
            (product, place, picture, self.stored[picture.path])
            for item, product in sold
            for place, picture in enumerate(item.pictures)
            if picture.path in self.stored
        ]
        images = []
        for product, place, picture, stored in wanted:
            image = ProductImage(product=product, original=stored.path, display_order=place)
            languages.set_texts(image, "caption", {k: v[:200] for k, v in picture.alt.items()})
            images.append(image)
        ProductImage.objects.bulk_create(images)
        ProductPicture.objects.bulk_create(
            ProductPicture(
                image=image,
                width=stored.width,
                height=stored.height,
                sizes=stored.sizes,
                colour=stored.colour,
                checksum=stored.checksum,
            )
            for image, (_product, _place, _picture, stored) in zip(images, wanted, strict=True)
        )

    def _product(self, goods: Goods) -> Product:
        product = Product(
            structure=Product.PARENT if goods.is_parent else Product.STANDALONE,
            product_class=self.places.product_class(goods.class_name),
            slug=_slug(goods.title),
            is_public=False,
        )
        languages.set_texts(product, "title", goods.title)
        languages.set_texts(product, "description", goods.description or {"en": ""})
        languages.set_texts(product, "meta_description", goods.summary or {"en": ""})
        return product

    def _child(self, goods: Goods, parent: Product, item: Item) -> Product:
        child = Product(structure=Product.CHILD, parent=parent, is_public=True, slug=parent.slug)
        languages.set_texts(child, "title", child_title(goods, item))
        return child

    def _fact(
        self, product: Product, key: str, text: dict[str, str], source: dict[str, str]
    ) -> ProductFact:
        fact = ProductFact(product=product, kind=self.places.kind(key), checked_at=self.at)
        languages.set_texts(fact, "text", text)
        languages.set_texts(fact, "source", {k: v[:200] for k, v in source.items()})
        return fact


def child_title(goods: Goods, item: Item) -> dict[str, str]:
    """Return what one variant is called: Hob mug, Oat."""
    found = {}
    for language, title in goods.title.items():
        labels = [
            label.get(language) or label.get("en") or languages.in_language(label)
            for label in item.options.values()
        ]
        between = "，" if language.startswith("zh") else ", "
        found[language] = between.join([title, *labels])[:255]
    return found


def _sheet(product: Product, item: Item | None) -> ProductSheet:
    sheet = ProductSheet(product=product)
    if item:
        for field, value in figures(item).items():
            setattr(sheet, field, value)
    return sheet


def figures(item: Item) -> dict[str, Any]:
    """Return the columns of a sheet that a row fills."""
    return {
        "lot": item.lot,
        "content": item.content,
        "content_unit": item.content_unit if item.content else "",
        "weight_g": item.weight_g,
        "size_mm": item.size_mm[:60],
    }


def since(day: date | None, at: datetime) -> datetime:
    """Return the moment at which a day began in the shop's zone, or now."""
    if day is None:
        return at
    return min(at, datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE)))


def _slug(title: dict[str, str]) -> str:
    words = title.get("en") or languages.in_language(title)
    return slugify(words)[:250] or slugify(words, allow_unicode=True)[:250] or "goods"
