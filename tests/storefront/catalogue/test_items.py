"""From nothing to something on sale: staff say who supplies it, for how much, in which choices."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from storefront.catalogue import items, operations, variants
from storefront.catalogue.models import Product
from storefront.partner import operations as stock
from storefront.partner.models import StockRecord
from tests.clock import NOON
from tests.factories import make_class, make_staff, make_supplier, make_variants
from tests.racing import race

pytestmark = pytest.mark.django_db


def draft(title="Weir vase"):
    return operations.create_product(
        product_class=make_class(),
        texts={"title": {"en": title, "zh-hans": "花瓶"}},
        by=None,
        at=NOON - timedelta(days=1),
    )


def offer(product, sku="vase-1", **changes):
    said = {
        "supplier": make_supplier().supplier,
        "price": Decimal("46.00"),
        "units": 8,
        "by": None,
        "at": NOON,
        **changes,
    }
    return items.offer(product=product, sku=sku, **said)


def glaze(product, en, zh=""):
    attribute = items.new_attribute(
        product_class=product.product_class, name={"en": "Glaze", "zh-hans": "釉色"}, code="glaze"
    )
    return items.Choice(attribute, {"en": en, **({"zh-hans": zh} if zh else {})})


def test_a_draft_gets_a_price_and_stock_and_goes_on_sale():
    vase = draft()
    with pytest.raises(operations.NotPublishable):
        operations.publish(product=vase, by=None, at=NOON)

    record = offer(vase)
    operations.publish(product=vase, by=None, at=NOON)

    record.refresh_from_db()
    assert (record.price, record.price_currency) == (Decimal("46.00"), "EUR")
    assert record.price_changes.get().price == Decimal("46.00")
    assert [(each.before, each.after) for each in record.stock_counts.all()] == [(0, 8)]
    vase.card.refresh_from_db()
    assert (vase.card.public, vase.card.from_price) == (True, Decimal("46.00"))


def test_choices_are_added_one_after_the_other_and_make_it_a_thing_of_several():
    vase = draft()

    offer(vase, "vase-oat", choice=glaze(vase, "Oat", "燕麦色"))
    offer(vase, "vase-moss", price=Decimal("48.00"), choice=glaze(vase, "Moss"))

    vase.refresh_from_db()
    assert vase.structure == Product.PARENT
    titles = list(vase.children.order_by("pk").values_list("title_en", "title_zh_hans"))
    assert titles == [("Weir vase, Oat", "花瓶，燕麦色"), ("Weir vase, Moss", "花瓶，Moss")]
    operations.publish(product=vase, by=None, at=NOON)


def test_what_cannot_be_is_refused_and_changes_nothing():
    vase, other = draft(), draft("Weir jug")
    offer(other, "jug-1")

    for refusal, said in (
        (items.NoArticleNumber, {"sku": "  "}),
        (items.ArticleNumberTaken, {"sku": "JUG-1"}),
        (stock.PriceRefused, {"price": Decimal("0")}),
        (stock.PriceRefused, {"price": Decimal("9.999")}),
        (stock.StockRefused, {"units": -1}),
    ):
        with pytest.raises(refusal):
            offer(vase, **said)

    assert not StockRecord.objects.filter(product=vase).exists()
    vase.refresh_from_db()
    assert vase.structure == Product.STANDALONE


def test_one_thing_and_choices_do_not_mix():
    one, several = draft(), draft("Weir bowl")
    offer(one, "one")
    offer(several, "oat", choice=glaze(several, "Oat"))
    size = items.new_attribute(
        product_class=several.product_class, name={"en": "Size", "zh-hans": "尺寸"}, code="size"
    )

    with pytest.raises(items.SoldWithoutChoice):
        offer(one, "two", choice=glaze(one, "Oat"))
    with pytest.raises(items.ChoiceNeeded):
        offer(several, "plain")
    with pytest.raises(items.ChoiceTaken):
        offer(several, "oat-2", choice=glaze(several, "OAT"))
    with pytest.raises(items.OtherChoice, match="Glaze"):
        offer(several, "large", choice=items.Choice(size, {"en": "Large"}))

    assert several.children.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_choice_at_once_one_does():
    vase = draft()
    supplier = make_supplier().supplier
    choice = glaze(vase, "Oat")

    outcomes = race(
        *(
            partial(offer, vase, sku, supplier=supplier, choice=choice)
            for sku in ("vase-a", "vase-b")
        ),
        after="storefront.catalogue.items._choice_of",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["ChoiceTaken", "StockRecord"]
    assert vase.children.count() == 1


def oils(**fields):
    """Make a product on sale whose choices state how much is in each, for the unit price."""
    oil = operations.create_product(
        product_class=make_class("Oils", unit_price=True),
        texts={"title": {"en": "Weir oil", "zh-hans": "油"}},
        by=None,
        at=NOON - timedelta(days=1),
    )
    small = offer(oil, "oil-s", choice=glaze(oil, "Small"), **fields).product
    fill(small)
    operations.publish(product=oil, by=None, at=NOON)
    oil.refresh_from_db()
    return oil, small


def fill(product, content="250"):
    facts = {"content": Decimal(content), "content_unit": "ml"}
    operations.change_product(product=product, texts={}, facts=facts, by=None, at=NOON)


@pytest.mark.clause("LBT-6.1.3.a", lacks="facts of a choice by itself")
def test_a_choice_added_to_what_is_on_sale_stays_hidden_until_all_of_it_is_stated():
    oil, _small = oils()

    large = offer(oil, "oil-l", choice=glaze(oil, "Large")).product

    large.refresh_from_db()
    oil.card.refresh_from_db()
    assert (large.is_public, oil.card.public) == (False, True)
    with pytest.raises(operations.NotPublishable, match="how much is in it"):
        variants.offer_again(variant=large, by=None, at=NOON)
    fill(large, "500")
    variants.offer_again(variant=large, by=None, at=NOON)
    large.refresh_from_db()
    assert large.is_public
    assert offer(oil, "oil-m", choice=glaze(oil, "Middle")).product.is_public is False


def test_a_choice_of_an_unverified_supplier_hides_itself_and_not_the_product():
    vase = draft()
    offer(vase, "vase-oat", choice=glaze(vase, "Oat"))
    operations.publish(product=vase, by=None, at=NOON)
    vase.refresh_from_db()
    unknown = make_supplier("Nobody knows them", verified=False).supplier

    moss = offer(vase, "vase-moss", choice=glaze(vase, "Moss"), supplier=unknown).product

    vase.card.refresh_from_db()
    assert (moss.is_public, vase.card.public) == (False, True)


def test_one_choice_is_taken_off_sale_and_put_back_and_the_others_stay():
    vase = draft()
    oat = offer(vase, "vase-oat", choice=glaze(vase, "Oat")).product
    offer(vase, "vase-moss", choice=glaze(vase, "Moss"))
    operations.publish(product=vase, by=None, at=NOON)

    for _twice in range(2):
        variants.take_off(variant=oat, by=None, at=NOON, why="The glaze runs")
    oat.refresh_from_db()
    vase.refresh_from_db()
    assert (oat.is_public, vase.is_public) == (False, True)
    for _twice in range(2):
        variants.offer_again(variant=oat, by=None, at=NOON)

    oat.refresh_from_db()
    assert oat.is_public
    said = vase.sheet.changes.order_by("pk").values_list("before", "after")
    assert list(said)[-2:] == [
        ({"items": "Weir vase, Oat"}, {"why": "The glaze runs"}),
        ({}, {"items": "Weir vase, Oat"}),
    ]


def test_with_its_last_choice_a_product_goes_off_sale_and_is_looked_at_before_it_comes_back():
    vase = draft()
    both = [
        offer(vase, f"vase-{name}", choice=glaze(vase, name)).product for name in ("Oat", "Moss")
    ]
    operations.publish(product=vase, by=None, at=NOON)

    for choice in both:
        variants.take_off(variant=choice, by=None, at=NOON, why="The glaze runs")

    vase = Product.objects.get(pk=vase.pk)
    assert (vase.is_public, vase.sheet.status) == (False, "off_sale")
    assert vase.sheet.moves.get(to_status="off_sale").why == "The glaze runs"
    variants.offer_again(variant=both[0], by=None, at=NOON)
    vase = Product.objects.get(pk=vase.pk)
    assert (vase.is_public, vase.card.public) == (False, False)
    operations.publish(product=vase, by=None, at=NOON)
    assert Product.objects.get(pk=vase.pk).card.public


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_off_the_last_two_choices_at_once_one_takes_off_the_product():
    oat, moss = make_variants()
    run = [
        partial(variants.take_off, variant=each, by=None, at=NOON, why="Cracks")
        for each in (oat, moss)
    ]

    outcomes = race(*run, after="storefront.catalogue.variants.is_any_offered")

    assert not [each for each in outcomes if isinstance(each, Exception)]
    whole = Product.objects.get(pk=oat.parent_id)
    assert (whole.is_public, whole.sheet.status) == (False, "off_sale")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_choices_offered_again_at_once_are_two_versions_of_the_product():
    oat, moss = make_variants()
    whole = oat.parent
    for each in (oat, moss):
        variants.take_off(variant=each, by=None, at=NOON, why="Cracks")

    outcomes = race(
        *(partial(variants.offer_again, variant=each, by=None, at=NOON) for each in (oat, moss)),
        after="storefront.catalogue.disclosure.lacks",
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    versions = whole.sheet.changes.order_by("pk").values_list("version", flat=True)
    assert list(versions) == [2, 3, 4, 5]


def test_two_classes_have_choices_of_their_own():
    one, other = make_class("Tableware"), make_class("Textile")
    name = {"en": "Size", "zh-hans": "尺寸"}

    first = items.new_attribute(product_class=one, name=name, code="size")
    second = items.new_attribute(product_class=other, name=name, code="size")

    assert items.new_attribute(product_class=one, name=name, code="size") == first
    assert first.option_group != second.option_group
    assert {first.option_group.name, second.option_group.name} == {"size", "size (Textile)"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_at_once_in_what_a_class_differs_one_makes_it():
    kind = make_class("Tableware")
    make = partial(
        items.new_attribute, product_class=kind, name={"en": "Size", "zh-hans": "尺寸"}, code="size"
    )

    first, second = race(make, make, after="storefront.catalogue.items._group_name")

    assert first == second
    assert kind.attributes.count() == 1


def test_staff_go_from_nothing_to_on_sale_in_the_admin(client):
    client.force_login(make_staff())
    vase, supplier = draft(), make_supplier().supplier
    page = reverse("admin:catalogue_product_item", args=[vase.pk])
    said = {"supplier": supplier.pk, "sku": "vase-oat", "price": "46.00", "units": "8"}
    said |= {"new_attribute": "Glaze", "new_attribute_zh": "釉色", "label_en": "Oat"}

    own = client.get(reverse("admin:catalogue_product_change", args=[vase.pk]))
    wrong = client.post(page, {**said, "price": "9.999"})
    right = client.post(page, said)

    assert "Add what can be bought" in own.content.decode()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'value="vase-oat"' in wrong.content.decode()
    record = StockRecord.objects.get()
    assert (record.product.parent_id, record.product.title_en) == (vase.pk, "Weir vase, Oat")
    of_a_choice = reverse("admin:catalogue_product_item", args=[record.product_id])
    assert client.get(of_a_choice).status_code == 404
    operations.publish(product=vase, by=None, at=NOON)
    unknown = make_supplier("Nobody knows them", verified=False).supplier
    more = {**said, "sku": "vase-moss", "supplier": unknown.pk, "new_attribute": ""}
    more |= {"attribute": record.product.attribute_values.get().attribute_id, "label_en": "Moss"}
    told = client.post(page, more, follow=True).content.decode()
    assert "and hidden: buyers see it once you put it on sale" in told
    assert "Its supplier is not verified: Nobody knows them." in told
    hidden = StockRecord.objects.get(partner_sku="vase-moss").product
    own = client.get(reverse("admin:catalogue_product_change", args=[hidden.pk])).content.decode()
    assert "Off sale." in own
    assert "It lacks:" in own


def test_who_counts_the_stock_does_not_set_prices(client):
    counts = make_staff(superuser=False)
    may = ["view_stockrecord", "change_stockrecord", "view_product"]
    counts.user_permissions.add(*Permission.objects.filter(codename__in=may))
    client.force_login(counts)
    record = offer(draft())
    page = reverse("admin:partner_stockrecord_change", args=[record.pk])
    form = {"new_price": "1.00", "new_count": "25", "low_at": "", "why": "Counted"}
    for prefix in ("price_changes", "stock_counts"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    opened = client.get(page)
    shown, fields = opened.content.decode(), opened.context["adminform"].form
    seen = {name: fields[name].value() for name in ("units_seen", "count_seen", "price_seen")}
    client.post(page, {**form, **seen})

    record.refresh_from_db()
    assert "new_price" not in shown
    assert (record.price, record.num_in_stock) == (Decimal("46.00"), 25)
    item = reverse("admin:catalogue_product_item", args=[record.product_id])
    assert client.get(item).status_code == 403


@pytest.mark.parametrize(
    "rights",
    [
        ["add_pricechange", "view_product"],
        ["add_pricechange", "change_product", "view_product"],
        ["add_pricechange", "change_stockrecord", "view_product"],
    ],
)
def test_who_sets_prices_adds_nothing_that_can_be_bought(client, rights):
    person = make_staff(superuser=False)
    person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(person)
    vase = draft()
    item = reverse("admin:catalogue_product_item", args=[vase.pk])
    said = {"supplier": make_supplier().supplier.pk, "sku": "x", "price": "1.00", "units": "8"}

    assert client.get(item).status_code == 403
    assert client.post(item, said).status_code == 403
    assert not StockRecord.objects.exists()
