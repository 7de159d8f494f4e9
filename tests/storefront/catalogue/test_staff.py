"""Staff work in Django admin, and there too nothing is published or priced past the rules."""

import io
import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from storefront.catalogue import page, queries
from storefront.catalogue.models import Category, Product, ProductCard, ProductImage
from storefront.partner import queries as stock
from storefront.partner.models import PriceChange, StockCount
from storefront.staff import tiles
from tests.clock import NOON
from tests.factories import (
    make_category,
    make_class,
    make_kind,
    make_product,
    make_staff,
    make_variants,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def _form(product, **changes):
    """What the product page sends when staff press a button, with something changed."""
    sent = {
        "title_en": product.title_en,
        "product_class": product.product_class_id,
        "pieces": 1,
        "facts-TOTAL_FORMS": 0,
        "facts-INITIAL_FORMS": 0,
        "images-TOTAL_FORMS": 0,
        "images-INITIAL_FORMS": 0,
    }
    return {**sent, **changes}


def _page(product):
    return reverse("admin:catalogue_product_change", args=[product.pk])


def _fact(kind, text, source="The maker"):
    return {
        "facts-TOTAL_FORMS": 1,
        "facts-0-kind": kind.pk,
        "facts-0-text_en": text,
        "facts-0-source_en": source,
    }


def _picture(name="mug.png", size=(800, 600)):
    written = io.BytesIO()
    Image.new("RGB", size, "#335566").save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue())


@pytest.mark.parametrize(
    "name",
    [
        "catalogue_product", "catalogue_category", "catalogue_productclass", "catalogue_factkind",
        "catalogue_attributeoptiongroup", "partner_stockrecord", "partner_supplier",
    ],
)  # fmt: skip
def test_every_staff_page_of_the_catalogue_opens(client, staff, name):
    oat, _moss = make_variants(category=make_category())

    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name}_changelist"), {"q": "mug"}).status_code == 200
    if name == "catalogue_product":
        assert client.get(_page(oat.parent)).status_code == 200
    if name == "partner_stockrecord":
        page_of_it = reverse("admin:partner_stockrecord_change", args=[oat.stockrecords.get().pk])
        assert client.get(page_of_it).status_code == 200


@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
def test_the_button_to_publish_is_refused_with_every_reason_and_keeps_what_was_typed(client, staff):
    mug = make_product(
        title="Mug", product_class=make_class("Tableware", requires=["maker"]), facts=False
    )

    answer = client.post(
        _page(mug), _form(mug, title_en="Hob mug", catalogue_product_publish_now="1")
    )

    assert answer.status_code == 200
    words = answer.content.decode()
    assert "Not stated: Maker." in words
    assert 'value="Hob mug"' in words
    mug.refresh_from_db()
    assert (mug.title, mug.is_public, mug.sheet.version) == ("Mug", False, 1)


def test_facts_stated_and_published_with_one_press_are_shown(client, staff):
    mug = make_product(product_class=make_class("Tableware", requires=["maker"]), facts=False)
    fact = _fact(make_kind("maker"), "Weir Pottery, Kilmore")

    answer = client.post(_page(mug), _form(mug, **fact, catalogue_product_publish_now="1"))

    assert answer.status_code == 302
    shown = page.product_page(mug.pk)
    assert [each.text for each in shown.facts] == ["Weir Pottery, Kilmore"]
    assert mug.sheet.moves.get().moved_by == staff
    assert mug.sheet.changes.get().changed_by == staff


def test_a_fact_that_says_nothing_is_refused_at_its_field(client, staff):
    mug = make_product()

    answer = client.post(_page(mug), _form(mug, **_fact(make_kind(), "n/a")))

    assert "A fact says something" in answer.content.decode()
    assert not mug.facts.exists()


def test_taking_off_sale_needs_a_reason_which_its_history_keeps(client, staff):
    mug = make_product()

    bare = client.post(_page(mug), _form(mug, catalogue_product_withdraw_now="1"))
    assert "Say why" in bare.content.decode()
    assert page.product_page(mug.pk) is not None

    pressed = {"catalogue_product_withdraw_now": "1", "why": "Glaze flakes"}
    assert client.post(_page(mug), _form(mug, **pressed)).status_code == 302

    assert page.product_page(mug.pk) is None
    assert mug.sheet.moves.get(to_status="off_sale").why == "Glaze flakes"


def test_the_list_publishes_many_and_says_why_not_for_each_of_the_others(client, staff):
    ready = make_product(public=False)
    bare = make_product(product_class=make_class("Toys", requires=["age"]), facts=False)

    answer = client.post(
        reverse("admin:catalogue_product_changelist"),
        {"action": "put_on_sale", "_selected_action": [ready.pk, bare.pk]},
        follow=True,
    )

    assert "Not stated: Age." in answer.content.decode()
    assert [card.pk for card in ProductCard.objects.public()] == [ready.pk]


def test_a_new_product_begins_as_a_draft(client, staff):
    goods = make_class()
    blank = Product(title_en="Tray", product_class=goods)

    answer = client.post(reverse("admin:catalogue_product_add"), _form(blank))

    assert answer.status_code == 302
    tray = Product.objects.get()
    assert (tray.title, tray.slug, tray.is_public) == ("Tray", "tray", False)
    assert tray.sheet.status == "draft"


