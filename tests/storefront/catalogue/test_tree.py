"""The tree of categories: one person changes it at a time, and its history says who did what."""

from functools import partial

import pytest
from django.urls import reverse

from storefront.catalogue import shelving, tree
from storefront.catalogue.models import Category, ProductCategory
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_category, make_product, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db


def save(category=None, name="Table", *, above=None, **more):
    return tree.save_category(
        category=category,
        texts={"name": {"en": name, "zh-hans": f"{name}（中）"}},
        fields={"is_public": True},
        above=above,
        **{"why": "For autumn", "by": None, "at": NOON, **more},
    )


def remove(category, by=None):
    return tree.remove_category(category=category, why="Nobody looks", by=by, at=NOON)


def test_its_history_says_who_renamed_hid_and_moved_it_and_why():
    boss, light = make_staff(), make_category("Light")
    table = save(by=boss)

    save(table, "Dining", above=light, by=boss)
    save(table, "Dining", above=light, by=boss)

    [moved, made] = history.of(table)
    assert (made.what, moved.what, moved.changed_by, moved.why) == (
        "made", "changed", boss, "For autumn",
    )  # fmt: skip
    assert moved.changed == [
        ["name_en", "Table", "Dining"],
        ["name_zh_hans", "Table（中）", "Dining（中）"],
        ["above", "", "Light"],
    ]


def test_what_a_colleague_changed_meanwhile_is_not_written_over():
    table = save()
    seen = history.last(table)
    save(table, "Dining")

    with pytest.raises(history.ChangedMeanwhile):
        save(table, "Kitchen", seen=seen)

    assert Category.objects.get(pk=table.pk).name == "Dining"


def test_an_empty_category_goes_once_and_one_with_something_in_it_stays():
    table, light = make_category("Table"), make_category("Light")
    make_product(category=light)
    with pytest.raises(tree.NotEmpty):
        remove(light)

    remove(table)
    remove(table)

    assert list(Category.objects.values_list("name", flat=True)) == ["Light"]
    assert ProductCategory.objects.count() == 1


def test_what_a_colleague_put_below_it_since_it_was_shown_keeps_it():
    table = make_category("Table")
    shown = Category.objects.get(pk=table.pk)
    save(name="Tea", above=table)

    with pytest.raises(tree.NotEmpty):
        remove(shown)

    assert Category.objects.count() == 2


def test_staff_take_a_category_away_by_its_button_and_a_refusal_says_nothing_else(client):
    client.force_login(make_staff())
    table = make_category("Table")
    mug = make_product(category=table)
    page = reverse("admin:catalogue_category_change", args=[table.pk])
    press = {"name_en": "Table", "slug": "table", "is_public": "on", "why": "Nobody looks"}
    press["catalogue_category_remove"] = "1"

    refused = client.post(page, press).content.decode()
    assert "Something still stands in this category." in refused
    assert "successfully" not in refused
    shelving.put_into_categories(product=mug, categories=[], by=None, at=NOON)
    client.post(page, press)

    assert not Category.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_each_below_the_other_at_once_one_does():
    table, light = make_category("Table"), make_category("Light")

    outcomes = race(
        partial(save, table, "Table", above=light),
        partial(save, light, "Light", above=table),
        after="storefront.catalogue.tree._as_it_is",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["BelowItself", "Category"]
    assert Category.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_is_put_below_a_category_is_not_taken_away_with_it_at_the_same_moment():
    table = make_category("Table")

    outcomes = race(
        partial(save, name="Tea", above=table),
        partial(remove, table),
        after=["storefront.catalogue.tree._as_it_stands", "storefront.catalogue.tree._as_it_is"],
    )

    names = sorted(type(each).__name__ for each in outcomes)
    assert names in (["Category", "NotEmpty"], ["GoneMeanwhile", "NoneType"])
    assert Category.objects.count() == (2 if "NotEmpty" in names else 0)
    assert Category.objects.find_problems() == ([], [], [], [], [])
