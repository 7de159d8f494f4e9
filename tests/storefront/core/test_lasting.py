"""An answer that changes rarely is asked for once a page, and a change is on the next page."""

import pytest
from django.core.signals import request_finished, request_started

from storefront.core import lasting

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    found = []
    get = lasting.cache.get
    monkeypatch.setattr(lasting.cache, "get", lambda key: found.append(key) or get(key))
    yield found
    lasting._page_ends()


def test_a_page_asks_for_the_number_once(asked):
    first, second = lasting.Lasting(lambda: "Fernhill"), lasting.Lasting(lambda: "Kilmore")

    lasting._page_begins()
    said = [first.get(), second.get(), first.get()]

    assert said == ["Fernhill", "Kilmore", "Fernhill"]
    assert len(asked) == 1


def test_a_change_is_on_the_next_page_and_on_the_rest_of_this_one(asked):
    names = iter(["Fernhill", "Fernhill Goods", "Fernhill & Daughters"])
    name = lasting.Lasting(lambda: next(names))
    lasting._page_begins()
    before = name.get()

    lasting.move_on()
    rest = name.get()
    lasting._page_ends()
    lasting._announce()  # as another process would
    lasting._page_begins()
    after = name.get()

    assert [before, rest, after] == ["Fernhill", "Fernhill Goods", "Fernhill & Daughters"]


def test_what_is_no_page_asks_each_time(asked):
    name = lasting.Lasting(lambda: "Fernhill")

    name.get()
    name.get()

    assert len(asked) == 2


def test_django_says_when_a_page_begins_and_ends(client):
    for signal, receiver in (
        (request_started, lasting._page_begins),
        (request_finished, lasting._page_ends),
    ):
        assert receiver in list(signal._live_receivers(None)[0])

    client.get("/basket/")

    assert lasting._asked.number is None
