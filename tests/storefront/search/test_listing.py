"""Narrowing a list, putting it in order, and going through its pages."""

import pytest
from django.urls import reverse
from django.utils import translation

from storefront.catalogue import generation
from tests.factories import make_category, make_product, make_supplier, make_variants

from .test_search import names

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(client):
    generation.forget()
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"


@pytest.fixture
def table(client):
    """A department with four things in it, and one thing elsewhere."""
    table = make_category("Table", name_zh="餐桌")
    keane = make_supplier("Orla Keane")
    make_variants(title="Hob mug", values=("oat", "moss"), prices=("24.00", "26.00"),
                  category=table, partner=keane)  # fmt: skip
    make_variants(title="Low bowl", values=("oat",), prices=("29.00",), category=table,
                  partner=keane)  # fmt: skip
    make_product(title="Oak board", price="46.00", category=table)
    make_product(title="Carafe", price="134.00", category=table, stock=0)
    make_product(title="Bath brush", price="12.00", category=make_category("Bath"))
    return address(table)


def address(category) -> str:
    return reverse("catalogue:category", kwargs={"category_slug": category.slug, "pk": category.pk})


def shown(client, path: str, **chosen: object) -> set[str]:
    return set(names(client.get(path, chosen)))


def count(response, label: str) -> int:
    """Return the number that stands beside a choice."""
    html = " ".join(response.content.decode().split())
    after = html.split(f'>{label} <span class="tick__count">')[1]
    return int(after.split("<")[0])


def test_a_category_shows_its_things_and_no_others(client, table):
    assert shown(client, table) == {"Hob mug", "Low bowl", "Oak board", "Carafe"}


def test_things_of_a_part_are_things_of_the_whole(client):
    table = make_category("Table")
    make_product(title="Cup", category=make_category("Cups", parent=table))

    assert shown(client, address(table)) == {"Cup"}


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"glaze": "oat"}, {"Hob mug", "Low bowl"}),
        ({"glaze": "moss"}, {"Hob mug"}),
        ({"glaze": ["moss", "oat"]}, {"Hob mug", "Low bowl"}),
        ({"price": "2"}, {"Low bowl", "Oak board"}),
        ({"price": ["1", "4"]}, {"Hob mug", "Carafe"}),
        ({"stock": "now"}, {"Hob mug", "Low bowl", "Oak board"}),
        ({"glaze": "oat", "price": "2"}, {"Low bowl"}),
        ({"glaze": "moss", "price": "4"}, set()),
    ],
)
def test_choices_of_one_kind_add_up_and_kinds_narrow_each_other(client, table, chosen, left):
    assert shown(client, table, **chosen) == left


@pytest.mark.parametrize(
    "tampered",
    [
        {"glaze": "nonsense"},
        {"nonsense": "oat"},
        {"price": "99"},
        {"price": "-1"},
        {"maker": "x"},
        {"kind": "' or 1=1"},
        {"stock": "never"},
        {"sort": "best"},
        {"page": "-3"},
        {"page": "x"},
    ],
)
def test_a_value_that_cannot_be_is_ignored(client, table, tampered):
    assert len(shown(client, table, **tampered)) == 4


def test_numbers_say_what_a_choice_would_show(client, table):
    response = client.get(table)

    assert (count(response, "oat"), count(response, "moss")) == (2, 1)
    assert count(response, "€25 to €50") == 2
    assert count(response, "Orla Keane") == 2
    assert "<strong>4 things</strong>" in response.content.decode()


def test_a_choice_does_not_narrow_its_own_numbers_but_those_of_others(client, table):
    response = client.get(table, {"glaze": "moss"})

    assert (count(response, "oat"), count(response, "moss")) == (2, 1)
    assert "€25 to €50 <span" not in response.content.decode()
    assert "<strong>1 of 4 things</strong>" in response.content.decode()


def test_every_choice_can_be_taken_off_and_the_others_stay(client, table):
    response = client.get(table, {"glaze": "oat", "price": "2", "sort": "price"})
    html = response.content.decode()

    assert f'href="{table}?price=2&amp;sort=price"' in html
    assert f'href="{table}?glaze=oat&amp;sort=price"' in html
    assert f'href="{table}?sort=price"' in html


@pytest.mark.parametrize(
    ("order", "first"), [("price", "Hob mug"), ("price-down", "Carafe"), ("newest", "Carafe")]
)
def test_a_list_stands_in_the_order_that_was_asked_for(client, table, order, first):
    assert names(client.get(table, {"sort": order}))[0] == first


def test_the_list_says_by_what_order_and_that_nobody_pays_for_it(client, table):
    html = client.get(table, {"sort": "price"}).content.decode()

    assert "Nobody can pay for a place in this list." in html
    assert "By the lowest price of each thing, VAT included." in html


def test_a_list_of_twenty_five_has_two_pages_and_choices_survive_turning(client):
    table = make_category("Table")
    for number in range(25):
        make_product(title=f"Mug {number}", price="20.00", category=table)

    first = client.get(address(table), {"price": "1"})
    second = client.get(address(table), {"price": "1", "page": "2"})

    assert (len(names(first)), len(names(second))) == (24, 1)
    assert "price=1&amp;page=2" in first.content.decode()
    assert not set(names(first)) & set(names(second))


def test_a_page_beyond_the_last_is_the_last(client, table):
    assert shown(client, table, page="999999999") == shown(client, table)


def test_a_narrowed_list_is_not_for_search_engines_and_the_list_itself_is(client, table):
    plain, narrowed = client.get(table), client.get(table, {"glaze": "oat"})

    assert 'name="robots" content="index,follow"' in plain.content.decode()
    assert 'name="robots" content="noindex,follow"' in narrowed.content.decode()
    assert f'rel="canonical" href="http://testserver{table}"' in narrowed.content.decode()


def test_an_address_with_an_old_name_leads_to_the_one_of_today(client, table):
    response = client.get(table.replace("table_", "tableware_"))

    assert (response.status_code, response["Location"]) == (301, table)


def test_a_category_that_is_not_there_is_not_found(client):
    assert client.get("/shop/nothing_999999/").status_code == 404


def test_in_chinese_the_department_has_its_chinese_name(client, table):
    html = client.get(f"/zh-hans{table}").content.decode()

    assert "<h1>餐桌</h1>" in html


def test_nothing_left_says_what_to_do(client, table):
    html = client.get(table, {"glaze": "moss", "price": "4"}).content.decode()

    assert "Nothing is left with all of these choices" in html
    assert "Show the whole list" in html


def test_a_list_works_without_a_script(client, table):
    html = client.get(table).content.decode()

    assert f'<form action="{table}"' in html
    assert "Show these things" in html


def test_everything_is_one_list_of_all_departments(client, table):
    assert len(shown(client, "/shop/")) == 5
    assert shown(client, "/shop/", price="1") == {"Hob mug", "Bath brush"}
