"""Everything that a product's page says of it, in five statements."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from storefront.core import money
from storefront.partner.models import PriceChange, StockRecord

from . import pictures, queries, units
from .cards import option_key, options_of
from .languages import in_language, texts
from .models import (
    Product,
    ProductAttributeValue,
    ProductCard,
    ProductFact,
    ProductImage,
    ProductSheet,
    SheetChange,
)

CHANGES_SHOWN = 10


@dataclass(frozen=True)
class PriceShown:
    """A price as components/price.html reads it: `was`, `cut` and `basis` only where honest."""

    now: Decimal
    currency: str
    was: Decimal | None = None
    cut: int | None = None
    unit: Decimal | None = None
    unit_base: str = ""

    @property
    def basis(self) -> str:
        return _("Lowest price in the 30 days before") if self.was else ""

    @property
    def unit_words(self) -> str:
        if self.unit is None:
            return ""
        return f"{money.text(self.unit, self.currency)} {units.title(self.unit_base)}"


@dataclass(frozen=True)
class OptionShown:
    code: str
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Variant:
    """One thing that can be put into the basket: the product itself, or one of its children."""

    product_id: int
    stockrecord_id: int
    sku: str
    title: str
    options: list[OptionShown]
    price: PriceShown | None
    free: int
    state: str
    held: bool
    picture_ids: list[int]
    lot: str

    @property
    def words(self) -> str:
        """How many there are; LBT-6.1.3.d: what others hold at this moment may come free again."""
        if self.held:
            return _("Reserved by others at this moment")
        return queries.stock_words(self.state, self.free)

    @property
    def can_be_bought(self) -> bool:
        return self.free > 0 and self.price is not None


@dataclass(frozen=True)
class FactShown:
    key: str
    title: str
    text: str
    source: str
    checked_at: datetime


@dataclass(frozen=True)
class PictureShown:
    """One picture of the gallery, as components/picture.html reads it, and whose it is."""

    id: int
    product_id: int
    src: str
    srcset: str
    width: int
    height: int
    alt: str
    colour: str


@dataclass(frozen=True)
class Change:
    at: datetime
    words: str


@dataclass
class ProductPage:
    product: Product
    card: ProductCard
    sheet: ProductSheet
    supplier: Any
    facts: list[FactShown]
    variants: list[Variant]
    pictures: list[PictureShown]

    @property
    def categories(self) -> list[tuple[str, str]]:
        """The way down to it, as crumbs; from the kept tree."""
        tree = queries.category_tree()
        branches = [tree[pk] for pk in self.card.categories if pk in tree]
        deepest = max(branches, key=lambda each: each.depth, default=None)
        if deepest is None:
            return []
        line = [each for each in branches if deepest.path.startswith(each.path)]
        return [(each.name, each.url) for each in sorted(line, key=lambda each: each.depth)]

    @cached_property
    def changes(self) -> list[Change]:
        """What changed of it, newest first (LBT-6.1.3.e); read only when asked for."""
        return changes(self.product, [each.stockrecord_id for each in self.variants])


def product_page(product_id: int) -> ProductPage | None:
    """Return what the public may see of a product, in the active language; None if nothing."""
    card = (
        ProductCard.objects.public()
        .filter(pk=product_id)
        .select_related("product__product_class", "product__sheet", "supplier__supplier")
        .first()
    )
    if card is None:
        return None
    product = card.product
    images = _images(product)
    return ProductPage(
        product=product,
        card=card,
        sheet=product.sheet,
        supplier=getattr(card.supplier, "supplier", None),
        facts=_facts(product),
        variants=_variants(product, card, images),
        pictures=images,
    )


def _facts(product: Product) -> list[FactShown]:
    rows = ProductFact.objects.filter(product=product).select_related("kind")
    return [
        FactShown(row.kind.key, row.kind.title, row.text, row.source, row.checked_at)
        for row in sorted(rows, key=lambda row: (row.kind.order, row.kind_id))
    ]


def _images(product: Product) -> list[PictureShown]:
    rows = ProductImage.objects.filter(
        Q(product=product) | Q(product__parent=product, product__is_public=True)
    ).select_related("picture")
    ordered = sorted(
        rows, key=lambda row: (row.product_id != product.pk, row.product_id, row.display_order)
    )
    return [
        PictureShown(
            id=row.pk, product_id=row.product_id, **{**each, "alt": in_language(each["alt"])}
        )
        for row in ordered
        if (each := pictures.shown(row))
    ]


def _variants(product: Product, card: ProductCard, images: list[PictureShown]) -> list[Variant]:
    sold = Q(product__parent=product, product__is_public=True)
    records = list(
        StockRecord.objects.filter(sold if product.is_parent else Q(product=product))
        .select_related("product__sheet")
        .order_by("product_id", "pk")
    )
    values = (
        ProductAttributeValue.objects.filter(
            product__in=[record.product_id for record in records],
            attribute__type__in=["option", "multi_option"],
        )
        .select_related("attribute", "value_option")
        .order_by("attribute_id")
    )
    options: dict[int, list[OptionShown]] = {}
    for value in values:
        options.setdefault(value.product_id, []).extend(
            OptionShown(
                value.attribute.code,
                in_language(texts(value.attribute, "name")),
                option_key(option),
                in_language(texts(option, "option")),
            )
            for option in options_of(value)
        )
    return [_variant(record, product, card, options, images) for record in records]


def _variant(
    record: StockRecord,
    product: Product,
    card: ProductCard,
    options: dict[int, list[OptionShown]],
    images: list[PictureShown],
) -> Variant:
    own_sheet = getattr(record.product, "sheet", None)
    free = max(0, record.net_stock_level)
    now = queries.Live(free, record.low_stock_threshold or 0)
    chosen = options.get(record.product_id, [])
    return Variant(
        product_id=record.product_id,
        stockrecord_id=record.pk,
        sku=record.partner_sku,
        title=record.product.title or ", ".join(each.label for each in chosen) or product.title,
        options=chosen,
        price=_price(record, card, own_sheet, product.sheet),
        free=free,
        state=now.state,
        held=free == 0 and (record.num_in_stock or 0) > 0,
        picture_ids=[each.id for each in images if each.product_id == record.product_id],
        lot=(own_sheet.lot if own_sheet else "") or product.sheet.lot,
    )


def _price(
    record: StockRecord,
    card: ProductCard,
    own_sheet: ProductSheet | None,
    parent_sheet: ProductSheet,
) -> PriceShown | None:
    if not record.price:
        return None
    was, cut, _began = card.compared.get(str(record.pk), (None, None, None))
    sheet = own_sheet if own_sheet and own_sheet.content else parent_sheet
    unit, base = units.price(
        record.price, record.price_currency, sheet.content, sheet.content_unit, sheet.pieces
    )
    return PriceShown(
        now=record.price,
        currency=record.price_currency,
        was=Decimal(was) if was else None,
        cut=cut,
        unit=unit,
        unit_base=base,
    )


def changes(product: Product, stockrecord_ids: list[int]) -> list[Change]:
    """Return the latest changes of texts, facts and prices in words for buyers; two statements."""
    stated = SheetChange.objects.filter(sheet__product=product).order_by("-changed_at", "-pk")
    priced = PriceChange.objects.filter(stockrecord__in=stockrecord_ids).order_by("-since", "-pk")
    found = [
        Change(each.changed_at, _("Changed: %(what)s") % {"what": each.what})
        for each in stated[:CHANGES_SHOWN]
    ] + [
        Change(each.since, _("Price: %(price)s") % {"price": money.text(each.price, each.currency)})
        for each in priced[:CHANGES_SHOWN]
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:CHANGES_SHOWN]
