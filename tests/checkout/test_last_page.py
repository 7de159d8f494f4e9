"""On the last page before the order everything can be changed, and nothing needed is untold."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from oscar.core.loading import get_model

from checkout import disclosure
from checkout.models import CheckoutDraft
from checkout.payments.models import Attempt, Intent
from storefront.policies import operations as policies
from tests.checkout.factories import make_goods
from tests.checkout.test_purchase import at_the_bank
from tests.checkout.test_steps import HERE, agreed_on, go_to, put_in, text_of
from tests.clock import NOON
from tests.factories import make_delivery_methods

pytestmark = pytest.mark.django_db
Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
REVIEW = "/checkout/review/"


@pytest.fixture(autouse=True)
def shop():
    with time_machine.travel(NOON, tick=False) as clock:
        make_delivery_methods()
        yield clock


def link_to_change(page, what: str) -> str:
    """Return the address behind the word “Change” that stands beside something."""
    body = page.content.decode()
    return re.search(rf'href="([^"]+)">Change<span class="unseen">\s+{what}', body).group(1)


def labels(page) -> dict[str, bool]:
    """Return the label of each control of a page, and whether it says that it may be left out."""
    body = page.content.decode()
    found = re.findall(r'<label class="field__label"[^>]*>(.*?)</label>', body, re.DOTALL)
    return {
        re.sub(r"\s*<.*", "", each, flags=re.DOTALL).strip(): "(optional)" in each for each in found
    }


@pytest.mark.clause("LBT-6.2.2.1.a")
def test_another_recipient_is_named_on_the_last_page_and_nothing_else_is_lost(client):
    put_in(client, make_goods(title="Weir mug"), 2)
    go_to(client, "review", way="express", remark="Ring twice")
    before = client.get(REVIEW)

    form = client.get(link_to_change(before, "the address"))
    for told in ("4 Quay Street", "Galway", "H91 E2R3", "Ring twice", "maeve@doyle.example"):
        assert told in form.content.decode()
    changed = {**HERE, "name": "Orla Keane", "remark": "Ring twice"}
    answer = client.post("/checkout/address/", changed, follow=True)

    assert answer.redirect_chain[-1][0] == REVIEW
    words = text_of(answer)
    for told in ("Orla Keane, 4 Quay Street", "Express, the next working day", "Card", "Ring twice",
                 "maeve@doyle.example", "+353871234567", "Held for you until"):  # fmt: skip
        assert told in words
    assert "Maeve Doyle" not in words


@pytest.mark.clause("LBT-6.2.2.1.a")
def test_what_may_be_left_out_is_marked_says_why_it_is_asked_and_can_be_left_out(client):
    put_in(client, make_goods())
    go_to(client, "address")

    page = client.get("/checkout/address/")

    marked = labels(page)
    assert {label for label, optional in marked.items() if optional} == {
        *("Flat, floor, company", "County", "Eircode", "Phone", "A remark for whoever packs it"),
        "Company",  # of the invoice, whose fields wait behind the box
    }
    assert not marked["E-mail"]
    assert not marked["Full name"]
    for why in ("For the confirmation and your key to the order", "Decides the delivery times",
                "Name and address go on the parcel", "Only the driver gets it",
                "where to leave the parcel"):  # fmt: skip
        assert why in text_of(page)

    needed = {"email", "name", "country", "line1", "town", "bill_same"}
    bare = {name: HERE[name] for name in needed}
    assert client.post("/checkout/address/", bare).url == "/checkout/delivery/"


@pytest.mark.clause("LBT-6.2.2.1.b")
def test_another_delivery_brings_another_sum_another_day_and_other_ways_of_paying(client):
    put_in(client, make_goods(price="20.00"))
    go_to(client, "review", way="standard", pay="on_delivery")
    before = client.get(REVIEW)
    assert "On delivery, in cash or by card" in text_of(before)
    assert "You pay €27.90" in text_of(before)

    ways = client.get(link_to_change(before, "the delivery")).content.decode()
    assert ways.count('type="radio" name="way"') == 3
    answer = client.post("/checkout/delivery/", {"way": "collection"}, follow=True)

    # Nobody comes whom one could pay at the door, so that question is open again.
    assert answer.redirect_chain[-1][0] == "/checkout/payment/"
    page = client.get("/checkout/payment/")
    body = page.content.decode()
    assert re.search(r'value="on_delivery"[^>]*disabled', body)
    assert "you fetch it from us, so no driver comes" in text_of(page)
    assert "Risk for you low" in text_of(page)
    forged = client.post("/checkout/payment/", {"pay": "on_delivery"})
    assert forged.status_code == 422
    assert "Bank transfer" in text_of(forged)
    assert client.post("/checkout/payment/", {"pay": "card"}).url == REVIEW
    after = text_of(client.get(REVIEW))
    assert "You pay €20.00" in after
    assert "Collect" in after
    assert "Ready to collect on Tue 3 Mar 2026" in after


@pytest.mark.clause("LBT-6.2.2.1.d")
def test_fewer_of_a_thing_are_taken_on_the_last_page_and_what_follows_is_said(client):
    mug = make_goods(price="30.00", title="Weir mug")
    put_in(client, mug, 2)
    go_to(client, "review")
    page = client.get(REVIEW)
    line = Basket.objects.get().lines.get()
    for told in ("Quantity 2, €30.00 each", "You pay €60.00"):
        assert told in text_of(page)
    assert f'name="line-{line.pk}-quantity"' in page.content.decode()

    forged = {"price": "0.01", "unit_price": "0.01", "discount": "59.00", "total": "0.01"}
    where = reverse("checkout:quantity", args=[line.pk])
    answer = client.post(where, {f"line-{line.pk}-quantity": 1, **forged}, follow=True)

    assert answer.redirect_chain[-1][0] == REVIEW
    words = text_of(answer)
    assert "Weir mug: 1 of them, it was 2." in words
    # Delivery was free from fifty euro on.
    assert "Standard, to your door: now €4.90, it was €0.00." in words
    assert "To pay: now €34.90, it was €60.00." in words
    assert "You pay €34.90" in words
    assert (line.basket.lines.get().quantity, draft().delivery_code) == (1, "standard")


@pytest.mark.clause("LBT-6.2.2.1.d")
@pytest.mark.parametrize("typed", ["", "-1", "x", "100000", "1.5"])
def test_a_number_that_is_none_is_refused_on_the_last_page_too(client, typed):
    put_in(client, make_goods(price="30.00"), 2)
    go_to(client, "review")
    line = Basket.objects.get().lines.get()

    where = reverse("checkout:quantity", args=[line.pk])
    answer = client.post(where, {f"line-{line.pk}-quantity": typed}, follow=True)

    assert "a whole number from 1 to 99" in text_of(answer)
    assert Basket.objects.get().lines.get().quantity == 2


@pytest.mark.clause("LBT-6.2.2.1.d")
def test_more_than_there_are_and_a_strangers_line_are_refused_on_the_last_page(client):
    put_in(client, make_goods(price="30.00", stock=3), 2)
    other = Basket.objects.create().lines.model.objects
    go_to(client, "review")
    line = Basket.objects.filter(lines__isnull=False).get().lines.get()

    where = reverse("checkout:quantity", args=[line.pk])
    more = client.post(where, {f"line-{line.pk}-quantity": 4}, follow=True)
    stranger = reverse("checkout:quantity", args=[line.pk + 999])
    strange = client.post(stranger, {f"line-{line.pk + 999}-quantity": 1}, follow=True)

    assert "There are only 3 left" in text_of(more)
    assert "not in your basket any more" in text_of(strange)
    assert [each.quantity for each in other.all()] == [2]


@pytest.mark.clause("ISO10008-6.2.a")
def test_each_part_is_changed_from_the_last_page_and_the_order_keeps_the_versions(client):
    second = {"en": {"title": "Terms of sale", "body": "Second."}}
    begins = NOON - timedelta(2)
    policies.write_version(slug="terms", version=2, texts=second, valid_from=begins, at=NOON)
    put_in(client, make_goods(price="20.00", title="Weir mug"))
    go_to(client, "review")
    page = client.get(REVIEW)

    parts = ("the address", "the delivery", "the payment", "the e-mail", "what you order")
    assert all(client.get(link_to_change(page, part)).status_code == 200 for part in parts)
    client.post(
        "/checkout/address/", {**HERE, "line1": "5 Quay Street", "email": "m@doyle.example"}
    )
    client.post("/checkout/delivery/", {"way": "express"})
    client.post("/checkout/payment/", {"pay": "on_delivery"})
    client.post("/checkout/payment/", {"pay": "card"})
    line = Basket.objects.get().lines.get()
    client.post(reverse("checkout:quantity", args=[line.pk]), {f"line-{line.pk}-quantity": 2})
    page = client.get(REVIEW)
    assert 'href="/rules/terms/2/"' in page.content.decode()
    assert client.get("/rules/terms/2/").status_code == 200
    assert "Order with obligation to pay" in text_of(page)

    at_the_bank(client, client.post(REVIEW, {"agreed": agreed_on(page)}).url)
    client.get("/checkout/resume/", follow=True)

    agreed = Order.objects.get().agreement.document
    versions = {each["slug"]: each["version"] for each in agreed["policies"]}
    assert versions["terms"] == 2
    assert agreed["buyer"]["delivered_to"]["line1"] == "5 Quay Street"
    assert agreed["buyer"]["email"] == "m@doyle.example"
    assert (agreed["delivery"]["code"], agreed["payment"]["method"]) == ("express", "card")
    assert [(each["title"], each["quantity"]) for each in agreed["lines"]] == [("Weir mug", 2)]
    assert agreed["sums"]["total"] == "49.90"


@pytest.mark.clause("ISO10008-6.2.a")
def test_without_the_word_of_the_last_page_there_is_no_order(client):
    put_in(client, make_goods())
    go_to(client, "review")
    left = CheckoutDraft.objects.values().get()

    answer = client.post(REVIEW, {})

    assert answer.status_code == 409
    assert "Nothing was charged" in text_of(answer)
    assert not (Intent.objects.exists() or Attempt.objects.exists() or Order.objects.exists())
    assert CheckoutDraft.objects.values().get() == left


@pytest.mark.clause("ISO10008-C.3")
@pytest.mark.parametrize("country", ["IE", "FR"])
def test_the_last_page_shows_or_links_every_part_of_the_contract(client, country):
    abroad = {"country": "FR", "town": "Paris", "postcode": "75001", "region": "", "phone": ""}
    texts = {"en": {"title": "Delivery", "body": "How."}}
    rule = {"slug": "delivery", "version": 1, "texts": texts}
    policies.write_version(valid_from=NOON - timedelta(9), at=NOON, **rule)
    put_in(client, make_goods(price="20.00"))
    go_to(client, "review", **(abroad if country == "FR" else {}),
          way="europe" if country == "FR" else "standard")  # fmt: skip

    page = client.get(REVIEW)

    words = text_of(page)
    for told in (
        *("Goods €20.00", "You pay", "VAT", "Paid in one sum, in EUR"),
        *("Dispatch and delivery Leaves us by", "Withdraw without a reason until 14 days"),
        *("The law of this country governs the contract: Ireland", "of legal guarantee"),
        *("made in this language: English", "by e-mail and on the page of the order"),
    ):
        assert told in words
    abroad_only = "What the law of the country you live in gives you on top stays yours"
    assert (abroad_only in words) == (country == "FR")
    for slug in ("returns", "delivery", "terms"):
        assert f'href="/rules/{slug}/"' in page.content.decode()


@pytest.mark.clause("ISO10008-C.3")
@pytest.mark.parametrize("left_out", ["ending", "law", "guarantee", "payment"])
def test_a_part_that_nobody_tells_stops_the_page_and_in_a_real_shop_calls_for_help(
    client, settings, monkeypatch, caplog, left_out
):
    put_in(client, make_goods())
    go_to(client, "review")
    fewer = [each for each in disclosure.MAKERS if each.__name__ != left_out]
    monkeypatch.setattr(disclosure, "MAKERS", fewer)

    with pytest.raises(disclosure.NotAllTold):
        client.get(REVIEW)
    settings.PRODUCTION = True
    assert client.get(REVIEW).status_code == 200

    assert "does not tell" in caplog.text


@pytest.mark.clause("ISO10008-4.7")
def test_what_is_asked_for_is_the_sum_of_the_last_page_and_every_part_of_it_is_explained(client):
    put_in(client, make_goods(price="20.00"))
    go_to(client, "review", pay="on_delivery")
    page = client.get(REVIEW)

    body, words = page.content.decode(), text_of(page)
    table = re.search(r'<table class="totals">.*?</table>', body, re.S).group(0)
    sums = [Decimal(each) for each in re.findall(r"€(\d+\.\d\d)", table)]
    *parts, vat, total = sums
    # Goods, delivery, packing, fee, duties; the tax is inside them.
    assert parts == [Decimal(each) for each in ("20.00", "4.90", "0.00", "3.00", "0.00")]
    assert sum(parts) == total == Decimal("27.90")
    assert "already in the prices above" in table
    assert vat == Decimal("5.22")
    why = re.search(r'href="([^"]+)">Why this price', body).group(1)
    assert "What changed: Weir mug" in text_of(client.get(why))
    for told in ("Ordered before Mon 2 Mar 2026, 14:00 Irish time "
                 "it leaves by Mon 2 Mar 2026, 17:00 Irish time",
                 "only days on which the carrier and your country work"):  # fmt: skip
        assert told in words

    client.post(REVIEW, {"agreed": agreed_on(page)})

    assert Intent.objects.get().total == Attempt.objects.get().amount == total


def draft() -> CheckoutDraft:
    return CheckoutDraft.objects.get()
