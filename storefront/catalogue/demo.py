"""The shelves of the demo shop: classes, suppliers, goods and scenes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from storefront.demo import tables
from storefront.partner import operations as partner
from storefront.partner.demo import suppliers
from storefront.partner.models import StockRecord

from . import languages, pictures, queries
from .importer import reading, run
from .importer.goods import Goods
from .models import (
    Category,
    CategoryPicture,
    ClassDisclosure,
    FactKind,
    ImportMark,
    ProductAttribute,
    ProductClass,
)

# Goods came in over the year; the last ones are what is new.
CAME_IN = [timedelta(days=days) for days in (150, 110, 80, 12)]
FIRST_PRICE = timedelta(days=200)
# When what is sold out is expected back, from the day on which the demo begins.
BACK_IN = {"cake-stand-rose": timedelta(days=16)}
# What a review taught the shop, and what stood there before: its answer says that it was added.
LEARNED_AT = timedelta(days=81)
LEARNED = {
    "hob-mug": {
        "safety": {
            "en": "Keep hot drinks away from small children.",
            "zh-hans": "热饮请远离幼儿。",
        }
    }
}


def demo(at: datetime) -> None:
    """Fill the shelves; what stands there already is left alone."""
    _kinds()
    _classes()
    suppliers(at)
    _goods(at)
    _expect_back(at)
    _categories()
    _options()
    queries.forget_tree()
    queries.forget_labels()


def _kinds() -> None:
    for order, row in enumerate(tables.table("fact_keys")):
        kind, _new = FactKind.objects.get_or_create(key=row["key"], defaults={"order": order})
        kind.order = order
        languages.set_texts(kind, "title", tables.by_language(row, "title"))
        kind.save()


def _classes() -> None:
    kinds = {kind.key: kind for kind in FactKind.objects.all()}
    for row in tables.table("product_classes"):
        product_class, _new = ProductClass.objects.get_or_create(slug=row["class"])
        languages.set_texts(product_class, "name", tables.by_language(row, "name"))
        product_class.save()
        declared, _new = ClassDisclosure.objects.get_or_create(product_class=product_class)
        declared.unit_price_needed = row["unit_price"] == "yes"
        declared.withdrawal_exclusion = row["withdrawal_exclusion"]
        declared.save()
        declared.required.set(kinds[key] for key in row["required"].split("|"))


def _goods(at: datetime) -> None:
    """
    Import the goods in the order in which they came in, each first at its full price.

    What is reduced was sold at more before: its history is made the way any shop makes it.
    """
    goods, problems = reading.goods(tables.FOLDER / "products.csv")
    reduced = [_with_days_past(each, at) for each in goods]
    there = set(ImportMark.objects.values_list("key", flat=True))
    for number, age in enumerate(CAME_IN):
        first = [
            _before_it_was_learned(_at_full_price(each, at))
            for each in goods[number :: len(CAME_IN)]
            if each.key not in there
        ]
        _import(first, problems, at - age)
    _import(
        [_at_full_price(each, at) for each in goods if each.key in LEARNED.keys() - there],
        problems,
        at - LEARNED_AT,
    )
    _import([each for each in reduced if any(item.list_price for item in each.items)], [], at)


def _expect_back(at: datetime) -> None:
    for record in StockRecord.objects.filter(partner_sku__in=BACK_IN):
        on = timezone.localdate(at + BACK_IN[record.partner_sku])
        partner.expect_back(stockrecord=record, on=on, at=at)


def _import(goods: list[Goods], problems: list, at: datetime) -> None:
    if goods:
        run.import_goods(
            goods, problems=problems, at=at, pictures=tables.FOLDER, source="products.csv"
        )


def _at_full_price(goods: Goods, at: datetime) -> Goods:
    items = [
        replace(item, price=item.list_price or item.price, list_price=None, reduced_why={},
                 price_since=(at - FIRST_PRICE).date())
        for item in goods.items
    ]  # fmt: skip
    return replace(goods, items=items)


def _before_it_was_learned(goods: Goods) -> Goods:
    earlier = LEARNED.get(goods.key, {})
    facts = {key: (earlier.get(key, words), source) for key, (words, source) in goods.facts.items()}
    return replace(goods, facts=facts)


def _with_days_past(goods: Goods, at: datetime) -> Goods:
    """A demo that is started before one of its dates still has a past."""
    latest: date = (at - timedelta(days=3)).date()
    items = [
        replace(item, price_since=min(item.price_since or latest, latest)) for item in goods.items
    ]
    return replace(goods, items=items)


def _categories() -> None:
    alts = {row["scene"]: tables.by_language(row, "alt") for row in tables.table("scenes")}
    paths: dict[str, Category] = {}
    for category in Category.objects.order_by("path"):
        above = next((name for name, each in paths.items() if category.is_child_of(each)), "")
        paths[f"{above} > {category.name_en}" if above else category.name_en] = category
    for row in tables.table("categories"):
        category = paths[row["path"]]
        category.name_zh_hans = row["name_zh"]
        languages.set_texts(category, "description", tables.by_language(row, "intro"))
        category.save()
        if row["scene"] and not hasattr(category, "picture"):
            _scene(category, row["scene"], alts[row["scene"]])


def _scene(category: Category, name: str, alt: dict[str, str]) -> None:
    content = (tables.FOLDER / name).read_bytes()
    stored = pictures.store(SimpleUploadedFile(name.rpartition("/")[2], content))
    CategoryPicture.objects.create(
        category=category,
        width=stored.width,
        height=stored.height,
        sizes=stored.sizes,
        colour=stored.colour,
        checksum=stored.checksum,
        alt=alt,
    )
    category.image = stored.path
    category.save()


def _options() -> None:
    for row in tables.table("options"):
        for attribute in ProductAttribute.objects.filter(code=row["name"]):
            languages.set_texts(attribute, "name", tables.by_language(row, "title"))
            attribute.save()
