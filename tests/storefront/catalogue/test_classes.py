"""A class of goods is changed by an operation that breaks nothing that its goods stand on."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from storefront.catalogue import (
    attributes,
    classes,
    disclosure,
    items,
    operations,
    pictures,
    shelving,
    variants,
)  # fmt: skip
from storefront.catalogue.attributes import Attribute
from storefront.catalogue.models import (
    AttributeOptionGroup,
    ClassDisclosure,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductClass,
)
from storefront.staff import history
from storefront.staff.models import Change
from tests.clock import NOON
from tests.factories import (
    make_class,
    make_kind,
    make_product,
    make_staff,
    make_supplier,
    make_variants,
)
from tests.racing import meanwhile, race

pytestmark = pytest.mark.django_db
NAMES = {"en": "Tableware", "zh-hans": "餐具"}
SIZE = {"en": "Size", "zh-hans": "尺寸"}


def save(
    product_class=None,
    *,
    attributes=None,
    names=NAMES,
    why="Asked for",
    seen=None,
    by=None,
    **terms,
):
    if attributes is None:
        attributes = [
            _as_it_is(row) for row in (product_class.attributes.all() if product_class else [])
        ]
    return classes.save_class(
        product_class=product_class,
        names=names,
        track_stock=True,
        attributes=attributes,
        terms=classes.Terms(**{"kinds": [], "picture_needed": False, **terms}),
        why=why,
        by=by or make_staff(),
        at=NOON,
        seen=seen,
    )


def _as_it_is(row, **changes):
    values = {
        "names": {"en": row.name_en, "zh-hans": row.name_zh_hans or row.name_en},
        "code": row.code,
        "type": row.type,
        "group": row.option_group,
        "required": row.required,
        "pk": row.pk,
    }
    return Attribute(**{**values, **changes})


def test_a_class_is_made_with_attributes_and_a_history():
    sizes = AttributeOptionGroup.objects.create(name="Sizes")

    made, taken = save(
        attributes=[Attribute(names=SIZE, group=sizes)], kinds=[make_kind("maker")], why="New goods"
    )

    assert taken == []
    attribute = made.attributes.get()
    assert (attribute.name_en, attribute.name_zh_hans) == ("Size", "尺寸")
    assert (attribute.code, attribute.type) == ("size", "option")
    change = history.of(made).get()
    assert (change.what, change.why) == ("made", "New goods")
    assert ["required", None, ["maker"]] in change.changed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": {"en": "Tableware", "zh-hans": " "}}, "name_zh_hans"),
        ({"names": {"en": "goods", "zh-hans": "货"}}, "name_en"),
        ({"exception": "The carrier holds 4 °C"}, "exception"),
        ({"outside": "cold_chain", "exception": "n/a"}, "exception"),
        ({"outside": "weapons"}, "outside"),
        ({"withdrawal_exclusion": "because"}, "withdrawal_exclusion"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(changes, field):
    make_class("Goods")
    made, _taken = save()

    with pytest.raises(classes.Wrong) as refusal:
        save(made, **changes)

    assert list(refusal.value.problems) == [field]
    assert Change.objects.count() == 1
    assert ProductClass.objects.filter(name_en="Tableware", name_zh_hans="餐具").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            [Attribute(names=SIZE, type="text"), Attribute(names=SIZE, type="text")],
            "Two attributes",
        ),
        ([Attribute(names={"en": "Size"}, type="text")], "every language"),
        ([Attribute(names=SIZE, code="2 big", type="text")], "Small letters"),
        ([Attribute(names=SIZE, code="class", type="text")], "Small letters"),
        ([Attribute(names=SIZE)], "which choices"),
        ([Attribute(names=SIZE, type="file")], "its kind"),
    ],
)
def test_an_attribute_that_cannot_be_is_refused_in_words(wrong, words):
    with pytest.raises(attributes.AttributeRefused, match=words):
        save(attributes=wrong)

    assert not ProductClass.objects.exists()


@pytest.mark.parametrize("how", ["gone", "code", "type", "choices"])
def test_nothing_changes_of_an_attribute_that_goods_are_described_with_but_its_words(how):
    oat, _moss = make_variants()
    row = ProductAttribute.objects.get()
    asked = {
        "gone": [],
        "code": [_as_it_is(row, code="colour")],
        "type": [_as_it_is(row, type="text", group=None)],
        "choices": [_as_it_is(row, group=AttributeOptionGroup.objects.create(name="Others"))],
    }[how]

    with pytest.raises(attributes.AttributeInUse, match="Goods are described with"):
        save(row.product_class, attributes=asked)

    kept = ProductAttribute.objects.get()
    assert (kept.code, kept.type, kept.option_group_id) == (row.code, row.type, row.option_group_id)
    assert ProductAttributeValue.objects.filter(product=oat).exists()
    save(row.product_class, attributes=[_as_it_is(row, names=SIZE)])
    assert ProductAttribute.objects.get().name_en == "Size"


def test_an_attribute_that_nothing_uses_goes_and_its_short_name_is_free_again():
    made, _taken = save(attributes=[Attribute(names=SIZE, type="text")])

    save(made, attributes=[Attribute(names={"en": "Size", "zh-hans": "大小"}, type="text")])

    assert made.attributes.get().name_zh_hans == "大小"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_attribute_does_not_go_while_goods_are_being_described_with_it():
    sizes = AttributeOptionGroup.objects.create(name="Sizes")
    made, _taken = save(attributes=[Attribute(names=SIZE, group=sizes)])
    jug, supplier, staff = (
        make_product(product_class=made, public=False),
        make_supplier(),
        make_staff(),
    )
    jug.stockrecords.all().delete()
    choice = items.Choice(made.attributes.get(), {"en": "Large"})

    outcomes = race(
        partial(save, made, attributes=[], by=staff),
        partial(
            items.offer,
            product=jug, supplier=supplier.supplier, sku="jug-l", price="20.00", units=1,
            choice=choice, by=staff, at=NOON,
        ),
        after="storefront.catalogue.attributes.in_use",
    )  # fmt: skip

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] in (
        [attributes.AttributeInUse],
        [attributes.AttributeGone],
    )
    described = ProductAttributeValue.objects.count()
    assert described == ProductAttribute.objects.count()


def test_a_change_over_that_of_a_colleague_is_refused():
    made, _taken = save()
    first = history.last(made)
    save(made, unit_price_needed=True, seen=first)

    with pytest.raises(history.ChangedMeanwhile):
        save(made, names={"en": "Pots", "zh-hans": "锅"}, seen=first)

    assert ProductClass.objects.get().name_en == "Tableware"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_class_at_once_the_second_looks_first():
    made, _taken = save()
    seen, staff = history.last(made), make_staff()

    outcomes = race(
        partial(save, made, unit_price_needed=True, seen=seen, by=staff),
        partial(save, made, names={"en": "Pots", "zh-hans": "锅"}, seen=seen, by=staff),
        after="storefront.staff.history.last",
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile", "tuple"]


# Each brings on sale, or leaves on sale, what lacks what the class demands from this moment on.


def _put_on_sale(made):
    mug = make_product(product_class=made, public=False)
    return mug, partial(operations.publish, product=mug, by=None, at=NOON)


def _put_many_on_sale(made):
    mug = make_product(product_class=made, public=False)
    return mug, partial(operations.publish_many, products=[mug], by=None, at=NOON)


def _move(made):
    mug = make_product()
    return mug, partial(classes.move_to_class, product=mug, product_class=made, by=None, at=NOON)


def _take_the_fact_back(made):
    mug = make_product(product_class=made)
    fact = operations.state_fact(
        product=mug, kind=make_kind("maker"), text={"en": "Weir"}, source={"en": "They"},
        by=None, at=NOON,
    )  # fmt: skip
    return mug, partial(operations.withdraw_fact, fact=fact, by=None, at=NOON)


def _take_the_picture_off(made):
    mug = make_product(product_class=made)
    operations.state_fact(
        product=mug, kind=make_kind("maker"), text={"en": "Weir"}, source={"en": "They"},
        by=None, at=NOON,
    )  # fmt: skip
    stored = pictures.Stored("a.webp", 640, 640, [[640, "a.webp"]], "", "a" * 64)
    image = shelving.add_picture(product=mug, stored=stored, alt={"en": "Mug"}, by=None, at=NOON)
    return mug, partial(shelving.remove_picture, image=image, by=None, at=NOON)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act", [_put_on_sale, _put_many_on_sale, _move, _take_the_fact_back, _take_the_picture_off]
)
def test_nothing_is_on_sale_that_lacks_what_its_class_comes_to_demand_in_the_same_moment(act):
    made, _taken = save()
    mug, run = act(made)
    staff, maker = make_staff(), make_kind("maker")

    with meanwhile(run, at="storefront.catalogue.classes._take_off_sale_what_lacks", pause=1):
        save(made, kinds=[maker], picture_needed=act is _take_the_picture_off, by=staff)

    mug = Product.objects.get(pk=mug.pk)
    assert mug.product_class == made
    on_sale = (mug.is_public, mug.sheet.status) == (True, "on_sale")
    lacks = [each.key for each in disclosure.lacks(mug, at=NOON)]
    assert (on_sale, lacks) in [(True, []), (False, ["maker"])]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_choice_is_not_offered_without_the_content_that_its_class_comes_to_demand():
    made, _taken = save()
    oat, moss = make_variants(product_class=made)
    variants.take_off(variant=moss, by=None, at=NOON, why="Sold out")
    for whole in (oat.parent, oat):
        operations.change_product(
            product=whole, texts={}, facts={"content": 1, "content_unit": "l"}, by=None, at=NOON
        )
    operations.change_product(
        product=oat.parent, texts={}, facts={"content": None, "content_unit": ""}, by=None, at=NOON
    )
    staff = make_staff()

    with meanwhile(
        partial(variants.offer_again, variant=moss, by=None, at=NOON),
        at="storefront.catalogue.classes._take_off_sale_what_lacks",
    ) as outcome:
        save(made, unit_price_needed=True, by=staff)

    moss.refresh_from_db()
    assert isinstance(outcome[0], operations.NotPublishable)
    assert not moss.is_public


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_is_put_into_another_class_in_the_moment_of_going_on_sale_is_looked_at_again():
    mug, toys = make_product(public=False), make_class("Toys", requires=["age"])

    with (
        meanwhile(
            partial(classes.move_to_class, product=mug, product_class=toys, by=None, at=NOON),
            at="storefront.catalogue.demands.hold",
        ) as outcome,
        pytest.raises(operations.NotPublishable, match="another class"),
    ):
        operations.publish(product=Product.objects.get(pk=mug.pk), by=None, at=NOON)

    assert not isinstance(outcome[0], Exception)
    assert not Product.objects.get(pk=mug.pk).is_public


def test_an_exception_is_recorded_with_the_class_and_taken_back_with_its_words():
    made, _taken = save()
    staff = make_staff()

    save(made, outside="cold_chain", exception="The carrier holds 4 °C", by=staff)
    declared = ClassDisclosure.objects.get(product_class=made)
    assert (declared.outside_met_by, declared.is_closed) == (staff, False)

    save(made, outside="cold_chain", exception="")
    declared.refresh_from_db()
    assert (declared.outside_met, declared.is_closed) == ("", True)


# The page


def _page(product_class):
    return reverse("admin:catalogue_productclass_change", args=[product_class.pk])


def _sent(product_class, rows=(), **changes):
    initial = [row for row in rows if row.get("id")]
    sent = {
        "name_en": "Tableware", "name_zh_hans": "餐具", "track_stock": "on", "why": "Asked for",
        "seen": history.last(product_class),
        "attributes-TOTAL_FORMS": len(rows), "attributes-INITIAL_FORMS": len(initial),
        "attributes-MIN_NUM_FORMS": 0, "attributes-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for number, row in enumerate(rows):
        sent |= {f"attributes-{number}-{name}": value for name, value in row.items()}
    return {**sent, **changes}


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def test_the_page_adds_an_attribute_and_tells_what_changed_in_words(client, staff):
    made, _taken = save()
    row = {"name_en": "Size", "name_zh_hans": "尺寸", "code": "", "type": "text"}

    answer = client.post(_page(made), _sent(made, [row], unit_price_needed="on"), follow=True)

    said = [strip_tags(str(message)) for message in answer.context["messages"]]
    words = "is saved. What changed stands in its history, with your name."
    assert said == [f"{made} {words}"]
    html = client.get(_page(made)).content.decode()
    assert "Attributes: — → Size / 尺寸 (size): words" in html
    assert "Needs a price by quantity: no → yes" in html
    assert "[zh-hans]" not in html


def test_the_page_refuses_to_drop_what_goods_are_described_with_and_keeps_what_was_typed(
    client, staff
):
    make_variants()
    row = ProductAttribute.objects.get()
    ProductAttribute.objects.update(name_zh_hans="釉色")
    sent = {
        "id": row.pk, "product_class": row.product_class_id, "name_en": row.name_en,
        "name_zh_hans": "釉色", "code": row.code, "type": row.type,
        "option_group": row.option_group_id, "DELETE": "on",
    }  # fmt: skip

    answer = client.post(_page(row.product_class), _sent(row.product_class, [sent]))

    assert "Goods are described with" in answer.content.decode()
    assert 'value="Asked for"' in answer.content.decode()
    assert ProductAttribute.objects.count() == 1


def test_what_is_wrong_of_an_attribute_is_said_in_its_row(client, staff):
    made, _taken = save()
    row = {"name_en": "Size", "name_zh_hans": "", "code": "2 big", "type": "option"}

    answer = client.post(_page(made), _sent(made, [row]))

    errors = answer.context["inline_admin_formsets"][0].formset.errors[0]
    assert sorted(errors) == ["code", "name_zh_hans", "option_group"]
    assert not ProductAttribute.objects.exists()
