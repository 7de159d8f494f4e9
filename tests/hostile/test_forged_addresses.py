"""
Every address with something in it that could be guessed or forged.

Walked from the list of URLs itself, so a new page is asked too: its owner gets it, a stranger gets
404 as if it did not exist, and junk in its place is never an error of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from tests.hostile.world import World, make_world

# Their pages belong to nobody.
PUBLIC = {"anyone", "provider"}
FOREIGN = ("admin/", "account/")
SECRET = ("maeve@doyle.example", "Quay Street", "Maeve Doyle")
JUNK = [
    "0",
    "999999999",
    "99999999999999999999999",
    "-1",
    "FH-AAAA-AAAA",
    "%00",
    "%F0%9F%92%A5",
    "%ED%A0%80",
    "..%2f..%2fetc%2fpasswd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "x" * 2000,
]


@pytest.fixture
def world(db, _redis) -> World:
    return make_world(timezone.now())


def _patterns(patterns: Any, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for each in patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield path, f"{space}:{each.name}" if space else str(each.name), each
        else:
            yield from _patterns(each.url_patterns, path, each.namespace or space)


def addresses() -> list[tuple[str, list[str], str]]:
    """Return every named address of ours that takes something: name, what it takes, for whom."""
    found = {}
    for path, name, each in _patterns(get_resolver().url_patterns):
        converters = (
            getattr(each.pattern, "converters", {})
            or getattr(each.pattern, "regex", None).groupindex
        )
        if converters and not path.startswith(FOREIGN):
            found[name] = (name, list(converters), each.callback.access)
    return sorted(found.values())


PERSONAL = [each for each in addresses() if each[2] not in PUBLIC]


# Made by the visitor, or of a public product; their own tests ask for those of somebody else.
ELSEWHERE = ("questions:", "basket:", "checkout:")
ELSEWHERE += ("reviews:begin", "reviews:report", "reviews:vote")


def _own(world: World, name: str, takes: list[str]) -> str:
    known = world.parameters().get(name.partition(":")[0], {})
    assert set(takes) <= set(known), f"world.py makes nothing for {name} {takes}"
    return reverse(name, kwargs={each: known[each] for each in takes})


def test_what_belongs_to_somebody_is_there_for_nobody_else(world):
    wrong = []
    visitors = [("nobody", Client()), ("a stranger", world.as_stranger())]
    for name, takes, access in PERSONAL:
        # Whoever holds a link may open it, and all that it leads to; see the forged ones below.
        if name.startswith(ELSEWHERE) or access == "link_holder":
            continue
        path = _own(world, name, takes)
        for who, client in visitors:
            for method in ("get", "post"):
                answer = getattr(client, method)(path)
                page = answer.content.decode(errors="replace")
                refused = answer.status_code in (404, 405) or (
                    answer.status_code == 302 and "/login/" in answer.url
                )
                # What it hands out are the reader's own data.
                fine = refused or name in ("privacy:download", "privacy:proven")
                if not fine or answer.status_code >= 500 or any(each in page for each in SECRET):
                    wrong.append(f"{who} {method}s {name}: {answer.status_code}")
    assert wrong == []


def test_its_owner_gets_it(world):
    client, wrong = world.as_owner(), []
    for name, takes, _access in PERSONAL:
        # No photograph was sent with the return, and a token stands in no row.
        if name.startswith(ELSEWHERE) or "token" in takes or name == "returns:photo":
            continue
        answer = client.get(_own(world, name, takes))
        if answer.status_code not in (200, 302, 405, 409):
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []


def test_junk_in_an_address_is_not_found(world):
    wrong = []
    for client in (Client(raise_request_exception=False), world.as_owner()):
        client.raise_request_exception = False
        for name, takes, access in addresses():
            for path in _spoilt(world, name, takes):
                for method in ("get", "post"):
                    answer = getattr(client, method)(path)
                    page = answer.content.decode(errors="replace")
                    personal = access not in PUBLIC and not name.startswith("questions:")
                    shown = personal and answer.status_code == 200 and "token" not in takes
                    if answer.status_code >= 500 or shown or "<script>alert" in page:
                        wrong.append(f"{method} {path[:90]} ({name}) gives {answer.status_code}")
    assert wrong == []


def _spoilt(world: World, name: str, takes: list[str]) -> Iterator[str]:
    """Write the address with each of its parameters junk in turn, the others true."""
    known = world.parameters().get(name.partition(":")[0], {})
    try:
        marked = reverse(name, kwargs={each: _placeholder(each) for each in takes})
    except NoReverseMatch:  # it takes digits
        marked = reverse(name, kwargs=dict.fromkeys(takes, "7770000"))
        yield from (marked.replace("7770000", junk) for junk in JUNK)
        return
    for spoilt in takes:
        for junk in JUNK:
            path = marked
            for each in takes:
                value = junk if each == spoilt else str(known.get(each, "1"))
                path = path.replace(_placeholder(each), value, 1)
            yield path


def _placeholder(parameter: str) -> str:
    return {"pk": "7770001", "version": "7770002", "line_id": "7770003", "n": "7770004"}.get(
        parameter, f"zzz-{parameter.replace('_', '-')}"
    )


def test_a_forged_link_opens_nothing(world):
    for name, takes, access in PERSONAL:
        if access != "link_holder":
            continue
        known = world.parameters()[name.partition(":")[0]]
        token = known["token"]
        for forged in (token[:-1], token + "A", token[::-1], "e30-1abc-def", token.swapcase()):
            client = Client()
            path = reverse(name, kwargs={**dict.fromkeys(takes, "1"), "token": forged or "x"})
            answer = client.get(path, follow=True)
            page = answer.content.decode(errors="replace")
            assert answer.status_code in (404, 410, 403, 200), (name, answer.status_code)
            assert "maeve@doyle.example" not in page, name
            assert client.get(f"/orders/{world.fresh.number}/").status_code == 302, name


def test_the_line_of_another_basket_cannot_be_touched(world):
    mine, theirs = world.as_guest_with_basket(), world.as_guest_with_basket()
    line = _line_of(theirs)

    answer = mine.post(f"/basket/lines/{line.pk}/", {"remove": "1", "quantity": "1"})

    line.refresh_from_db()
    assert answer.status_code in (302, 404)
    assert line.quantity == 1


def _line_of(client: Client) -> Any:
    from oscar.core.loading import get_model

    assert client.get("/basket/").status_code == 200
    return get_model("basket", "Line").objects.order_by("pk").last()
