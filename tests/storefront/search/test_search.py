"""Looking for a thing by words."""

import json
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from storefront.catalogue import generation
from storefront.catalogue import operations as catalogue
from tests.clock import NOON
from tests.factories import make_category, make_product, make_supplier, make_variants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(client):
    """Every page is made anew: the page cache stands aside for a cookie that it does not know."""
    generation.forget()
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"


def found(client, asked: str, path: str = "/search/", **more: object) -> list[str]:
    """Return the names of the things on the page, in order."""
    response = client.get(path, {"q": asked, **more})
    assert response.status_code == 200
    return names(response)


def found_nothing(client, asked: str) -> bool:
    return f"Nothing for “{asked}”" in client.get("/search/", {"q": asked}).content.decode()


def names(response) -> list[str]:
    html = response.content.decode()
    return [
        part.split("</a>")[0].rpartition(">")[2]
        for part in html.split('class="product-card__name"')[1:]
    ]


def test_a_thing_is_found_by_a_word_of_its_name_in_any_form(client):
    make_product(title="Bath brush")
    make_product(title="Round teapot")

    assert found(client, "brushes") == ["Bath brush"]


def test_a_name_counts_more_than_a_description(client):
    lamp = make_product(title="Table lamp")
    catalogue.change_product(
        product=lamp, texts={"description": {"en": "Next to a teapot"}}, facts={}, by=None, at=NOON
    )
    make_product(title="Round teapot")

    assert found(client, "teapot") == ["Round teapot", "Table lamp"]


def test_what_is_sold_out_stands_behind_what_is_not(client):
    make_product(title="Teapot of old", stock=0)
    make_product(title="Teapot of today", stock=3)

    assert found(client, "teapot") == ["Teapot of today", "Teapot of old"]


def test_every_word_must_match_while_something_has_them_all(client):
    make_product(title="Oak board")
    make_product(title="Oak stool")

    assert found(client, "oak stool") == ["Oak stool"]


def test_when_nothing_has_all_words_some_are_enough_and_the_page_says_so(client):
    make_product(title="Oak stool")

    response = client.get("/search/", {"q": "oak piano"})

    assert names(response) == ["Oak stool"]
    assert "Nothing has all the words of “oak piano”" in response.content.decode()


def test_the_last_word_may_be_a_beginning(client):
    make_product(title="Round teapot")

    assert found(client, "round tea") == ["Round teapot"]


def test_one_slip_of_the_finger_is_forgiven_and_said(client):
    make_product(title="Round teapot")

    response = client.get("/search/", {"q": "taepot"})

    assert names(response) == ["Round teapot"]
    assert "Did you mean <strong>teapot</strong>?" in response.content.decode()


def test_a_thing_is_found_by_maker_choice_category_and_number(client):
    make_variants(
        title="Hob mug",
        values=("oat", "moss"),
        partner=make_supplier("Orla Keane"),
        category=make_category("Tableware"),
    )
    make_product(title="Lamp", sku="LAMP-77")

    assert found(client, "keane") == ["Hob mug"]
    assert found(client, "moss mug") == ["Hob mug"]
    assert found(client, "tableware") == ["Hob mug"]
    assert found(client, "LAMP-77") == ["Lamp"]


def test_chinese_things_are_found_in_chinese(client):
    make_product(title="Hob mug", title_zh="灶台马克杯")
    make_product(title="Lamp", title_zh="台灯")

    assert found(client, "马克杯", "/zh-hans/search/") == ["灶台马克杯"]
    assert found(client, "灯", "/zh-hans/search/") == ["台灯"]


def test_a_chinese_page_knows_the_english_name_and_the_other_way_round(client):
    make_product(title="Hob mug", title_zh="灶台马克杯")

    assert found(client, "mug", "/zh-hans/search/") == ["灶台马克杯"]
    assert found(client, "马克杯") == ["Hob mug"]


def test_a_draft_is_not_found(client):
    make_product(title="Secret teapot", public=False)

    assert found_nothing(client, "secret")


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(client):
    mug = make_product(title="Mug")
    assert found_nothing(client, "beaker")

    catalogue.change_product(
        product=mug, texts={"title": {"en": "Beaker"}}, facts={}, by=None, at=NOON
    )
    generation.forget()

    assert found(client, "beaker") == ["Beaker"]
    assert found_nothing(client, "mug")


def test_nothing_found_says_what_to_do_next(client):
    make_category("Light")
    make_product(title="Lamp")

    html = client.get("/search/", {"q": "zzzzzz"}).content.decode()

    assert "Everything in Light" in html
    assert "New here" in html


@pytest.mark.parametrize("asked", ["", "   ", "!!!", "\x00", "' | !'", "a" * 5000, "🙂"])
def test_an_empty_or_odd_question_gets_a_page(client, asked):
    assert client.get("/search/", {"q": asked}).status_code == 200


def test_results_are_for_people_not_for_search_engines(client):
    make_product(title="Lamp")

    html = client.get("/search/", {"q": "lamp"}).content.decode()

    assert '<meta name="robots" content="noindex,follow">' in html


def test_hostile_text_gets_a_normal_page(client):
    folder = os.environ.get("REAL_DATA_DIR")
    if not folder:
        pytest.skip("REAL_DATA_DIR names no folder with real data")
    make_product(title="Lamp")
    texts = json.loads(Path(folder, "hostile", "blns.json").read_text())
    for file in sorted(Path(folder, "hostile", "fuzzdb").rglob("*")):
        if file.is_file():
            texts += file.read_text(errors="replace").splitlines()[:5]

    for text in texts:
        for asking in ({"q": text}, {"q": "lamp", "kind": text, "price": text, "page": text}):
            response = client.get("/search/", asking)
            assert response.status_code == 200
            assert "<script>alert" not in response.content.decode()


def test_the_search_address_is_the_same_in_both_languages():
    assert reverse("search:search") == "/search/"
    with translation.override("zh-hans"):
        assert reverse("search:search") == "/zh-hans/search/"
