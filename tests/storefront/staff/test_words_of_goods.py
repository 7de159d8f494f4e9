"""Kinds of fact and choices are changed with a history, and nothing goes that goods stand on."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from storefront.catalogue import vocabulary
from storefront.catalogue.models import AttributeOptionGroup, FactKind
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_class, make_kind, make_staff, make_variants

pytestmark = pytest.mark.django_db
SAID = {"why": "Clearer", "by": None, "at": NOON}


def kind(row=None, *, key="origin", en="Origin", zh="产地", order=10):
    return vocabulary.save_kind(
        kind=row, key=key, titles={"en": en, "zh-hans": zh}, order=order, **SAID
    )


def choice(en, zh, *, code="", pk=None):
    return vocabulary.Choice(words={"en": en, "zh-hans": zh}, code=code, pk=pk)


def test_a_kind_is_made_renamed_and_removed_with_a_history():
    row = kind()
    kind(row, key="place", en="Place")
    vocabulary.remove_kind(kind=row, **SAID)

    assert not FactKind.objects.filter(pk=row.pk).exists()
    removed, changed, made = history.of(row)
    assert [each.what for each in (made, changed, removed)] == ["made", "changed", "removed"]
    assert changed.changed == [["key", "origin", "place"], ["title_en", "Origin", "Place"]]


def test_a_key_that_a_class_demands_stays():
    make_class("Tableware", requires=["maker"])
    row = make_kind("maker")

    with pytest.raises(vocabulary.KeyInUse):
        kind(row, key="made-by")
    with pytest.raises(vocabulary.KeyInUse):
        vocabulary.remove_kind(kind=row, **SAID)
    assert kind(row, key="maker", en="Made by").title_en == "Made by"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"key": "No Key"}, vocabulary.NotAKey),
        ({"key": "maker"}, vocabulary.NotAKey),
        ({"zh": " "}, vocabulary.NotInEveryLanguage),
    ],
)
def test_a_kind_that_cannot_be_is_refused(wrong, refusal):
    make_kind("maker")

    with pytest.raises(refusal):
        kind(**wrong)

    assert list(FactKind.objects.values_list("key", flat=True)) == ["maker"]


def save(group=None, *choices, name="glaze"):
    return vocabulary.save_choices(group=group, name=name, choices=choices, **SAID)


def test_choices_are_added_renamed_and_left_out():
    group = save(None, choice("Oat", "燕麦"), choice("Moss", "苔绿"))
    oat = group.options.get(option_en="Oat")

    save(group, choice("Oatmeal", "燕麦", pk=oat.pk))

    assert [each.option_en for each in group.options.all()] == ["Oatmeal"]
    assert history.of(group).first().changed == [
        ["options", ["Oat / 燕麦", "Moss / 苔绿"], ["Oatmeal / 燕麦"]]
    ]


def test_a_choice_that_products_are_described_with_stays():
    make_variants()
    values = get_model("catalogue", "ProductAttributeValue").objects
    used = values.filter(value_option__isnull=False).first().value_option
    before = list(used.group.options.values_list("pk", flat=True))

    with pytest.raises(vocabulary.ChoiceInUse):
        save(used.group, choice("Else", "别的"), name=used.group.name)

    assert list(used.group.options.values_list("pk", flat=True)) == before


def test_two_choices_do_not_say_the_same_and_names_are_one_groups_own():
    save(None, choice("Oat", "燕麦"))

    with pytest.raises(vocabulary.TwiceTheSame):
        save(None, choice("Oat", "燕麦"), choice("oat ", "麦"), name="finish")
    with pytest.raises(vocabulary.NameTaken):
        save(None, choice("Oat", "燕麦"), name="GLAZE")
    with pytest.raises(vocabulary.NotInEveryLanguage):
        save(None, choice("Oat", ""), name="finish")

    assert AttributeOptionGroup.objects.filter(name="finish").count() == 0


def test_both_pages_save_through_the_operations(client):
    client.force_login(make_staff())
    rows = {"options-TOTAL_FORMS": "1", "options-INITIAL_FORMS": "0", "options-0-option_en": "Oat",
            "options-0-option_zh_hans": "燕麦", "options-0-code": ""}  # fmt: skip
    groups = reverse("admin:catalogue_attributeoptiongroup_add")
    kinds = reverse("admin:catalogue_factkind_add")
    said = {"key": "origin", "title_en": "Origin", "title_zh_hans": "产地", "order": "1"}

    refused = client.post(groups, {"name": "glaze", "why": "New", "seen": "0", **rows,
                                   "options-0-option_zh_hans": ""})  # fmt: skip
    assert "Write it in every language" in refused.content.decode()
    for add, typed in ((groups, {"name": "glaze", **rows}), (kinds, said)):
        answer = client.post(add, {**typed, "why": "New", "seen": "0"})
        assert answer.status_code == 302, answer.context["errors"]

    group, row = AttributeOptionGroup.objects.get(name="glaze"), FactKind.objects.get(key="origin")
    assert group.options.get().option_zh_hans == "燕麦"
    page = reverse("admin:catalogue_attributeoptiongroup_change", args=[group.pk])
    assert "Oat / 燕麦" in client.get(page).content.decode()
    change = reverse("admin:catalogue_factkind_change", args=[row.pk])
    client.post(change, {**said, "why": "Unused", "seen": history.last(row),
                         "catalogue_factkind_remove": "1"})  # fmt: skip
    assert not FactKind.objects.filter(key="origin").exists()
