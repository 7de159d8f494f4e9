"""Our own CSV: one row a variant, or a product that has none; demo/sample.csv shows it."""

import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from storefront.catalogue import figures

from .goods import Goods, Item, PictureNamed, Problem
from .reading import Cells, Row

LANGUAGES = {"en": "en", "zh": "zh-hans"}
YES = {"yes", "true", "1", "y"}


def fits(header: list[str]) -> bool:
    return {"sku", "title_en", "price", "currency"} <= set(header)


def read(rows: list[Row], problems: list[Problem]) -> list[Goods]:
    found: dict[str, Goods] = {}
    for row in rows:
        key = row["parent"] or row["sku"]
        if not key:
            problems.append(Problem(row.number, "sku", _("The row has no sku.")))
            continue
        if key not in found:
            found[key] = _goods(row, key, problems)
        elif not row["parent"]:
            words = _("The sku %(sku)s stands in row %(row)s already.")
            values = {"sku": key, "row": found[key].row}
            problems.append(Problem(row.number, "sku", words % values))
            continue
        found[key].items.append(_item(row, found[key], problems))
    return list(found.values())


def _goods(row: Row, key: str, problems: list[Problem]) -> Goods:
    return Goods(
        row=row.number,
        key=key,
        title=by_language(row, "title"),
        summary=by_language(row, "summary"),
        description=by_language(row, "description"),
        class_name=row["product_class"],
        categories=[path.strip() for path in row["category"].split("|") if path.strip()],
        supplier=row["supplier"],
        facts=_facts(row, problems),
        published=row["published"].lower() in YES,
        is_parent=bool(row["parent"]),
    )


def _item(row: Row, goods: Goods, problems: list[Problem]) -> Item:
    cells = Cells(row, problems)
    first = goods.items[0] if goods.items else None  # says what all variants have in common
    label = by_language(row, "option")
    if row["option_name"]:
        goods_option = row["option_name"]
    else:
        goods_option = next((name for each in goods.items for name in each.options), "")
    if label and not goods_option:
        cells.note("option_name", _("The option has no name."))
    return Item(
        row=row.number,
        sku=row["sku"],
        price=cells.amount("price"),
        currency=row["currency"],
        stock=cells.whole("stock") or 0,
        low_at=cells.whole("low_stock_at"),
        options={goods_option: label} if label and goods_option else {},
        list_price=cells.amount("list_price"),
        price_since=_date(row, cells),
        reduced_why=by_language(row, "reduced_why"),
        pictures=_pictures(row, cells),
        lot=row["lot"],
        content=cells.amount("unit_quantity") or (first.content if first else None),
        content_unit=row["unit"] or (first.content_unit if first else ""),
        weight_g=cells.whole("weight_g"),
        size_mm=_size(row, cells),
    )


def _size(row: Row, cells: Cells) -> str:
    if not (sides := [row[side] for side in ("length_mm", "width_mm", "height_mm") if row[side]]):
        return ""
    try:
        return figures.size_of(" x ".join(sides))
    except figures.NotASize as refusal:
        cells.note("length_mm", str(refusal))
        return ""


def by_language(row: Row, field: str) -> dict[str, str]:
    return {
        language: row[f"{field}_{short}"]
        for short, language in LANGUAGES.items()
        if row[f"{field}_{short}"]
    }


def _facts(row: Row, problems: list[Problem]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    if not row["facts"]:
        return {}
    try:
        stated = json.loads(row["facts"])
        return {
            str(kind): (_words(each, ""), _words(each, "source_")) for kind, each in stated.items()
        }
    except (ValueError, AttributeError, TypeError, RecursionError) as broken:
        words = _("The facts are not JSON of the form {kind: {en, zh, source_en, ...}}: %(why)s")
        problems.append(Problem(row.number, "facts", words % {"why": str(broken)[:80]}))
        return {}


def _words(each: dict[str, Any], before: str) -> dict[str, str]:
    return {
        language: str(each[f"{before}{short}"]).strip()
        for short, language in LANGUAGES.items()
        if each.get(f"{before}{short}")
    }


def _date(row: Row, cells: Cells) -> date | None:
    if not row["price_since"]:
        return None
    try:
        return date.fromisoformat(row["price_since"])
    except ValueError:
        cells.note("price_since", _("A date is written 2026-11-21."))
        return None


def _pictures(row: Row, cells: Cells) -> list[PictureNamed]:
    paths = [path.strip() for path in row["pictures"].split("|") if path.strip()]
    alts = {
        language: [words.strip() for words in row[f"picture_alts_{short}"].split("|")]
        for short, language in LANGUAGES.items()
    }
    if paths and len(alts["en"]) != len(paths):
        cells.note("picture_alts_en", _("Each picture needs words, parted by |."))
    return [
        PictureNamed(
            path,
            {
                language: words[place]
                for language, words in alts.items()
                if place < len(words) and words[place]
            },
        )
        for place, path in enumerate(paths)
    ]
