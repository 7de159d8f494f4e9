"""Shopify's product CSV: a row a variant or a further picture, tied together by the handle."""

from django.utils.translation import gettext as _

from . import texts
from .goods import Goods, Item, PictureNamed, Problem
from .reading import Cells, Row

PLACEHOLDER = ("Title", "Default Title")


def fits(header: list[str]) -> bool:
    return {"Handle", "Title", "Variant Price"} <= set(header)


def read(rows: list[Row], problems: list[Problem]) -> list[Goods]:
    found: dict[str, Goods] = {}
    options: dict[str, list[str]] = {}
    for row in rows:
        handle = row["Handle"]
        if not handle:
            problems.append(Problem(row.number, "Handle", _("The row has no handle.")))
            continue
        if handle not in found:
            found[handle] = _goods(row)
            options[handle] = [row[f"Option{n} Name"] for n in (1, 2, 3)]
        goods = found[handle]
        if row["Variant Price"] or row["Variant SKU"]:
            goods.items.append(_item(row, goods, options[handle], Cells(row, problems)))
        if row["Image Src"] and goods.items:
            picture = _picture(row["Image Src"], row["Image Alt Text"] or goods.title.get("en", ""))
            if picture.path not in [each.path for item in goods.items for each in item.pictures]:
                goods.items[0].pictures.append(picture)
    for goods in found.values():
        goods.is_parent = len(goods.items) > 1
        if not goods.is_parent:
            for item in goods.items:
                item.options = {}
    return list(found.values())


def _goods(row: Row) -> Goods:
    category = row.first("Product Category", "Type") or row["Tags"].partition(",")[0]
    return Goods(
        row=row.number,
        key=row["Handle"],
        title={"en": texts.plain(row["Title"])},
        description={"en": texts.cleaned(row["Body (HTML)"])},
        class_name=row["Type"],
        categories=[category] if category else [],
        supplier=row["Vendor"],
        attributes={"tags": row["Tags"]} if row["Tags"] else {},
        published=row["Published"].lower() == "true" and row["Status"].lower() in ("", "active"),
    )


def _item(row: Row, goods: Goods, names: list[str], cells: Cells) -> Item:
    values = [row[f"Option{n} Value"] for n in (1, 2, 3)]
    grams = cells.amount("Variant Grams")
    return Item(
        row=row.number,
        sku=row["Variant SKU"].lstrip("'") or "-".join([goods.key, *filter(None, values)])[:128],
        price=cells.amount("Variant Price"),
        currency=row["Currency"],
        stock=max(0, cells.whole("Variant Inventory Qty") or 0),
        options={
            name: {"en": value}
            for name, value in zip(names, values, strict=True)
            if name and value and (name, value) != PLACEHOLDER
        },
        pictures=[_picture(row["Variant Image"], goods.title.get("en", ""))]
        if row["Variant Image"]
        else [],
        weight_g=int(grams) if grams else None,
    )


def _picture(address: str, alt: str) -> PictureNamed:
    """Only its file name counts: nothing is fetched from elsewhere."""
    name = address.partition("?")[0].rpartition("/")[2]
    return PictureNamed(name, {"en": alt}, may_be_missing=True)
