"""The demo shop is whole in both languages, before any database sees its texts and pictures."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

SHOP = Path(__file__).resolve().parents[3] / "storefront" / "demo"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PRICE = re.compile(r"^[1-9][0-9]*\.[0-9]{2}$")


def rows(name):
    """All rows of one of the shop's files; a row with too many or too few cells fails here."""
    with (SHOP / name).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, strict=True))
    assert found, f"{name} is empty"
    for row in found:
        assert None not in row, f"{name} has too many cells in {row}"
        assert None not in row.values(), f"{name} has too few cells in {row}"
    return found


def products():
    """The first row of each product: the one that carries its words."""
    seen, found = set(), []
    for row in rows("products.csv"):
        name = row["parent"] or row["sku"]
        if name not in seen:
            seen.add(name)
            found.append(row)
    return found


def listed(cell):
    return [part.strip() for part in cell.split(" | ")]


def test_there_are_sixty_four_products_in_eight_shelves():
    assert len(products()) == 64
    assert len({row["category"] for row in products()}) >= 8


def test_every_sku_is_there_once():
    repeated = [sku for sku, n in Counter(r["sku"] for r in rows("products.csv")).items() if n > 1]
    assert repeated == []


def test_variants_of_a_product_stand_together_and_differ_by_their_option():
    closed, current, options = set(), None, defaultdict(list)
    for row in rows("products.csv"):
        name = row["parent"] or row["sku"]
        if name != current:
            assert name not in closed, f"{name} is torn apart"
            closed.add(name)
            current = name
        if row["parent"]:
            options[name].append(row["option_en"])
            assert CHINESE.search(row["option_zh"]), row["sku"]
    for name, values in options.items():
        assert len(values) == len(set(values)) > 1, name
    known = {row["name"] for row in rows("options.csv")}
    assert {row["option_name"] for row in products() if row["parent"]} <= known


def test_every_price_is_a_positive_sum_in_euro_with_two_digits():
    for row in rows("products.csv"):
        assert PRICE.match(row["price"]), row["sku"]
        assert Decimal(row["price"]) > 0
        assert row["currency"] == "EUR"
        assert date.fromisoformat(row["price_since"])
        if row["list_price"]:
            assert PRICE.match(row["list_price"]), row["sku"]
            assert Decimal(row["list_price"]) > Decimal(row["price"]), row["sku"]


def test_the_shop_has_something_reduced_scarce_and_sold_out():
    stock = Counter(int(row["stock"]) for row in rows("products.csv"))
    assert stock[0] >= 1
    assert stock[1] >= 1
    assert any(int(r["stock"]) <= int(r["low_stock_at"]) for r in rows("products.csv"))
    assert sum(1 for row in rows("products.csv") if row["list_price"]) >= 5


def test_every_product_speaks_both_languages():
    for row in products():
        for field in ("title", "summary", "description"):
            assert row[f"{field}_en"].strip(), (row["sku"], field)
            assert not CHINESE.search(row[f"{field}_en"]), (row["sku"], field)
            assert CHINESE.search(row[f"{field}_zh"]), (row["sku"], field)
        assert 2 <= len(re.findall(r"[.!?](?:\s|$)", row["description_en"])) <= 5, row["sku"]


def test_every_product_says_what_its_class_must_say():
    required = {row["class"]: row["required"].split("|") for row in rows("product_classes.csv")}
    keys = {row["key"] for row in rows("fact_keys.csv")}
    assert {key for names in required.values() for key in names} <= keys
    for row in products():
        facts = json.loads(row["facts"])
        assert set(facts) <= keys, row["sku"]
        for key in required[row["product_class"]]:
            assert key in facts, (row["sku"], key)
        for key, fact in facts.items():
            assert set(fact) == {"en", "zh", "source_en", "source_zh"}, (row["sku"], key)
            assert all(words.strip() for words in fact.values()), (row["sku"], key)
            assert CHINESE.search(fact["zh"]), (row["sku"], key)
            assert CHINESE.search(fact["source_zh"]), (row["sku"], key)


def test_what_is_sold_by_weight_or_volume_has_a_unit_price():
    by_unit = {r["class"] for r in rows("product_classes.csv") if r["unit_price"] == "yes"}
    for row in products():
        assert bool(row["unit"]) == bool(row["unit_quantity"]), row["sku"]
        if row["product_class"] in by_unit:
            assert row["unit"] in {"kg", "l"}, row["sku"]
            assert Decimal(row["unit_quantity"]) > 0


def test_categories_suppliers_and_classes_are_all_known():
    paths = [row["path"] for row in rows("categories.csv")]
    for path in paths:
        assert " > " not in path or path.rsplit(" > ", 1)[0] in paths
    suppliers = {row["code"]: row for row in rows("suppliers.csv")}
    classes = {row["class"] for row in rows("product_classes.csv")}
    for row in products():
        assert row["category"] in paths, row["sku"]
        assert row["supplier"] in suppliers, row["sku"]
        assert row["product_class"] in classes, row["sku"]
        maker = json.loads(row["facts"])["maker"]["en"]
        assert suppliers[row["supplier"]]["email"] in maker, row["sku"]
    for row in rows("categories.csv"):
        assert CHINESE.search(row["name_zh"])
        assert CHINESE.search(row["intro_zh"])
        assert row["intro_en"]
        assert (SHOP / row["scene"]).exists()


def test_every_picture_is_used_and_every_use_has_words_in_both_languages():
    used = set()
    for row in rows("products.csv"):
        pictures = listed(row["pictures"])
        used.update(pictures)
        for language in ("en", "zh"):
            words = listed(row[f"picture_alts_{language}"])
            assert len(words) == len(pictures), row["sku"]
            assert all(words), row["sku"]
        assert all(CHINESE.search(alt) for alt in listed(row["picture_alts_zh"])), row["sku"]
    for row in rows("scenes.csv"):
        used.add(row["scene"])
        assert row["alt_en"]
        assert CHINESE.search(row["alt_zh"])
    stored = {f.relative_to(SHOP).as_posix() for f in (SHOP / "pictures").rglob("*.webp")}
    assert used == stored


def test_pictures_are_square_or_wide_and_light():
    total = 0
    for file in (SHOP / "pictures").rglob("*.webp"):
        total += file.stat().st_size
        with Image.open(file) as picture:
            wide = file.parent.name == "scenes"
            assert picture.size == ((2000, 1000) if wide else (1000, 1000)), file.name
    assert total < 9_500_000


@pytest.mark.parametrize("name", ["products.csv", "suppliers.csv"])
def test_addresses_lead_to_nobody_real(name):
    text = (SHOP / name).read_text(encoding="utf-8")
    assert set(re.findall(r"@[\w.-]+?\.([a-z]+)\b", text)) == {"example"}
    assert "http" not in text
