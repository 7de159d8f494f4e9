"""Magento's product CSV: configurable products name the simple ones that are their variants."""

from decimal import Decimal

from django.utils.translation import gettext as _

from . import texts
from .goods import Goods, Item, PictureNamed, Problem
from .reading import Cells, Row


def fits(header: list[str]) -> bool:
    return {"sku", "product_type", "name", "price"} <= set(header)


def read(rows: list[Row], problems: list[Problem]) -> list[Goods]:
    by_sku: dict[str, Row] = {}
    for row in rows:
        if row["store_view_code"]:
            continue  # texts of one store view only
        if not row["sku"]:
            problems.append(Problem(row.number, "sku", _("The row has no sku.")))
        elif row["sku"] in by_sku:
            words = _("The sku %(sku)s stands in row %(row)s already.")
            values = {"sku": row["sku"], "row": by_sku[row["sku"]].number}
            problems.append(Problem(row.number, "sku", words % values))
        else:
            by_sku[row["sku"]] = row
    found, taken = [], set[str]()
    for row in by_sku.values():
        if row["product_type"] == "configurable":
            goods = _configurable(row, by_sku, problems)
            taken.update(item.sku for item in goods.items)
            found.append(goods)
    for sku, row in by_sku.items():
        if sku not in taken and row["product_type"] in ("simple", "virtual"):
            goods = _goods(row)
            goods.items = [_item(row, {}, problems)]
            found.append(goods)
    return found


def _configurable(row: Row, by_sku: dict[str, Row], problems: list[Problem]) -> Goods:
    goods = _goods(row)
    goods.is_parent = True
    names = pairs(row["configurable_variation_labels"], ",")
    for variation in filter(None, row["configurable_variations"].split("|")):
        parts = pairs(variation, ",")
        sku = parts.pop("sku", "")
        if (simple := by_sku.get(sku)) is None:
            words = _("The variant %(sku)s is not in the file.") % {"sku": sku}
            problems.append(Problem(row.number, "configurable_variations", words))
            continue
        options = {names.get(code, code): {"en": value} for code, value in parts.items()}
        goods.items.append(_item(simple, options, problems))
    if goods.items and not any(item.pictures for item in goods.items):
        goods.items[0].pictures = _pictures(row)
    return goods


def _goods(row: Row) -> Goods:
    return Goods(
        row=row.number,
        key=row["sku"],
        title={"en": texts.plain(row["name"])},
        summary={"en": texts.plain(row["short_description"])} if row["short_description"] else {},
        description={"en": texts.cleaned(row["description"])} if row["description"] else {},
        class_name=row["attribute_set_code"],
        categories=_categories(row["categories"]),
        supplier=pairs(row["additional_attributes"], ",").get("manufacturer", ""),
        attributes=pairs(row["additional_attributes"], ","),
        published=row["product_online"] in ("1", "2"),
    )


def _item(row: Row, options: dict[str, dict[str, str]], problems: list[Problem]) -> Item:
    cells = Cells(row, problems)
    weight = cells.amount("weight")
    return Item(
        row=row.number,
        sku=row["sku"],
        price=cells.amount("price"),
        stock=max(0, cells.whole("qty") or 0),
        options=options,
        pictures=_pictures(row),
        weight_g=int(weight * Decimal(1000)) if weight else None,
    )


def _categories(cell: str) -> list[str]:
    """Return each path once, without the root that shops of this kind put above all."""
    paths = [
        " > ".join(parts)
        for path in cell.split(",")
        if (parts := [part.strip() for part in path.split("/") if part.strip()][1:])
    ]
    return [each for each in paths if not any(o.startswith(f"{each} > ") for o in paths)]


def _pictures(row: Row) -> list[PictureNamed]:
    named = [(row["base_image"], row["base_image_label"])]
    others = row["additional_images"].split(",")
    labels = row["additional_image_labels"].split(",")
    named += [(path, labels[n] if n < len(labels) else "") for n, path in enumerate(others)]
    found = {
        path.strip().lstrip("/"): label.strip() or row["name"] for path, label in named if path
    }
    return [PictureNamed(path, {"en": label}, may_be_missing=True) for path, label in found.items()]


def pairs(cell: str, between: str) -> dict[str, str]:
    """Read `a=1,b=2`; a part without = belongs to the value before it."""
    found: dict[str, str] = {}
    last = ""
    for part in cell.split(between):
        name, is_pair, value = part.partition("=")
        if is_pair:
            last = name.strip()
            found[last] = value.strip()
        elif last:
            found[last] += f"{between}{part}"
    return found
