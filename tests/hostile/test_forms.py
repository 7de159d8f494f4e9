"""
Whatever is typed into any form of the shop: no answer is an error of ours, and nothing that was
typed comes back as markup. A form that is refused has written nothing.

The strings are ours, and those of the folder that REAL_DATA_DIR names.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.hostile.pages import Form, forms_of, scripts_in
from tests.hostile.strings import OURS, turn
from tests.hostile.world import World, make_world

HERE = {
    "email": "maeve@doyle.example",
    "name": "Maeve Doyle",
    "country": "IE",
    "line1": "4 Quay Street",
    "town": "Galway",
    "postcode": "H91 E2R3",
    "bill_same": "on",
}
# A visitor's page, and how they come to it.
GUEST = [
    "/",
    "/search/?q=bowl",
    "/basket/",
    "/complaints/new/",
    "/orders/find/",
    "/something-is-not-right/",
    "/withdrawal/",
    "/privacy/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
]
SALE = ["/checkout/address/", "/checkout/delivery/", "/checkout/payment/", "/checkout/review/"]
# What may be written although the form was refused: who tried, and how often.
ALWAYS_WRITTEN = {"django_session", "account_emailconfirmation"}
TURNS = 24


@pytest.fixture
def redis(_redis: Any) -> Any:
    return _redis


@pytest.fixture
def world(db) -> World:
    return make_world(timezone.now())


def own_pages(world: World) -> list[str]:
    number, delivered = world.fresh.number, world.delivered.number
    return [
        f"/orders/{number}/",
        f"/orders/{number}/cancellation/",
        f"/something-is-not-right/{delivered}/",
        f"/orders/{delivered}/claims/new/",
        f"/orders/{delivered}/late-return/",
        f"/returns/{world.returned.reference}/",
        f"/complaints/{world.complaint.reference}/",
        f"/withdrawal/?order={delivered}",
        f"/reviews/{delivered}/{world.review.product_id}/write/",
        f"/reviews/{delivered}/{world.review.product_id}/",
        f"/reviews/{world.read.pk}/report/",
        "/account/details/",
        "/account/email/",
        "/account/password/change/",
        "/privacy/",
        "/privacy/closure/",
    ]


def test_a_guest_may_type_anything(world, redis):
    _type_everything(
        world.as_guest_with_basket(),
        [*GUEST, world_page(world), f"{world_page(world)}reviews/"],
        redis,
    )


def test_a_guest_who_checks_out_may_type_anything(world, redis):
    client = world.as_guest_with_basket()
    client.post("/checkout/")
    client.post("/checkout/address/", HERE)
    client.post("/checkout/delivery/", {"way": "standard"})
    client.post("/checkout/payment/", {"pay": "card"})

    _type_everything(client, SALE, redis)


def test_a_member_may_type_anything(world, redis):
    client = world.as_owner()

    _type_everything(client, own_pages(world), redis)

    for path in ("/account/", "/account/inbox/", "/privacy/data/", *own_pages(world)):
        page = client.get(path)
        assert page.status_code < 500, path
        _nothing_raw(page, "<script>alert(1)</script>", path)


def test_what_may_only_be_chosen_may_be_forged(world, redis):
    guest, owner = world.as_guest_with_basket(), world.as_owner()
    guest.post("/checkout/")
    for client, paths in (
        (guest, [*GUEST, world_page(world), *SALE]),
        (owner, own_pages(world)),
    ):
        for form in _forms(client, paths):
            for name in [*form.chosen, *(name for name, _value in form.buttons)]:
                for value in [*OURS[:8], "\x00", "-1", "999999999999999999999", "x" * 5000]:
                    sent = {**form.filled("Something"), name: [value]}
                    _send(client, form, sent, value, redis)


def test_files_that_are_not_what_they_say_are_refused(world, redis):
    owner = world.as_owner()
    bad = {
        "<img src=x onerror=alert(1)>.png": b"not a picture",
        "../../../evil.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "bomb.png": _bomb(),
        "page.pdf": b"<html><script>alert(1)</script></html>",
        "empty.jpg": b"",
        "x" * 300 + ".jpg": b"\xff\xd8\xff\xe0 broken",
    }
    pages = ["/complaints/new/", *own_pages(world)]
    forms = [form for form in _forms(owner, pages) if form.files]

    assert forms
    for form in forms:
        for name, content in bad.items():
            sent = form.filled("It broke.") | {"email": ["maeve@doyle.example"]}
            sent |= {each: [SimpleUploadedFile(name, content)] for each in form.files}
            answer = _send(owner, form, sent, "<img src=x onerror=alert(1)>", redis)
            assert answer.status_code == 422, f"{form.name} took {name[:40]}"


def world_page(world: World) -> str:
    return str(world.product.get_absolute_url())


# How it is done


def _forms(client: Client, paths: list[str]) -> list[Form]:
    found: dict[str, Form] = {}
    for path in paths:
        page = client.get(path)
        assert page.status_code in (200, 302, 404), (path, page.status_code)
        for form in forms_of(page.content.decode(), path):
            if "logout" not in form.action:
                found.setdefault(f"{form.name} {form.typed} {form.buttons}", form)
    assert found
    return list(found.values())


def _type_everything(client: Client, paths: list[str], redis: Any) -> None:
    for number, form in enumerate(_forms(client, paths)):
        if form.typed:
            for typed in turn(number, turns=TURNS):
                _send(client, form, form.filled(typed), typed, redis)


def _send(client: Client, form: Form, sent: dict, typed: str, redis: Any):
    # Whoever types a thousand things is stopped; here each is the first.
    redis.flushdb()
    before = _rows()
    send = client.get if form.method.lower() == "get" else client.post
    answer = send(form.action, sent)
    where = f"{form.name} with {typed[:80]!r}"
    assert answer.status_code < 500, where
    assert answer.status_code != 404 or form.method.lower() != "get", where
    _nothing_raw(answer, typed, where)
    if answer.status_code in (400, 404, 409, 422):
        assert _rows() == before, f"{where} was refused, and yet something was written"
    if answer.status_code == 302:
        assert not re.match(r"(https?:)?//(?!testserver)", answer.url), f"{where}: {answer.url}"
        if answer.url.startswith("/") and not answer.url.startswith("/test-bank/"):
            after = client.get(answer.url)
            assert after.status_code < 500, f"{where}, then {answer.url}"
            _nothing_raw(after, typed, f"{where}, then {answer.url}")
    return answer


def _nothing_raw(answer, typed: str, where: str) -> None:
    if not answer.get("Content-Type", "").startswith("text/html"):
        return
    page = answer.content.decode()
    if re.search(r"<[a-zA-Z/!?]", typed) and len(typed) > 6:
        assert typed not in page, f"{where} comes back as markup"
    assert scripts_in(page) == [], where


def _rows() -> dict[str, int]:
    """Count the rows of every table of ours."""
    tables = sorted(
        {model._meta.db_table for model in apps.get_models() if model._meta.managed}
        - ALWAYS_WRITTEN
    )
    counts = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def _bomb() -> bytes:
    """A few kilobytes that unpack to a picture of 400 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    side = 20_000
    packed = zlib.compressobj(9)
    row = b"\x00" * (side // 8 + 1)
    out = io.BytesIO()
    for _row in range(side):
        out.write(packed.compress(row))
    out.write(packed.flush())
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", out.getvalue())
        + chunk(b"IEND", b"")
    )
