"""Files of goods: all of it or nothing, every problem named, and a second run changes nothing."""

import csv
import io
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from storefront.catalogue import page
from storefront.catalogue.importer import reading, run
from storefront.catalogue.models import (
    Category,
    Product,
    ProductAttribute,
    ProductCard,
    ProductPicture,
)
from storefront.partner import suppliers
from storefront.partner.models import PriceChange, StockRecord, Supplier
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_class, make_kind, make_staff, make_supplier
from tests.racing import race

COLUMNS = (  # noqa: SIM905
    "sku parent product_class category title_en title_zh description_en option_name option_en "
    "option_zh price currency stock low_stock_at supplier pictures picture_alts_en facts "
    "list_price price_since published"
).split()
FACTS = '{"maker": {"en": "Weir Pottery, Kilmore", "source_en": "The maker"}}'
MUG = {
    "sku": "mug-oat", "parent": "mug", "product_class": "Tableware", "title_en": "Hob mug",
    "category": "Table > Tea & coffee", "title_zh": "炉边马克杯", "option_name": "glaze",
    "option_en": "Oat", "option_zh": "燕麦色", "price": "24.00", "currency": "EUR", "stock": "24",
    "low_stock_at": "4", "supplier": "Weir Pottery", "facts": FACTS, "published": "yes",
    "price_since": "2025-12-01",
}  # fmt: skip
MOSS = {"sku": "mug-moss", "parent": "mug", "option_en": "Moss", "price": "24.00", "stock": "3"}
TRAY = {"sku": "tray", "title_en": "Tray", "price": "48.00", "stock": "2", "currency": "EUR"}


@pytest.fixture
def folder(tmp_path):
    Image.new("RGB", (1400, 700), "#e8e4da").save(tmp_path / "oat.webp")
    return tmp_path


@pytest.fixture
def shop(db):
    """A shop that knows the class, the kind of fact and the supplier of the file."""
    make_class("Tableware", requires=["maker"])
    make_supplier("Weir Pottery")


def _file(folder: Path, *rows: dict, name: str = "goods.csv", encoding: str = "utf-8") -> Path:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_bytes(written.getvalue().encode(encoding))
    return path


def _import(path: Path, **options) -> run.Report:
    goods, problems = reading.goods(path)
    options = {"at": NOON, "pictures": path.parent, "source": path.name, **options}
    return run.import_goods(goods, problems=problems, **options)


def _problems(path: Path, **options) -> list[str]:
    with pytest.raises(run.ImportRefused) as refusal:
        _import(path, **options)
    return [str(problem) for problem in refusal.value.problems]


def test_variants_with_facts_and_pictures_go_on_sale_and_a_tray_without_stays_a_draft(shop, folder):
    oat = {**MUG, "pictures": "oat.webp", "picture_alts_en": "A mug in oat glaze"}

    report = _import(_file(folder, oat, MOSS, TRAY))

    assert (report.created, report.published, report.drafts) == (2, 1, 1)
    card = ProductCard.objects.public().get()
    assert card.titles == {"en": "Hob mug", "zh-hans": "炉边马克杯"}
    assert card.facets == ["glaze=moss", "glaze=oat"]
    assert (card.picture["width"], card.picture["alt"]) == (1200, {"en": "A mug in oat glaze"})
    assert card.picture["srcset"].count("w,") == 2
    assert [each.name for each in Category.objects.filter(pk__in=card.categories)] == [
        "Table",
        "Tea & coffee",
    ]
    shown = page.product_page(card.pk)
    assert [each.title for each in shown.variants] == ["Hob mug, Oat", "Hob mug, Moss"]
    assert [each.free for each in shown.variants] == [24, 3]
    assert ProductPicture.objects.get().colour == card.picture["colour"] == "#e7e5da"


def test_the_same_file_again_changes_nothing_even_when_goods_have_sold(
    shop, folder, django_assert_max_num_queries
):
    path = _file(folder, MUG, MOSS, TRAY)
    _import(path)
    StockRecord.objects.filter(partner_sku="mug-oat").update(num_in_stock=20)

    with django_assert_max_num_queries(6):
        report = _import(path)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)
    assert StockRecord.objects.get(partner_sku="mug-oat").num_in_stock == 20


