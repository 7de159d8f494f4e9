"""
Catalogues of other people, as goods: read by tests only, from the folder REAL_DATA_DIR names.

They are no formats that any shop exports, so they have no place in the product. Prices there are
in US dollars; here the same figures stand for euros.
"""

import csv
import gzip
import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from storefront.catalogue.importer.goods import Goods, Item, PictureNamed

ATTRIBUTES_KEPT = 5


def _table(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def demo_catalogue(folder: Path) -> list[Goods]:
    """346 products with 1,935 variants and 625 pictures; three variants there share one sku."""
    variants, images = defaultdict(list), defaultdict(list)
    for row in _table(folder / "variants.csv"):
        variants[row["parent_sku"]].append(row)
    for row in sorted(_table(folder / "images.csv"), key=lambda row: int(row["position"])):
        images[row["sku"]].append(PictureNamed(row["file"], {"en": row["alt"] or row["sku"]}))
    return [
        _demo(number, row, variants[row["sku"]], images[row["sku"]])
        for number, row in enumerate(_table(folder / "products.csv"), start=2)
    ]


def _demo(
    number: int, row: dict[str, str], variants: list[dict[str, str]], pictures: list[PictureNamed]
) -> Goods:
    skus = [each["variant_sku"] for each in variants]
    shared = {sku for sku in skus if skus.count(sku) > 1}
    items = [
        Item(
            row=number,
            sku=each["variant_sku"] + (f"/{place}" if each["variant_sku"] in shared else ""),
            price=Decimal(each["price"]),
            stock=int(each["stock"]),
            options={
                name: {"en": label} for name, label in json.loads(each["options"]).items() if label
            },
        )
        for place, each in enumerate(variants)
    ] or [Item(row=number, sku=row["sku"], price=Decimal(row["price"]), stock=25)]
    items[0].pictures = pictures
    has_variants = len(items) > 1
    if not has_variants:
        items[0].options = {}
    return Goods(
        row=number,
        key=row["sku"],
        title={"en": row["title"]},
        description={"en": row["description"]},
        class_name=f"Demo {row['source']}",
        categories=[row["category"]],
        supplier=row["brand"],
        is_parent=has_variants,
        items=items,
        attributes={
            name: ", ".join(value) if isinstance(value, list) else str(value)
            for name, value in json.loads(row["attributes"]).items()
        },
    )


def retail_demo(path: Path) -> list[Goods]:
    """2,465 products without variants."""
    return [
        Goods(
            row=number,
            key=row["id"],
            title={"en": row["name"]},
            description={"en": row["description"]},
            class_name="Retail demo",
            categories=[f"{row['category']} > {row['style']}"],
            supplier="Retail demo",
            items=[
                Item(
                    row=number,
                    sku=row["id"],
                    price=Decimal(row["price"]),
                    stock=int(row["current_stock"]),
                )
            ],
        )
        for number, row in enumerate(_table(path), start=2)
    ]


def icecat(path: Path) -> list[Goods]:
    """19,406 electrical products; a few names there are longer than ours may be."""
    return [
        Goods(
            row=number,
            key=row["id"],
            title={"en": row["title"][:255]},
            description={"en": row["short_description"]},
            class_name="Icecat",
            supplier=row["brand"],
            attributes={
                name: str(value)[:200]
                for name, value in list(json.loads(row["attributes"]).items())[:ATTRIBUTES_KEPT]
            },
            items=[
                Item(row=number, sku=row["id"], price=Decimal(row["price_minor"]) / 100, stock=5)
            ],
        )
        for number, row in enumerate(_table(path), start=2)
    ]
