"""The front page, and what search engines are told."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import translation

from storefront.home.models import FrontPage
from storefront.promises import operations as promises
from tests.clock import NOON
from tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain(client):
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"


def test_an_empty_shop_has_a_front_page(client):
    response = client.get("/")

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_front_page_shows_departments_with_numbers_and_what_is_new(client):
    make_product(title="Weir mug", category=make_category("Table"))

    html = client.get("/").content.decode()

    assert 'Table<sup>1<span class="unseen">' in html
    assert "What came in last" in html
    assert "Weir mug" in html


def test_the_front_page_speaks_the_readers_language(client):
    FrontPage.objects.create(
        since=NOON - timedelta(days=900),
        told={"title": {"en": "Plain things", "zh-hans": "平实之物"}},
    )

    assert "<h1>Plain things</h1>" in client.get("/").content.decode()
    assert "<h1>平实之物</h1>" in client.get("/zh-hans/").content.decode()


def test_the_record_counts_what_was_kept_and_what_was_broken(client):
    for number in range(4):
        mug = make_product()
        made = promises.make(
            kind="test", subject=mug, due_at=NOON - timedelta(days=3),
            at=NOON - timedelta(days=5), words="We answer.",
        )  # fmt: skip
        if number:
            promises.keep(promise=made, at=NOON - timedelta(days=4))
    promises.break_overdue(at=NOON)

    with time_machine.travel(NOON, tick=False):
        html = re.sub(r">\s+<", "><", client.get("/").content.decode())

    assert "<dt>promises fell due</dt><dd>4</dd>" in html
    assert "<dt>kept on time</dt><dd>3</dd>" in html
    assert "75.0 % of them" in html
    assert "<dt>broken</dt><dd>1</dd>" in html


def test_robots_are_told_where_the_map_is(client):
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /checkout/" in text


def test_the_map_lists_public_things_in_both_languages_and_no_draft(client):
    mug = make_product(title="Mug")
    draft = make_product(title="Draft", public=False)

    index = client.get("/sitemap.xml").content.decode()
    things = client.get("/sitemap-1.xml").content.decode()

    ElementTree.fromstring(things)
    assert "/sitemap-1.xml" in index
    assert f"/things/{mug.slug}_{mug.pk}/" in things
    assert f"/zh-hans/things/{mug.slug}_{mug.pk}/" in things
    assert draft.slug not in things
    assert client.get("/sitemap-9.xml").status_code == 404
