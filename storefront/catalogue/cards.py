"""How a card is computed: everything that a listing shows of a product, from many rows at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.text import slugify
from oscar.core.loading import get_model

from storefront.partner import queries as partner
from storefront.partner import reference
from storefront.partner.models import StockRecord

from . import pictures, units
from .languages import texts
from .models import (
    Category,
    ClassDisclosure,
    Product,
    ProductAttributeValue,
    ProductCard,
    ProductCategory,
    ProductImage,
    ProductSheet,
)

FACET_TYPES = ("option", "multi_option")


def build(product_ids: Iterable[int], *, at: datetime) -> list[ProductCard]:
    """Return a fresh card, unsaved, for each of these products; about ten statements for all."""
    products = list(Product.objects.filter(pk__in=list(product_ids)).exclude(structure="child"))
    ids = [product.pk for product in products]
    gathered = _Gathered(ids, at)
    return [_card(product, gathered, at) for product in products]


class _Gathered:
    """Everything around the products, read once and kept by product."""

    def __init__(self, ids: list[int], at: datetime) -> None:
        self.children: dict[int, list[Product]] = defaultdict(list)
        for child in Product.objects.filter(parent__in=ids, is_public=True).order_by("pk"):
            self.children[child.parent_id].append(child)
        child_ids = [each.pk for group in self.children.values() for each in group]
        every = [*ids, *child_ids]

        self.records = {
            record.product_id: record
            for record in StockRecord.objects.filter(product__in=every).select_related(
                "partner__supplier"
            )
        }
        self.history = partner.history(record.pk for record in self.records.values())
        self.sheets = {
            sheet.product_id: sheet for sheet in ProductSheet.objects.filter(product__in=every)
        }
        self.disclosures = {each.product_class_id: each for each in ClassDisclosure.objects.all()}
        self.values: dict[int, list[Any]] = defaultdict(list)
        for value in (
            ProductAttributeValue.objects.filter(product__in=every, attribute__type__in=FACET_TYPES)
            .select_related("attribute", "value_option")
            .prefetch_related("value_multi_option")
        ):
            self.values[value.product_id].append(value)
        self.images: dict[int, list[ProductImage]] = defaultdict(list)
        for image in (
            ProductImage.objects.filter(product__in=every)
            .select_related("picture")
            .order_by("display_order", "pk")
        ):
            self.images[image.product_id].append(image)
        self.categories = _categories(ids)
        reviews = get_model("reviews", "ProductReview").objects
        self.reviews = dict(
            reviews.filter(product__in=ids, status=1)
            .values_list("product")
            .annotate(number=Count("pk"))
        )
        self.kept = {
            card.product_id: card
            for card in ProductCard.objects.filter(pk__in=ids).only("pk", "popularity")
        }


def _categories(ids: list[int]) -> dict[int, list[int]]:
    """Return the ids of each product's categories and of all that stand above them."""
    pairs = list(ProductCategory.objects.filter(product__in=ids).values_list("product", "category"))
    if not pairs:
        return {}
    by_path = dict(Category.objects.values_list("path", "pk"))
    path_of = {pk: path for path, pk in by_path.items()}
    found: dict[int, set[int]] = defaultdict(set)
    for product, category in pairs:
        path = path_of[category]
        found[product].update(
            by_path[path[:end]] for end in range(Category.steplen, len(path) + 1, Category.steplen)
        )
    return {product: sorted(each) for product, each in found.items()}


