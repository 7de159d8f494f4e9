"""Nothing is shown that lacks what its class must state, whichever way it comes."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from storefront.catalogue import classes, operations, page
from storefront.catalogue.models import Product, ProductCard, ProductFact, ProductSheet
from storefront.partner import operations as partner
from storefront.partner import suppliers
from storefront.partner.models import Supplier
from tests.clock import NOON
from tests.factories import (
    make_class,
    make_kind,
    make_product,
    make_staff,
    make_supplier,
    make_variants,
)
from tests.racing import race


def _commit(*changes) -> None:
    """Make changes, and have the database check now what it checks when a transaction ends."""
    with transaction.atomic():
        for change in changes:
            change()
        _constraints_hold()


def _constraints_hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
def test_a_product_without_its_maker_is_refused_and_goes_on_sale_once_it_is_stated():
    staff = make_staff()
    mug = make_product(
        product_class=make_class("Tableware", requires=["maker", "origin"]), facts=False
    )

    with pytest.raises(operations.NotPublishable) as refusal:
        operations.publish(product=mug, by=staff, at=NOON)
    assert [lack.key for lack in refusal.value.lacks] == ["maker", "origin"]
    assert "Not stated: Maker." in str(refusal.value)
    assert not Product.objects.get().is_public
    assert not ProductCard.objects.public().exists()

    for key in ("maker", "origin"):
        operations.state_fact(
            product=mug,
            kind=make_kind(key),
            text={"en": "Weir Pottery, Kilmore, Ireland", "zh-hans": "威尔陶坊"},
            source={"en": "The maker"},
            by=staff,
            at=NOON,
        )
    operations.publish(product=mug, by=staff, at=NOON)
    _constraints_hold()

    shown = page.product_page(mug.pk)
    assert [fact.title for fact in shown.facts] == ["Maker", "Origin"]
    assert shown.sheet.published_at == NOON
    moved = ProductSheet.objects.get(product=mug).moves.get()
    assert (moved.to_status, moved.moved_by, moved.moved_at) == ("on_sale", staff, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["n/a", "-", "xxx", "  ", "TBD.", "无"])
def test_words_that_say_nothing_are_no_fact(words):
    mug = make_product()

    with pytest.raises(operations.FactRefused):
        operations.state_fact(
            product=mug,
            kind=make_kind(),
            text={"en": words},
            source={"en": "The maker"},
            by=None,
            at=NOON,
        )

    assert not ProductFact.objects.exists()
    assert ProductSheet.objects.get().version == 1


@pytest.mark.django_db
def test_nobody_publishes_past_the_database():
    mug = make_product(product_class=make_class(requires=["maker"]), facts=False)

    def show() -> None:
        Product.objects.filter(pk=mug.pk).update(is_public=True)

    def pretend() -> None:
        ProductSheet.objects.filter(product=mug).update(status="on_sale", published_at=NOON)

    with pytest.raises(IntegrityError, match="was not published"):
        _commit(show)
    with pytest.raises(IntegrityError, match="does not state: maker"):
        _commit(show, pretend)

    assert not Product.objects.get().is_public


@pytest.mark.django_db
def test_a_fact_that_must_be_stated_stays_while_the_product_is_on_sale():
    mug = make_product(product_class=make_class(requires=["maker"]))
    fact = mug.facts.get()

    with pytest.raises(operations.NotPublishable):
        operations.withdraw_fact(fact=fact, by=None, at=NOON)
    with pytest.raises(IntegrityError, match="does not state: maker"):
        _commit(ProductFact.objects.all().delete)

    operations.withdraw_from_sale(product=mug, by=None, at=NOON, why="New glaze")
    operations.withdraw_fact(fact=fact, by=None, at=NOON)
    assert not ProductFact.objects.exists()


@pytest.mark.django_db
def test_a_class_outside_our_scope_sells_nothing_until_an_exception_is_recorded():
    manager, cheese = make_staff(), make_product(product_class=make_class("Cheese"))

    taken = classes.mark_outside(
        product_class=cheese.product_class, outside="cold_chain", by=manager, at=NOON
    )
    assert taken == [cheese]
    assert page.product_page(cheese.pk) is None
    with pytest.raises(operations.NotPublishable, match="goods that must stay cold"):
        operations.publish(product=cheese, by=manager, at=NOON)
    with pytest.raises(classes.ExceptionRefused):
        classes.record_exception(product_class=cheese.product_class, how="n/a", by=manager, at=NOON)

    kept = classes.record_exception(
        product_class=cheese.product_class, how="Carrier holds 4 °C", by=manager, at=NOON
    )
    operations.publish(product=cheese, by=manager, at=NOON)
    assert (kept.outside_met_by, kept.outside_met_at) == (manager, NOON)
    assert page.product_page(cheese.pk) is not None


@pytest.mark.django_db
def test_a_product_put_into_a_class_that_asks_for_more_goes_off_sale_at_once():
    mug = make_product()

    classes.move_to_class(
        product=mug, product_class=make_class("Toys", requires=["age"]), by=None, at=NOON
    )

    assert page.product_page(mug.pk) is None
    assert mug.sheet.moves.get(to_status="off_sale").why == "Not stated: Age."


@pytest.mark.django_db
def test_goods_of_a_supplier_nobody_verified_are_not_sold():
    staff = make_staff()
    mug = make_product(partner=make_supplier("Far Kiln", verified=False), public=False)

    with pytest.raises(operations.NotPublishable, match="not verified: Far Kiln"):
        operations.publish(product=mug, by=staff, at=NOON)
    supplier = Supplier.objects.get()
    tomorrow = NOON.date() + timedelta(days=1)
    seen = {"supplier": supplier, "how": "At a visit", "by": staff, "at": NOON}
    with pytest.raises(suppliers.NoPapers):
        suppliers.verify(papers="", until=tomorrow, **seen)

    suppliers.verify(papers="Register extract 12/2025", until=tomorrow, **seen)
    operations.publish(product=mug, by=staff, at=NOON)
    assert page.product_page(mug.pk) is not None

    assert operations.take_off_expired(at=NOON) == 0
    assert operations.take_off_expired(at=NOON + timedelta(days=2)) == 1
    assert page.product_page(mug.pk) is None


@pytest.mark.django_db
def test_editing_a_fact_is_a_new_version_that_says_what_changed_and_who_did_it():
    staff, mug = make_staff(), make_product(product_class=make_class(requires=["maker"]))
    new = {"text": {"en": "Weir Pottery Ltd, Kilmore"}, "source": {"en": "The maker"}}

    for _twice in range(2):
        operations.state_fact(product=mug, kind=make_kind("maker"), by=staff, at=NOON, **new)

    sheet = ProductSheet.objects.get()
    change = sheet.changes.get()
    assert (sheet.version, change.version, change.changed_by) == (2, 2, staff)
    assert change.after == new
    assert change.before["text"]["en"].startswith("Maker of Mug")


@pytest.mark.django_db
def test_a_change_of_words_is_shown_in_both_languages_and_counted():
    mug = make_product(title="Mug")

    version = operations.change_product(
        product=mug,
        texts={"title": {"en": "Hob mug", "zh-hans": "炉边马克杯"}},
        facts={"lot": "26-09"},
        by=None,
        at=NOON,
    )

    assert version == 2
    assert ProductCard.objects.get().titles == {"en": "Hob mug", "zh-hans": "炉边马克杯"}
    shown = page.product_page(mug.pk)
    assert shown.variants[0].lot == "26-09"
    assert [(each.at, each.words) for each in shown.changes] == [(NOON, "Changed: name, lot")]


@pytest.mark.django_db
def test_buyers_see_what_changed_of_a_fact_and_a_price_newest_first():
    mug = make_product(price="20.00", product_class=make_class(requires=["maker"]))
    operations.state_fact(
        product=mug,
        kind=make_kind("maker"),
        text={"en": "Weir Pottery Ltd"},
        source={"en": "The maker"},
        by=None,
        at=NOON,
    )
    partner.set_price(
        stockrecord=mug.stockrecords.get(), price=Decimal(22), at=NOON + timedelta(hours=1)
    )

    assert [each.words for each in page.product_page(mug.pk).changes] == [
        "Price: €22.00, before €20.00",
        "Changed: Maker",
    ]


@pytest.mark.django_db
def test_a_product_page_is_read_in_five_statements(django_assert_max_num_queries):
    oat, _moss = make_variants(product_class=make_class(requires=["maker", "origin"]))

    with django_assert_max_num_queries(5):
        shown = page.product_page(oat.parent_id)

    assert [variant.options[0].label for variant in shown.variants] == ["oat", "moss"]
    assert len(shown.facts) == 2


@pytest.mark.django_db(transaction=True)
def test_a_product_published_while_its_price_changes_shows_both():
    mug = make_product(public=False, price="20.00")
    record = mug.stockrecords.get()

    race(
        partial(operations.publish, product=mug, by=None, at=NOON),
        partial(partner.set_price, stockrecord=record, price="18.00", at=NOON),
        after="storefront.catalogue.cards.build",
    )

    card = ProductCard.objects.get()
    assert (card.public, str(card.from_price)) == (True, "18.00")


@pytest.mark.django_db
def test_a_class_that_needs_a_price_by_quantity_publishes_only_what_says_how_much_is_in_it():
    soap = make_product(
        product_class=make_class("Soap", unit_price=True), price="3.49", public=False
    )

    with pytest.raises(operations.NotPublishable, match="how much is in it"):
        operations.publish(product=soap, by=None, at=NOON)

    figures = {"content": Decimal("250"), "content_unit": "g"}
    operations.change_product(product=soap, texts={}, facts=figures, by=None, at=NOON)
    operations.publish(product=soap, by=None, at=NOON)
    price = page.product_page(soap.pk).variants[0].price
    assert (price.unit, price.unit_words) == (Decimal("13.96"), "€13.96 per kg")
    assert ProductCard.objects.get().unit_price == Decimal("13.96")
