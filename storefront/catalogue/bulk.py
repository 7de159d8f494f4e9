"""
A shop of any size in seconds: made-up goods that are on sale, for budgets and the benchmark.

They stand in categories, differ by options, have facts, prices, stock and cards like real ones;
only their pictures are one and the same. Words come from a fixed seed, so two runs are alike.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from storefront.partner.models import Partner, Supplier

from . import operations, pictures, queries
from .importer import writing
from .importer.goods import Goods, Item, PictureNamed
from .importer.places import BASIC_FACTS, Places
from .models import (
    ClassDisclosure,
    FactKind,
    Product,
    ProductClass,
    ProductSheet,
    SheetMove,
)

CLASS, SUPPLIER = "Bulk goods", "Bulk supplier"
THINGS = ("mug", "bowl", "plate", "lamp", "board", "towel", "blanket", "jar", "tray", "brush",
          "kettle", "clock", "basket", "vase", "candle", "cushion", "knife", "stool")  # fmt: skip
THINGS_ZH = ("马克杯", "碗", "盘", "灯", "板", "毛巾", "毯", "罐", "托盘", "刷",
             "水壶", "钟", "篮", "花瓶", "蜡烛", "靠垫", "刀", "凳")  # fmt: skip
KINDS = ("Hob", "Weir", "Mill", "Quay", "Fern", "Oak", "River", "Salt", "Stone", "Ash", "Moor")
COLOURS = {"Oat": "燕麦色", "Moss": "苔绿", "Ink": "墨蓝", "Clay": "陶土红", "Chalk": "粉白"}
ROOMS = ("Table", "Kitchen", "Light", "Desk", "Textile", "Bath", "Play", "Garden")
SHELVES = 5
EVERY_NTH_HAS_VARIANTS = 4
PICTURE = "bulk"


def seed(
    number: int,
    *,
    at: datetime,
    progress: Callable[[str, int, int], None] = lambda _step, _done, _of: None,
) -> list[int]:
    """Put this many made-up products on sale, since some days before `at`; returns their keys."""
    rng = random.Random(number)  # noqa: S311  (alike in every run, and nobody's secret)
    known = Product.objects.filter(product_class__name_en=CLASS).count()
    goods = [_goods(known + place, rng) for place in range(number)]
    stored = {
        PICTURE: pictures.Stored(
            "bulk/1200.webp",
            1200,
            1200,
            [[width, f"bulk/{width}.webp"] for width in pictures.WIDTHS],
            "#dbd1c5",
            "0" * 64,
        )
    }
    with transaction.atomic():
        product_class = _class()
        _supplier(at)
        made = writing.create(
            goods,
            Places(goods, at=at, why="bulk"),
            stored,
            {each.key: each.checksum for each in goods},
            at=at - timedelta(days=60),
            by=None,
            why="bulk",
            progress=progress,
        )
        ids = [product.pk for product in made.values()]
        _put_on_sale(ids, product_class, at - timedelta(days=30))
        operations.refresh_cards(ids, at)
        queries.forget_tree()
        queries.forget_labels()
    return ids


def _class() -> ProductClass:
    product_class = ProductClass.objects.filter(name_en=CLASS).first()
    if product_class is None:
        product_class = ProductClass.objects.create(name=CLASS, name_en=CLASS)
        declared = ClassDisclosure.objects.create(product_class=product_class)
        declared.required.set(
            FactKind.objects.get_or_create(key=key, defaults={"title": title, "title_en": title})[0]
            for key, title in BASIC_FACTS.items()
        )
    return product_class


def _supplier(at: datetime) -> None:
    partner, _new = Partner.objects.get_or_create(name=SUPPLIER)
    Supplier.objects.get_or_create(
        partner=partner,
        defaults={
            "legal_name": SUPPLIER,
            "address": "1 Mill Road",
            "country": "IE",
            "proof": "Made up",
            "verified_at": at - timedelta(days=365),
            "valid_until": (at + timedelta(days=3650)).date(),
        },
    )


def _goods(place: int, rng: random.Random) -> Goods:
    thing = rng.randrange(len(THINGS))
    kind = rng.choice(KINDS)
    shelf = rng.randrange(SHELVES) + 1
    has_variants = place % EVERY_NTH_HAS_VARIANTS == 0
    labels = rng.sample(list(COLOURS), 3) if has_variants else [""]
    price = Decimal(rng.randrange(400, 24_000)) / 100
    return Goods(
        row=place,
        key=f"bulk-{place}",
        title={"en": f"{kind} {THINGS[thing]} {place}", "zh-hans": f"{THINGS_ZH[thing]} {place}"},
        description={"en": f"A {THINGS[thing]} of {kind.lower()}, made up to fill a shelf."},
        class_name=CLASS,
        supplier=SUPPLIER,
        categories=[f"{ROOMS[thing % len(ROOMS)]} > Shelf {shelf}"],
        facts={key: ({"en": f"{key} of {place}"}, {"en": SUPPLIER}) for key in BASIC_FACTS},
        is_parent=has_variants,
        items=[
            Item(
                row=place,
                sku=f"bulk-{place}-{number}",
                price=price,
                currency="EUR",
                stock=rng.randrange(0, 60),
                low_at=4,
                options={"colour": {"en": label, "zh-hans": COLOURS[label]}} if label else {},
                pictures=[PictureNamed(PICTURE, {"en": f"A {THINGS[thing]}"})],
            )
            for number, label in enumerate(labels)
        ],
    )


def _put_on_sale(ids: list[int], product_class: ProductClass, at: datetime) -> None:
    """Do in three statements what `publish` does for one: the database's gate looks at each."""
    sheets = list(ProductSheet.objects.filter(product__in=ids).order_by("pk"))
    for place, sheet in enumerate(sheets):
        sheet.status = ProductSheet.Status.ON_SALE
        sheet.published_at = sheet.reviewed_at = at - timedelta(seconds=place)
    ProductSheet.objects.bulk_update(
        sheets, ["status", "published_at", "reviewed_at"], batch_size=1_000
    )
    SheetMove.objects.bulk_create(
        SheetMove(sheet=sheet, from_status="draft", to_status="on_sale", moved_at=at)
        for sheet in sheets
    )
    Product.objects.filter(pk__in=ids, product_class=product_class).update(is_public=True)