def _card(product: Product, all_: _Gathered, at: datetime) -> ProductCard:
    children = all_.children.get(product.pk, [])
    sold = children if product.is_parent else [product]
    records = [all_.records[each.pk] for each in sold if each.pk in all_.records]
    priced = sorted(
        (record for record in records if record.price), key=lambda record: (record.price, record.pk)
    )
    cheapest = priced[0] if priced else None
    references = {
        record.pk: found
        for record in priced
        if (found := reference.reference(all_.history.get(record.pk, ()), at=at))
    }
    compared = references.get(cheapest.pk) if cheapest else None
    sheet = all_.sheets.get(product.pk)
    by_quantity = _unit_price(cheapest, all_, sheet) if cheapest else (None, "")
    images = all_.images.get(product.pk) or [
        image for child in children for image in all_.images.get(child.pk, ())
    ]
    if compared and cheapest and (own := all_.images.get(cheapest.product_id)):
        images = own  # what is reduced is what is seen
    return ProductCard(
        product=product,
        public=product.is_public and bool(priced) and _may_be_sold(product, records, all_, at),
        slug=product.slug,
        titles=texts(product, "title"),
        product_class_id=product.product_class_id,
        categories=all_.categories.get(product.pk, []),
        facets=sorted({f for each in [product, *children] for f in _facets(each, all_)}),
        supplier_id=records[0].partner_id if records else None,
        from_price=cheapest.price if cheapest else None,
        to_price=priced[-1].price if priced else None,
        was_price=compared.price if compared else None,
        cut=compared.cut if compared else None,
        reduced_why=dict(compared.reason) if compared else {},
        compared={
            str(pk): [str(each.price), each.cut, each.began_at.isoformat(), dict(each.reason)]
            for pk, each in references.items()
        },
        currency=cheapest.price_currency if cheapest else settings.OSCAR_DEFAULT_CURRENCY,
        unit_price=by_quantity[0],
        unit_base=by_quantity[1],
        picture=pictures.shown(images[0]) if images else None,
        swatches=_swatches(children, all_),
        variants=len(sold),
        rating=product.rating,
        reviews=all_.reviews.get(product.pk, 0),
        published_at=sheet.published_at if sheet else None,
        popularity=all_.kept[product.pk].popularity if product.pk in all_.kept else 0,
        changed_at=at,
    )


def _may_be_sold(
    product: Product, records: list[StockRecord], all_: _Gathered, at: datetime
) -> bool:
    sheet = all_.sheets.get(product.pk)
    disclosure = all_.disclosures.get(product.product_class_id)
    return (
        sheet is not None
        and sheet.status == ProductSheet.Status.ON_SALE
        and not (disclosure and disclosure.is_closed)
        and all(_supplier_is_verified(record, at) for record in records)
    )


def _supplier_is_verified(record: StockRecord, at: datetime) -> bool:
    supplier = getattr(record.partner, "supplier", None)
    return supplier is not None and supplier.is_verified(at)


def _facets(product: Product, all_: _Gathered) -> list[str]:
    return [
        f"{value.attribute.code}={option_key(option)}"
        for value in all_.values.get(product.pk, ())
        for option in options_of(value)
    ]


def options_of(value: Any) -> list[Any]:
    """Return the options that an attribute value stands for: one, several or none."""
    if value.attribute.type == "option":
        return [value.value_option] if value.value_option_id else []
    return list(value.value_multi_option.all())


def option_key(option: Any) -> str:
    """Return the short word by which an option stands in addresses and facets."""
    return (option.code or slugify(option.option_en or option.option) or str(option.pk))[:80]


def _swatches(children: list[Product], all_: _Gathered) -> list[dict[str, Any]]:
    """Return the values of the first option by which the variants differ, each once."""
    found: dict[str, dict[str, Any]] = {}
    for child in children:
        for value in all_.values.get(child.pk, ())[:1]:
            for option in options_of(value):
                image = next(iter(all_.images.get(child.pk, ())), None)
                picture = pictures.shown(image) if image else None
                found.setdefault(
                    option_key(option),
                    {
                        "value": option_key(option),
                        "label": texts(option, "option"),
                        "src": picture["src"] if picture else "",
                        "colour": picture["colour"] if picture else "",
                    },
                )
    return list(found.values())


def _unit_price(
    record: StockRecord, all_: _Gathered, parent_sheet: ProductSheet | None
) -> tuple[Decimal | None, str]:
    sheet = all_.sheets.get(record.product_id)
    sheet = sheet if sheet and sheet.content else parent_sheet
    if sheet is None:
        return None, ""
    return units.price(
        record.price, record.price_currency, sheet.content, sheet.content_unit, sheet.pieces
    )
