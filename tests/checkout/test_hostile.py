"""Whatever is typed into the forms of the sale, the answer is a page with words, and safe ones."""

import json
import os
from pathlib import Path

import pytest
from oscar.core.loading import get_model

from checkout import addresses
from checkout.models import CheckoutDraft
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import HERE, clock, put_in, shop  # noqa: F401
from tests.factories import make_user

OURS = [
    "", " ", "\x00", "a\x00b", "\r\nBcc: x@example.org", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "'; DROP TABLE basket_basket; --", "%s%s%n", "{{ 7*7 }}",
    "{% load x %}", "\u202egnp.exe", "\ufeff\u200b", "a" * 10_000, "💥" * 200, "0", "-1", "1e9",
    "9" * 400, "=cmd|' /C calc'!A0", "../../etc/passwd", "https://evil.example/", "NaN", "１２",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "مرحبا", "王芳",
]  # fmt: skip

CHECKED = ["email", "country", "postcode", "phone", "region"]


def strings() -> list[str]:
    """Return our own, and those of the real collections where there are some."""
    found = list(OURS)
    if folder := os.environ.get("REAL_DATA_DIR"):
        hostile = Path(folder) / "hostile"
        found += json.loads((hostile / "blns.json").read_text())[::3]
        for path in sorted((hostile / "fuzzdb").glob("*.txt")):
            found += path.read_text(errors="replace").splitlines()[:3]
    return list(dict.fromkeys(found))


def test_every_string_through_the_address_form(shop, client):  # noqa: F811
    client.force_login(make_user())
    put_in(client, make_goods())
    client.post("/checkout/")

    for number, typed in enumerate(strings()):
        said = {
            **HERE, "name": typed, "line1": typed, "line2": typed, "town": typed, "remark": typed,
            "region": "", "bill-name": typed, "bill-line1": typed, "bill-town": typed,
            "bill-country": "IE", "other": "1",
        }  # fmt: skip
        # Each string goes into one of the checked fields as well, taking turns.
        said[CHECKED[number % len(CHECKED)]] = typed
        answer = client.post("/checkout/address/", said)
        assert answer.status_code in (302, 422), repr(typed)
        if answer.status_code == 422:
            page = answer.content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page


def test_our_own_strings_through_every_field_of_the_address(shop, client):  # noqa: F811
    put_in(client, make_goods())
    client.post("/checkout/")

    for typed in OURS:
        for field in CHECKED:
            answer = client.post("/checkout/address/", {**HERE, field: typed})
            assert answer.status_code in (302, 422), (field, repr(typed))
    client.post("/checkout/address/", {**HERE, "name": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get("/checkout/delivery/").content.decode()


def test_every_string_through_the_steps_and_the_basket(shop, client):  # noqa: F811
    mug = make_goods()
    put_in(client, mug)
    client.post("/checkout/")
    client.post("/checkout/address/", HERE)
    line = get_model("basket", "Basket").objects.get().lines.get()

    for typed in OURS:
        assert client.post("/checkout/delivery/", {"way": typed}).status_code in (302, 422)
        assert client.post(
            f"/basket/lines/{line.pk}/", {f"line-{line.pk}-quantity": typed}
        ).status_code in (302, 422), repr(typed)
        assert client.post("/basket/add/", {"product": typed}).status_code in (302, 404)
        assert client.post(
            "/basket/add/", {"product": mug.product_id, "quantity": typed, "next": typed}
        ).status_code in (302, 429), repr(typed)
        answer = client.post("/holds/extend/", {"next": typed})
        assert answer.url.startswith("/") and not answer.url.startswith("//")
        put_in(client, mug)


def test_every_string_as_a_voucher_is_only_unknown(shop, client):  # noqa: F811
    put_in(client, make_goods())

    for typed in OURS:
        answer = client.post("/basket/vouchers/", {"code": typed})
        assert answer.status_code in (422, 429), repr(typed)


@pytest.mark.parametrize("typed", OURS)
def test_what_is_kept_of_an_address_has_no_unseen_characters(typed):
    kept = addresses.tidy(typed)

    assert not any(ord(letter) < 32 or letter in "\u202e\u200b\ufeff" for letter in kept)
    assert kept == " ".join(kept.split())


def test_forged_numbers_of_lines_products_and_holds_touch_nothing(shop, client):  # noqa: F811
    mug = make_goods()
    put_in(client, mug)
    stranger = client.__class__()
    line = get_model("basket", "Basket").objects.get().lines.get()

    stranger.post(f"/basket/lines/{line.pk}/", {f"line-{line.pk}-quantity": 9})
    stranger.post(f"/basket/lines/{line.pk}/", {"remove": "1"})
    stranger.post("/holds/extend/")
    assert stranger.post("/holds/reserve/", {"product": 10**15}).status_code == 404
    assert stranger.post("/holds/reserve/", {"product": 10**30}).status_code == 404
    assert stranger.post("/holds/reserve/", {"product": "-1"}).status_code == 404

    line.refresh_from_db()
    assert line.quantity == 1
    assert not CheckoutDraft.objects.exists()
