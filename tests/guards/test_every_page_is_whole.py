"""Every page that a visitor or a member can reach: whole, ours alone, and told from the others."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from tests.guards.crawl import pages
from tests.hostile.world import make_world


@pytest.fixture
def world(db):
    return make_world(timezone.now())


@pytest.fixture(params=["a guest", "a member", "a guest who reads Chinese"])
def found(request, world):
    if request.param == "a member":
        return pages(world.as_owner(), "/", "/account/", "/orders/", "/privacy/")
    if request.param == "a guest":
        return pages(Client(), "/", world.product.get_absolute_url())
    return pages(Client(), "/zh-hans/")


def test_every_page_has_one_heading_a_language_and_a_title(found):
    assert len(found) > 10
    wrong = []
    for page in found:
        expected = "zh-" if page.url.startswith("/zh-hans/") else "en"
        if page.h1 != 1:
            wrong.append(f"{page.url} has {page.h1} h1")
        if not page.language.lower().startswith(expected):
            wrong.append(f"{page.url} is in {page.language!r}")
        if len(page.title.strip()) < 5:
            wrong.append(f"{page.url} is called {page.title!r}")
        if page.images_without_words:
            wrong.append(f"{page.url} shows {page.images_without_words[:2]} without words")
        if page.inline:
            wrong.append(f"{page.url} has style or script within: {page.inline[:2]}")
        if doubled := [each for each, count in Counter(page.ids).items() if count > 1]:
            wrong.append(f"{page.url} has two of {doubled}")
    assert wrong == []


def test_no_two_pages_go_by_the_same_title(found):
    by_title: dict[str, set[str]] = {}
    for page in found:
        # The same page sorted, filtered or turned over keeps its name.
        name = f"{page.language} {page.title.strip()}"
        by_title.setdefault(name, set()).add(page.url.partition("?")[0])
    assert {title: urls for title, urls in by_title.items() if len(urls) > 1} == {}


def test_what_may_be_found_by_a_search_engine_says_what_it_is(found):
    silent = [
        page.url
        for page in found
        # Eight signs are a sentence in Chinese.
        if page.told["robots"].startswith("index") and len(page.told["description"].strip()) < 8
    ]
    assert silent == []


def test_no_page_loads_anything_from_another_host(found):
    foreign = {
        f"{page.url} loads {each}"
        for page in found
        for each in page.loads
        if re.match(r"(https?:)?//", each) and not each.startswith("data:")
    }
    assert foreign == set()
