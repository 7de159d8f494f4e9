"""A whole purchase, from the basket to the order, through every page and the test bank."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from checkout.order import operations as orders
from checkout.order.models import Order
from checkout.payments import operations as payments
from checkout.payments.models import Attempt, Intent
from checkout.payments.testbank.models import Payment as BankPayment
from storefront.notices import operations as notices
from storefront.policies import demo as policies_demo
from storefront.policies.models import PolicyVersion
from storefront.promises.models import Promise
from tests.checkout.test_steps import HERE, agreed_on, go_to, put_in, text_of
from tests.factories import (
    make_attempt,
    make_delivery_methods,
    make_intent,
    make_product,
    make_promotion,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    make_delivery_methods()
    return make_product(title="Weir mug", price="20.00", stock=5)


def press(client):
    page = client.get("/checkout/review/")
    return client.post("/checkout/review/", {"agreed": agreed_on(page), "terms": "on"})


def at_the_bank(client, url, card="good"):
    client.post(url, {"card": card, "behaviour": "no_posts"})
    payment = BankPayment.objects.get(token=url.rstrip("/").rsplit("/", 1)[1])
    if payment.is_over:
        return client.get(url).url
    return client.post(url, {"code": payment.code}).url


def test_a_guest_buys_pays_and_finds_the_order_again_by_mail(client, mug):
    put_in(client, mug.stockrecords.get(), 2)
    go_to(client, "review")

    bank = press(client).url
    page = client.get(at_the_bank(client, bank), follow=True)

    order = Order.objects.get()
    assert page.status_code == 200
    assert order.number in page.content.decode()
    assert (order.status, order.total_incl_tax) == ("paid", order.intent.total)
    assert order.guest_email == "maeve@doyle.example"
    assert order.shipping_address.line4 == "Galway"
    assert client.get("/basket/").status_code == 200

    notices.send_due(at=timezone.now() + timedelta(seconds=1))
    link = re.search(r"https?://\S+?(/orders/enter/\S+)", mail.outbox[0].body).group(1)
    client.cookies.clear()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert order.number in page.content.decode()


def test_pressing_twice_or_going_back_makes_one_order_and_one_charge(client, mug):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    page = client.get("/checkout/review/")
    agreed = {"agreed": agreed_on(page), "terms": "on"}

    first = client.post("/checkout/review/", agreed)
    second = client.post("/checkout/review/", agreed)

    stands = client.get(second.url, follow=True)
    assert first.url in stands.content.decode()
    client.get(at_the_bank(client, first.url), follow=True)
    client.post("/checkout/review/", agreed, follow=True)
    assert Order.objects.count() == Attempt.objects.count() == BankPayment.objects.count() == 1


def test_the_agreement_repeats_what_stood_beside_the_button_and_no_other_rules(client, mug):
    PolicyVersion.objects.all().delete()  # those of the tests, for those of the demo shop
    policies_demo.demo(timezone.now())
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    review = text_of(client.get("/checkout/review/"))
    client.get(at_the_bank(client, press(client).url), follow=True)

    document = Order.objects.get().agreement.document

    said = {each["title"]: each["words"] for each in document["said"]}
    assert set("abcdefghijk") <= {each["key"] for each in document["said"]}
    for title in ("If you change your mind", "Dispatch and delivery", "Other charges", "Payment"):
        assert said[title] in review
    accepted = {each["slug"] for each in document["policies"] if each["accepted"]}
    assert accepted == {"terms", "delivery", "returns", "privacy"}
    assert "cookies" in {each["slug"] for each in document["policies"]} - accepted
    assert document["paid"] is True


def test_what_is_fetched_is_promised_ready_and_nobodys_door_is_promised(client, mug):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review", way="collection")
    client.get(at_the_bank(client, press(client).url), follow=True)
    order = Order.objects.get()

    page = text_of(client.get(f"/orders/{order.number}/"))
    (promise,) = Promise.objects.filter(order_number=order.number).exclude(kind="confirm")

    assert promise.words.startswith("Have it ready for you to collect by ")
    assert "We have it ready for you by" in page
    assert "Until it is ready for you. All that you paid for it comes back." in page
    assert "your door" not in page

    orders.pack(order=order, at=timezone.now())
    orders.dispatch(order=order, at=timezone.now())
    promise.refresh_from_db()
    assert promise.status == "kept"


@pytest.mark.clause("LBT-6.2.5.4")
@pytest.mark.parametrize(
    ("way", "status", "fee"),
    [("on_delivery", "placed", "3.00"), ("bank_transfer", "awaiting_payment", "0.00")],
)
def test_after_a_refusal_another_way_is_agreed_to_anew_on_the_last_page(
    client, mug, way, status, fee
):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    refused = client.get(at_the_bank(client, press(client).url, "limit_reached"), follow=True)

    answer = client.post(refused.redirect_chain[-1][0], {"way": way})

    assert answer.url == "/checkout/review/"
    assert not Order.objects.exists()
    shown = client.get("/checkout/review/")
    assert "Order with obligation to pay" in text_of(shown)
    page = client.post("/checkout/review/", {"agreed": agreed_on(shown), "terms": "on"})
    order = Order.objects.get()
    assert order.number in page.url
    assert (order.status, order.surcharge_incl_tax) == (status, Decimal(fee))
    assert [intent.status for intent in Intent.objects.order_by("pk")] == ["abandoned", "placed"]


def test_an_order_by_transfer_after_a_refusal_is_agreed_in_the_words_for_a_transfer(client, mug):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    refused = client.get(at_the_bank(client, press(client).url, "expired_card"), follow=True)
    client.post(refused.redirect_chain[-1][0], {"way": "bank_transfer"})
    review = text_of(client.get("/checkout/review/"))

    placed = text_of(client.get(press(client).url, follow=True))

    assert "waits for your transfer" in placed
    assert "IBAN" in placed
    document = Order.objects.get().agreement.document
    said = {each["title"]: each["words"] for each in document["said"]}
    assert document["payment"]["method"] == "bank_transfer"
    assert "every day that it comes later moves them on by one" in said["Dispatch and delivery"]
    assert "at once after the payment" not in " ".join(said.values())
    for title in ("Dispatch and delivery", "Payment"):
        assert said[title] in review


@pytest.mark.clause("LBT-6.2.4.1.a")
def test_a_price_that_rises_before_the_press_is_shown_again(client, mug):
    put_in(client, mug.stockrecords.get())
    go_to(client, "review")
    page = client.get("/checkout/review/")
    mug.stockrecords.update(price=Decimal("21.00"))

    answer = client.post("/checkout/review/", {"agreed": agreed_on(page), "terms": "on"})

    assert answer.status_code in (200, 302, 409, 422)
    assert not Intent.objects.exists()
    assert "21.00" in client.get("/checkout/review/").content.decode()


def test_a_member_buys_and_the_offer_that_was_used_is_counted(client, mug):
    offer = make_promotion(at=timezone.now()).offer
    buyer = make_user()
    client.force_login(buyer)
    put_in(client, mug.stockrecords.get(), 2)
    go_to(client, "review")

    client.get(at_the_bank(client, press(client).url), follow=True)

    order = Order.objects.get()
    assert order.user == buyer
    discount = order.discounts.get()
    assert (discount.offer_id, discount.amount) == (offer.pk, Decimal("4.00"))
    offer.refresh_from_db()
    assert (offer.num_orders, offer.total_discount) == (1, Decimal("4.00"))
    line = order.lines.get()
    assert (line.line_price_incl_tax, line.line_price_before_discounts_incl_tax) == (
        Decimal("36.00"),
        Decimal("40.00"),
    )
    assert order.total_incl_tax == Decimal("36.00") + order.shipping_incl_tax


def test_a_code_that_pays_for_all_makes_an_order_without_a_bank(client, mug):
    make_promotion(at=timezone.now(), percent=Decimal(100), code="GIFT", uses_in_all=1)
    put_in(client, mug.stockrecords.get())
    client.post("/basket/vouchers/", {"code": "gift"})
    go_to(client, "review", way="collection", pay="nothing")

    page = client.get(press(client).url, follow=True)

    order = Order.objects.get()
    assert (order.status, order.total_incl_tax) == ("paid", Decimal("0.00"))
    assert order.number in page.content.decode()
    assert not BankPayment.objects.exists()


def test_who_buys_in_chinese_is_spoken_to_in_chinese_at_the_bank_and_after_it(client, mug):
    with translation.override("zh-hans"):
        client.post("/zh-hans/basket/add/", {"product": mug.pk, "quantity": 1})
        for step, answers in (
            ("start", {}),
            ("address", HERE),
            ("delivery", {"way": "standard"}),
            ("payment", {"pay": "card"}),
        ):
            client.post(reverse(f"checkout:{step}"), answers)
        page = client.get(reverse("checkout:review"))
        bank = client.post(
            reverse("checkout:review"), {"agreed": agreed_on(page), "terms": "on"}
        ).url
    translation.deactivate()

    assert bank.startswith("/zh-hans/test-bank/")
    cards = client.get(bank).content.decode()
    assert '<html lang="zh-hans">' in cards
    assert "您使用哪张卡？" in cards
    assert "Which card" not in cards
    client.post(bank, {"card": "good", "behaviour": "no_posts"})
    code = client.get(bank).content.decode()
    assert "一次性验证码" in code
    wrong = client.post(bank, {"code": "x"}).content.decode()
    assert "还可尝试 4 次" in wrong
    # Whoever opens the page by its English address is still the same buyer.
    assert "一次性验证码" in client.get(bank.removeprefix("/zh-hans")).content.decode()
    back = client.post(bank, {"code": BankPayment.objects.get().code}).url
    assert back.startswith("/zh-hans/checkout/return/")
    placed = client.get(back, follow=True)
    assert placed.redirect_chain[-1][0].startswith("/zh-hans/checkout/placed/")


def test_the_way_back_is_in_the_buyers_language_whoever_starts_the_payment(mug):
    attempt = make_attempt(intent=make_intent(language="zh-hans"), status="prepared")

    with translation.override("en"):
        url = payments.start(attempt=attempt, at=timezone.now())

    assert url.startswith("/zh-hans/test-bank/")
    assert "/zh-hans/checkout/return/" in BankPayment.objects.get().return_url