def test_a_picture_is_cut_to_our_sizes_and_needs_words(client, staff):
    mug = make_product()
    wordless = client.post(_page(mug), _form(mug, picture=_picture()))
    assert "for those who cannot see it" in wordless.content.decode()
    assert not ProductImage.objects.exists()

    client.post(_page(mug), _form(mug, picture=_picture(), picture_alt_en="A blue mug"))

    picture = ProductImage.objects.get().picture
    assert [width for width, _path in picture.sizes] == [320, 640, 800]
    assert ProductCard.objects.get().picture["alt"] == {"en": "A blue mug"}


def test_a_file_that_is_no_picture_is_refused(client, staff):
    mug = make_product()
    page_of_it = SimpleUploadedFile("mug.png", b"<html><script>alert(1)</script>")

    answer = client.post(_page(mug), _form(mug, picture=page_of_it, picture_alt_en="A mug"))

    assert "not a picture that we can read" in answer.content.decode()
    assert not ProductImage.objects.exists()


def _stock(record):
    return reverse("admin:partner_stockrecord_change", args=[record.pk])


HISTORIES = {
    "price_changes-TOTAL_FORMS": 0, "price_changes-INITIAL_FORMS": 0,
    "stock_counts-TOTAL_FORMS": 0, "stock_counts-INITIAL_FORMS": 0,
}  # fmt: skip


def _seen(record, **typed):
    """What the page of a price and a count sends, with what was in view."""
    now = stock.in_view(record)
    view = {
        "units_seen": now.units, "count_seen": now.count, "price_seen": stock.latest_price(record),
        "key": str(uuid.uuid4()), "low_at": record.low_stock_threshold or "",
        "initial-low_at": record.low_stock_threshold or "",
    }  # fmt: skip
    return {**HISTORIES, **view, **typed}


def test_price_and_count_are_changed_with_a_reason_and_a_name(client, staff):
    record = make_product(title="Mug", price="20.00", stock=10, sku="mug").stockrecords.get()

    typed = {"new_price": "18.00", "new_count": "7", "low_at": "3", "why": "Recount"}
    answer = client.post(_stock(record), _seen(record, **typed), follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Mug (mug): Price: €20.00 → €18.00. Units: 10 → 7. Order more from: — → 3."]
    record.refresh_from_db()
    assert (record.price, record.num_in_stock, record.low_stock_threshold) == (Decimal(18), 7, 3)
    change, count = PriceChange.objects.latest("since"), StockCount.objects.get()
    assert (change.price, change.set_by, change.why) == (Decimal(18), staff, "Recount")
    assert (count.before, count.after, count.counted_by) == (10, 7, staff)


def test_an_untrue_reduction_is_refused_and_the_count_typed_with_it_is_not_saved_either(
    client, staff
):
    record = make_product(price="20.00", stock=10).stockrecords.get()

    why = {"reason_en": "Too many.", "reason_zh_hans": "订多了。"}
    typed = _seen(record, new_price="25.00", reduced="on", new_count="7", **why)
    answer = client.post(_stock(record), typed)

    assert answer.status_code == 200
    assert "This is no reduction" in str(answer.context["adminform"].form.errors["reduced"])
    assert PriceChange.objects.count() == 1
    assert not StockCount.objects.exists()


def test_a_category_is_made_moved_and_never_put_below_itself(client, staff):
    table, light = make_category("Table"), make_category("Light")
    mug = make_product(category=table)
    where = reverse("admin:catalogue_category_change", args=[table.pk])
    sent = {"name_en": "Table", "name_zh_hans": "餐桌", "is_public": "on", "slug": "table"}
    sent |= {"why": "It belongs there"}

    assert client.post(where, {**sent, "above": light.pk}).status_code == 302
    assert sorted(ProductCard.objects.get(pk=mug.pk).categories) == sorted([table.pk, light.pk])
    assert queries.category_tree()[table.pk].slug == "light/table"
    assert queries.category_tree()[table.pk].names["zh-hans"] == "餐桌"

    lamp = reverse("admin:catalogue_category_change", args=[light.pk])
    answer = client.post(
        lamp,
        {
            "name_en": "Light", "slug": "light", "is_public": "on", "above": table.pk,
            "why": "To try",
        },
    )  # fmt: skip
    assert "cannot be moved below itself" in answer.content.decode()
    assert Category.objects.get(pk=light.pk).depth == 1
    assert Category.objects.find_problems() == ([], [], [], [], [])


def test_a_class_that_asks_for_more_takes_off_sale_what_does_not_state_it(client, staff):
    mug = make_product(product_class=make_class("Tableware"))
    where = reverse("admin:catalogue_productclass_change", args=[mug.product_class_id])
    sent = {
        "name_en": "Tableware", "name_zh_hans": "餐具", "track_stock": "on", "seen": 0,
        "kinds": [make_kind("maker").pk], "why": "The law asks for it",
        "attributes-TOTAL_FORMS": 0, "attributes-INITIAL_FORMS": 0,
    }  # fmt: skip

    answer = client.post(where, sent, follow=True)

    assert f"Taken off sale: {mug}" in answer.content.decode()
    assert page.product_page(mug.pk) is None


def test_the_start_page_counts_drafts_and_what_runs_out():
    make_product(stock=2, low_at=3)
    make_product(stock=0)
    make_product(public=False)
    counts = {tile.key: tile.count(NOON) for tile in tiles.all_tiles()}

    assert (counts["low-stock"], counts["sold-out"], counts["drafts"]) == (1, 1, 1)


def test_a_packer_sees_no_button_to_change_prices(client):
    record = make_product().stockrecords.get()
    client.force_login(make_staff(superuser=False))

    assert client.post(_stock(record), _seen(record, new_price="1.00")).status_code in (302, 403)
    record.refresh_from_db()
    assert record.price == Decimal("20.00")