def test_options_named_in_chinese_are_one_attribute_for_all_goods(shop, folder):
    chinese = {**MUG, "option_name": "釉色"}
    other = {**chinese, "sku": "bowl-oat", "parent": "bowl", "title_en": "Bowl"}

    _import(_file(folder, chinese, other))

    (attribute,) = ProductAttribute.objects.all()
    assert attribute.name == "釉色"
    assert [card.facets for card in ProductCard.objects.all()] == [[f"{attribute.code}=oat"]] * 2


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_file_at_once_one_brings_the_goods(folder):
    make_class("Tableware", requires=["maker"])
    make_kind("maker")
    path = _file(folder, MUG, MOSS, TRAY)

    outcomes = race(
        *(partial(_import, path) for _twice in range(2)),
        after="storefront.catalogue.importer.checks.problems_of",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["ImportRefused", "Report"]
    assert StockRecord.objects.count() == 3


def test_a_row_that_changed_changes_its_product_through_the_same_rules(shop, folder):
    _import(_file(folder, MUG, MOSS))
    StockRecord.objects.filter(partner_sku="mug-oat").update(num_in_stock=20)
    clay = {**MOSS, "sku": "mug-clay", "option_en": "Clay"}
    renamed = {**MUG, "title_en": "Hearth mug", "price": "26.00", "price_since": ""}

    report = _import(_file(folder, renamed, MOSS, clay), at=NOON + timedelta(days=1))

    assert (report.created, report.changed) == (0, 1)
    card = ProductCard.objects.get()
    assert (card.title, str(card.from_price), str(card.to_price)) == (
        "Hearth mug",
        "24.00",
        "26.00",
    )
    oat = StockRecord.objects.get(partner_sku="mug-oat")
    assert (oat.num_in_stock, oat.price_changes.count()) == (20, 2)
    assert [each.title for each in page.product_page(card.pk).variants] == [
        "Hearth mug, Oat",
        "Hearth mug, Moss",
        "Hearth mug, Clay",
    ]


def test_an_earlier_price_is_taken_over_only_if_it_was_really_asked(shop, folder):
    reduced = {**MUG, "price": "20.00", "list_price": "24.00", "price_since": "2026-03-01"}
    assert _problems(_file(folder, reduced)) == [
        "2, list_price: It was never sold here at this price. Import it at this price first."
    ]
    _import(_file(folder, MUG))

    lied = {**reduced, "list_price": "30.00"}
    assert _problems(_file(folder, lied)) == [
        "2, list_price: The lowest price of the 30 days before was 24.00."
    ]
    _import(_file(folder, reduced))

    card = ProductCard.objects.get()
    assert (str(card.from_price), str(card.was_price), card.cut) == ("20.00", "24.00", 16)


def test_an_import_publishes_nothing_that_lacks_what_its_class_must_state(shop, folder):
    bare = {**MUG, "facts": ""}

    report = _import(_file(folder, bare), publish=True)

    assert (report.published, report.lacking) == (0, {"Not stated: Maker.": 1})
    assert not Product.objects.filter(is_public=True, structure="parent").exists()


def test_goods_of_a_supplier_nobody_verified_load_and_stay_unsellable(shop, folder):
    report = _import(_file(folder, {**MUG, "supplier": "Far Kiln"}))

    assert report.lacking == {"Its supplier is not verified: Far Kiln.": 1}
    assert StockRecord.objects.get().num_in_stock == 24


def test_whoever_brought_a_supplier_in_with_a_file_is_on_record_and_does_not_vouch_for_them(
    shop, folder
):
    owner = make_staff()
    _import(_file(folder, {**MUG, "supplier": "Far Kiln"}, name="autumn.csv"), by=owner)

    kiln = Supplier.objects.get(legal_name="Far Kiln")
    made = history.of(kiln).get()
    assert (made.what, made.why, made.changed_by) == ("made", "autumn.csv", owner)
    with pytest.raises(suppliers.OwnEntry):
        suppliers.verify(
            supplier=kiln, papers="Seen", until=date(2028, 1, 1), how="x", by=owner, at=NOON
        )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"price": "-1"}, "3, price: A price is an amount above zero."),
        ({"price": "1e9"}, "3, price: A price is an amount above zero."),
        ({"price": "9.999"}, "3, price: The price has more digits than its currency."),
        ({"price": "NaN"}, "3, price: “NaN” is no number."),
        ({"price": "=1+1"}, "3, price: “=1+1” is no number."),
        ({"currency": "XXX"}, "3, currency: The shop sells in EUR, not in XXX."),
        ({"stock": "-2"}, "3, stock: A count is a whole number, zero or more."),
        ({"stock": "1.5"}, "3, stock: “1.5” is no number."),
        ({"title_en": "n/a"}, "3, title: It has no name."),
        ({"title_en": "Tray\u202e"}, "3, title: The name holds characters that cannot be seen."),
        ({"sku": "mug-oat"}, "3, sku: The sku mug-oat stands in row 2 already."),
        ({"facts": "{"}, "3, facts: The facts are not JSON"),
        ({"facts": "[1]"}, "3, facts: The facts are not JSON"),
        ({"facts": '{"maker": {"en": "xxx", "source_en": "A"}}'}, "3, facts: maker says nothing."),
        ({"facts": '{"magic": {"en": "Yes"}}'}, "3, facts: There is no kind of fact named magic."),
        ({"price_since": "21/11/2026"}, "3, price_since: A date is written 2026-11-21."),
        ({"price_since": "2026-12-01"}, "3, price_since: The day lies ahead."),
        ({"category": " > "}, "3, category: A category is written Table > Tea & coffee."),
        ({"pictures": "no.webp", "picture_alts_en": "A"}, "3, pictures: There is no picture"),
        ({"pictures": "../x.webp", "picture_alts_en": "A"}, "3, pictures: There is no picture"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column_and_nothing_is_written(shop, folder, change, problem):
    found = _problems(_file(folder, MUG, {**TRAY, **change}))

    assert len(found) == 1
    assert found[0].startswith(problem)
    assert not Product.objects.exists()
    assert not Category.objects.exists()


def test_every_problem_of_a_file_is_told_at_once(shop, folder):
    found = _problems(
        _file(folder, {**MUG, "price": "free"}, {**MOSS, "option_en": "Oat"}, {**TRAY, "sku": ""})
    )

    assert [each.partition(":")[0] for each in found] == [
        "2, price", "3, option", "4, sku",
    ]  # fmt: skip


def test_a_picture_that_unpacks_to_too_much_or_is_none_is_refused(shop, folder):
    Image.new("1", (20_000, 20_000)).save(folder / "bomb.png")
    (folder / "page.webp").write_text("<script>alert(1)</script>")
    with_bomb = {**TRAY, "pictures": "bomb.png | page.webp", "picture_alts_en": "A | B"}

    found = _problems(_file(folder, with_bomb))

    assert (folder / "bomb.png").stat().st_size < 100_000
    assert len(found) == 2
    assert all(each.startswith("2, pictures: ") for each in found)
    assert not Product.objects.exists()


def test_a_file_in_another_encoding_is_refused_until_its_encoding_is_named(shop, folder):
    path = _file(folder, {**TRAY, "title_en": "Brotkörbchen"}, encoding="cp1252")

    with pytest.raises(reading.FileRefused, match=r"not in UTF-8: line 2 .*--encoding"):
        reading.goods(path)

    goods, _problems_found = reading.goods(path, encoding="cp1252")
    assert goods[0].title == {"en": "Brotkörbchen"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read(shop, folder, encoding):
    assert _import(_file(folder, MUG, encoding=encoding)).created == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just a line\n", "does not name the columns"),
        (b"a,b\n1,2\n", "belong to no format"),
        (b"sku,title_en,price,currency\n\x00,1,1,1\n", "zero byte"),
        (b'sku,title_en,price,currency\n"1,1,1,1\n', "is no row of a table"),
        (b"\x1f\x8b\x08broken", "cannot be opened"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_goods_is_refused_in_words(folder, content, words):
    path = folder / "odd.csv"
    path.write_bytes(content)

    with pytest.raises(reading.FileRefused, match=words):
        reading.goods(path)


def test_formulas_and_markup_are_words_and_stay_words(shop, folder):
    hostile = {**TRAY, "title_en": "=HYPERLINK(1)", "description_en": "<script>alert(1)</script>"}

    _import(_file(folder, hostile))

    product = Product.objects.get()
    assert product.title == "=HYPERLINK(1)"
    assert product.description == "<script>alert(1)</script>"  # templates escape it


def test_a_dry_run_says_what_would_happen_and_writes_nothing(shop, folder, capsys):
    path = _file(folder, MUG, MOSS, TRAY)

    call_command("import_catalogue", str(path), "--dry-run")

    assert "would be created 2, changed 0, unchanged 0" in capsys.readouterr().out
    assert not Product.objects.exists()
    assert not PriceChange.objects.exists()


def test_the_command_lists_what_is_wrong_and_fails(shop, folder, capsys):
    with pytest.raises(CommandError, match="Nothing was imported: 1 problem"):
        call_command("import_catalogue", str(_file(folder, {**TRAY, "price": "0"})))

    assert "2, price: A price is an amount above zero." in capsys.readouterr().err


def test_a_class_that_nobody_described_demands_the_basic_facts(db, folder):
    make_kind("maker")

    report = _import(_file(folder, TRAY), publish=True)

    assert report.published == 0
    assert {"Not stated: Maker.", "Not stated: Origin."} <= set(report.lacking)
