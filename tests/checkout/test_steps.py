"""A guest or member goes from the basket to the order button, one question a page."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from oscar.core.loading import get_model

from checkout import erasing
from checkout.models import CheckoutDraft
from checkout.shipping.models import DeliveryMethod
from tests.checkout.factories import allocated, later, make_goods
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_user, make_variants

Basket = get_model("basket", "Basket")
UserAddress = get_model("address", "UserAddress")

HERE = {
    "email": "maeve@doyle.example",
    "name": "Maeve Doyle",
    "country": "IE",
    "line1": "4 Quay Street",
    "town": "Galway",
    "region": "Co. Galway",
    "postcode": "h91 e2r3",
    "phone": "087 123 4567",
    "bill_same": "on",
}


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shop(db, clock):
    make_delivery_methods()


def put_in(client, goods, quantity=1):
    return client.post(reverse("basket:add"), {"product": goods.product_id, "quantity": quantity})


def go_to(client, step, **answers):
    """Answer every question before a step as HERE, standard and card."""
    client.post(reverse("checkout:start"))
    if step == "address":
        return
    client.post(reverse("checkout:address"), {**HERE, **answers})
    if step == "delivery":
        return
    client.post(reverse("checkout:delivery"), {"way": answers.get("way", "standard")})
    if step == "payment":
        return
    client.post(reverse("checkout:payment"), {"pay": answers.get("pay", "card")})


def text_of(response) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def agreed_on(response) -> str:
    return re.search(r'name="agreed" value="([^"]+)"', response.content.decode()).group(1)


def draft() -> CheckoutDraft:
    return CheckoutDraft.objects.get()


def test_a_guest_comes_from_the_basket_to_the_last_page(shop, client):
    mug = make_goods(price="22.40", title="Weir mug")
    assert put_in(client, mug, 2).url == "/basket/"

    assert client.post("/checkout/").url == "/checkout/address/"
    assert client.post("/checkout/address/", HERE).url == "/checkout/delivery/"
    assert client.post("/checkout/delivery/", {"way": "express"}).url == "/checkout/payment/"
    assert client.post("/checkout/payment/", {"pay": "card"}).url == "/checkout/review/"
    page = client.get("/checkout/review/")

    assert page.status_code == 200
    words = text_of(page)
    for told in ("Weir mug", "€44.80", "€9.90", "€54.70", "Maeve Doyle, 4 Quay Street",
                 "maeve@doyle.example", "Tue 3 Mar 2026", "12:15 Irish time"):  # fmt: skip
        assert told in words
    assert draft().phone == "+353871234567"
    assert draft().shipping_address["postcode"] == "H91 E2R3"
    assert allocated(mug) == 2


@pytest.mark.clause("LBT-6.2.4.1.a", "ISO10008-6.2.e")
def test_the_last_page_says_all_that_must_be_known_before_the_press(shop, client):
    put_in(client, make_goods(price="50.00"))
    go_to(client, "review", pay="on_delivery")

    words = text_of(client.get("/checkout/review/"))

    page = client.get("/checkout/review/").content.decode()
    # On a phone sum and button are within reach; and no second field asks where things go.
    assert re.search(r'reach__bar.*€57.90.*href="#press".*id="press"', page, re.S)
    assert "f-country" not in page
    for told in (
        "A single purchase",
        "does not renew itself",
        "Cancel all or part of it free of charge until it leaves us, by Mon 2 Mar 2026, 17:00",
        "until 14 days after the last thing arrives",
        "If it comes on Fri 6 Mar 2026, that is until the end of Fri 20 Mar 2026",
        "Ireland, China, France",
        "We can take this order: everything is there and held for you until 12:15 Irish time",
        "Leaves us by Mon 2 Mar 2026, 17:00 Irish time, "
        "at your door Wed 4 Mar 2026 to Fri 6 Mar 2026",
        "Brought by Wexford Post",
        "The contract arises when we confirm the order by e-mail, at once after the press.",
        "Packing €0.00. The way of paying you chose adds €3.00. Nothing else is added.",
        "Customs and duties €0.00",
        "Fee for paying: On delivery, in cash or by card €3.00",
        "VAT, 23 % already in the prices above €10.83",
        "You pay €57.90",
        "Order with obligation to pay",
        "This way of paying costs €3.00; others are free.",
    ):
        assert told in words


def test_where_the_law_gives_less_the_last_page_promises_what_our_rules_do(shop, client):
    put_in(client, make_goods(price="50.00"))
    there = {"country": "CN", "region": "浙江省", "town": "杭州市", "district": "西湖区"}
    go_to(client, "review", way="china", **there, postcode="310013", phone="+86 571 8517 5000")

    words = text_of(client.get("/checkout/review/"))

    assert "until 14 days after the last thing arrives" in words
    assert "the law of your country gives less" in words
    assert "2 years on each thing by our guarantee rules" in words


def test_the_days_of_an_order_paid_by_transfer_count_from_the_money(shop, client):
    put_in(client, make_goods(price="50.00"))
    go_to(client, "review", pay="bank_transfer")

    words = text_of(client.get("/checkout/review/"))

    assert "every day that it comes later moves them on by one" in words


def test_the_law_of_the_country_gives_the_words_of_the_button(shop, client):
    put_in(client, make_goods())
    go_to(client, "review", country="DE", postcode="10115", town="Berlin", region="",
          phone="", way="europe")  # fmt: skip

    english = client.get("/checkout/review/").content.decode()
    chinese = client.get("/zh-hans/checkout/review/").content.decode()

    assert "Order with obligation to pay</button>" in english
    assert 'lang="de">Zahlungspflichtig bestellen</button>' in chinese


def test_a_step_whose_question_is_open_comes_first(shop, client):
    for step in ("address", "delivery", "payment", "review"):
        assert client.get(f"/checkout/{step}/").url == "/basket/"
    put_in(client, make_goods())
    assert client.get("/checkout/review/").url == "/basket/"

    client.post("/checkout/")
    for step in ("delivery", "payment", "review"):
        assert client.get(f"/checkout/{step}/").url == "/checkout/address/"
    client.post("/checkout/address/", HERE)
    assert client.get("/checkout/review/").url == "/checkout/delivery/"
    client.post("/checkout/delivery/", {"way": "standard"})
    assert client.get("/checkout/review/").url == "/checkout/payment/"


def test_who_leaves_the_checkout_finds_every_answer_as_it_was(shop, client):
    put_in(client, make_goods())
    go_to(client, "review", remark="Ring twice")
    client.get("/basket/")
    put_in(client, make_goods())

    assert client.post("/checkout/").url == "/checkout/review/"
    page = client.get("/checkout/address/").content.decode()
    assert 'value="4 Quay Street"' in page
    assert "Ring twice" in page


@pytest.mark.clause("LBT-6.2.2.1.a")
def test_what_was_typed_stays_and_only_what_is_wrong_is_asked_again(shop, client):
    put_in(client, make_goods())
    client.post("/checkout/")

    page = client.post(
        "/checkout/address/",
        {**HERE, "email": "maeve", "postcode": "nonsense-1", "phone": "12", "line1": ""},
    )

    assert page.status_code == 422
    words = text_of(page)
    assert "This is not a whole e-mail address" in words
    assert "This does not look like one in that country. Example: A65 F4E2" in words
    assert "Write the number with its area code" in words
    assert "Please fill in: Street and number" in words
    assert 'value="Galway"' in page.content.decode()
    assert draft().shipping_address == {}


@pytest.mark.clause("LBT-6.2.2.3")
def test_a_province_brings_its_towns_and_a_town_its_districts_without_a_script(shop, client):
    put_in(client, make_goods())
    client.post("/checkout/")
    said = {**HERE, "country": "CN", "name": "王芳", "region": "四川省", "town": "", "update": "1"}

    towns = client.post("/checkout/address/", said).content.decode()
    districts = client.post("/checkout/address/", {**said, "town": "成都市"}).content.decode()

    assert '<option value="成都市">' in towns
    assert '<option value="成华区">' in districts
    assert draft().shipping_address == {}

    wrong = client.post(
        "/checkout/address/",
        {**said, "update": "", "town": "成都市", "district": "朝阳区", "postcode": "610000"},
    )
    del said["update"]
    wrong = client.post(
        "/checkout/address/",
        {**said, "town": "成都市", "district": "朝阳区", "postcode": "610000", "phone": ""},
    )
    assert wrong.status_code == 422
    assert "Please choose one from the list." in text_of(wrong)
    right = client.post(
        "/checkout/address/",
        {**said, "town": "成都市", "district": "成华区", "postcode": "610000", "phone": ""},
    )
    assert right.url == "/checkout/delivery/"
    assert draft().shipping_address["district"] == "成华区"


def test_a_separate_address_for_the_invoice_is_asked_for_and_kept(shop, client):
    put_in(client, make_goods())
    client.post("/checkout/")
    said = {name: words for name, words in HERE.items() if name != "bill_same"}

    asked = client.post("/checkout/address/", said)
    assert asked.status_code == 422
    assert "Where does the invoice go?" in text_of(asked)
    assert 'href="#id_bill-name"' in asked.content.decode()
    assert draft().country == ""
    given = {"bill-name": "Doyle & Daughters", "bill-company": "Doyle Ltd", "bill-country": "IE",
             "bill-line1": "1 Main Street", "bill-town": "Cork"}  # fmt: skip
    assert client.post("/checkout/address/", {**said, **given}).url == "/checkout/delivery/"

    assert draft().billing_address["company"] == "Doyle Ltd"
    go_to(client, "review", **given, bill_same="")
    assert (
        "Doyle & Daughters, Doyle Ltd, 1 Main Street, Cork"
        in text_of(client.get("/checkout/review/"))
        or draft().billing_address is None
    )


def test_the_last_day_to_withdraw_is_counted_from_an_evening_where_the_buyer_lives(shop, client):
    put_in(client, make_goods(price="200.00"))
    china = {"country": "CN", "region": "四川省", "town": "成都市", "district": "成华区",
             "line1": "二环路 1 号", "postcode": "610000", "phone": "+8613912345678"}  # fmt: skip
    go_to(client, "review", **china, way="china")

    words = text_of(client.get("/checkout/review/"))

    comes, last = re.search(
        r"If it comes on (.+?), that is until the end of (.+? 2026)", words
    ).groups()
    read = "%a %d %b %Y"
    assert datetime.strptime(last, read) - datetime.strptime(comes, read) == timedelta(days=14)


def test_the_fields_of_another_country_leave_every_box_as_it_was(shop, client):
    put_in(client, make_goods())
    client.post("/checkout/")
    said = {name: words for name, words in HERE.items() if name != "bill_same"}
    invoice = {"bill-name": "Boss GmbH", "bill-line1": "Ring 1", "bill-country": "DE"}

    redrawn = client.post("/checkout/address/", {**said, **invoice, "update": "1"})

    assert redrawn.status_code == 200
    assert not redrawn.context["form"]["bill_same"].value()
    assert redrawn.context["billing"]["name"].value() == "Boss GmbH"
    given = {**said, **invoice, "bill-postcode": "24103", "bill-town": "Kiel"}
    assert client.post("/checkout/address/", given).url == "/checkout/delivery/"
    assert draft().billing_address["town"] == "Kiel"


@pytest.mark.parametrize("country", ["US", "XX", "", "ie", "'; DROP TABLE"])
def test_a_country_that_we_do_not_deliver_to_is_refused(shop, client, country):
    put_in(client, make_goods())
    client.post("/checkout/")

    page = client.post("/checkout/address/", {**HERE, "country": country})

    assert page.status_code == 422
    assert draft().country == ""


@pytest.mark.clause("LBT-6.2.2.1.b")
def test_only_what_is_offered_can_be_chosen(shop, client):
    put_in(client, make_goods())
    go_to(client, "delivery")

    for forged in ("china", "nothing", "", "standard'--"):
        page = client.post("/checkout/delivery/", {"way": forged})
        assert page.status_code == 422
        assert "Standard, to your door" in text_of(page)
    client.post("/checkout/delivery/", {"way": "standard"})
    for forged in ("gold", "", "stripe"):
        assert client.post("/checkout/payment/", {"pay": forged}).status_code == 422
    assert (draft().delivery_code, draft().payment_code) == ("standard", "")


def test_the_free_delivery_is_chosen_beforehand_and_charges_stand_beside_their_days(shop, client):
    put_in(client, make_goods(price="60.00"))
    go_to(client, "delivery")

    page = client.get("/checkout/delivery/")

    body = page.content.decode()
    assert re.search(r'value="standard"[^>]*checked', body)
    words = text_of(page)
    assert "Standard, to your door €0.00" in words
    assert "Express, the next working day €9.90" in words
    assert "Tue 3 Mar 2026" in words


def test_nobody_is_sent_to_the_workshop_unasked(shop, client):
    put_in(client, make_goods(price="20.00"))
    go_to(client, "delivery")

    body = client.get("/checkout/delivery/").content.decode()

    assert re.search(r'value="standard"[^>]*checked', body)
    assert not re.search(r'value="collection"[^>]*checked', body)


def test_who_fetches_it_pays_no_driver(shop, client):
    put_in(client, make_goods(price="20.00"))
    go_to(client, "review", pay="on_delivery")

    client.post("/checkout/delivery/", {"way": "collection"})

    assert draft().payment_code == ""
    page = client.get("/checkout/payment/")
    assert re.search(r'value="on_delivery"[^>]*disabled', page.content.decode())
    assert "you fetch it from us, so no driver comes" in text_of(page)
    assert client.post("/checkout/payment/", {"pay": "on_delivery"}).status_code == 422


def test_a_delivery_that_does_not_reach_the_new_country_is_asked_again(shop, client):
    put_in(client, make_goods())
    go_to(client, "review")

    answer = client.post(
        "/checkout/address/",
        {**HERE, "country": "FR", "town": "Paris", "postcode": "75001", "region": "", "phone": ""},
    )

    assert answer.url == "/checkout/delivery/"
    assert (draft().delivery_code, draft().payment_code) == ("", "")


@pytest.mark.clause("LBT-6.2.4.1.a", "ISO10008-4.7")
@pytest.mark.parametrize("change", ["price", "cut-off", "delivery", "quantity", "address", "rate"])
def test_what_changed_before_the_press_is_named_and_nothing_is_charged(shop, client, clock, change):
    mug = make_goods(price="22.40", title="Weir mug", stock=10)
    put_in(client, mug, 2)
    go_to(client, "review", way="express")
    page = client.get("/checkout/review/")

    if change == "price":
        mug.price = Decimal("24.00")
        mug.save()
        told = "Weir mug: now €24.00, it was €22.40."
    elif change == "cut-off":
        clock.move_to(later(121))
        told = "now comes by Wed 4 Mar 2026, it was Tue 3 Mar 2026."
    elif change == "delivery":
        express = DeliveryMethod.objects.get(code="express")
        express.price = Decimal("10.90")
        express.save()
        told = "Express, the next working day: now €10.90, it was €9.90."
    elif change == "quantity":
        line = Basket.objects.get().lines.get()
        client.post(f"/basket/lines/{line.pk}/", {f"line-{line.pk}-quantity": 3})
        told = "Weir mug: 3 of them, it was 2."
    elif change == "address":
        client.post("/checkout/address/", {**HERE, "line1": "5 Quay Street"})
        told = "was changed in another window"
    else:
        client.post("/checkout/payment/", {"pay": "on_delivery"})
        told = "Fee for paying: now €3.00, it was €0.00."
    answer = client.post("/checkout/review/", {"agreed": agreed_on(page)})

    assert answer.status_code == 409
    assert "Nothing was charged" in text_of(answer)
    assert told in text_of(answer)
    Intent = get_model("payments", "Intent")
    assert not Intent.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN

    again = client.post("/checkout/review/", {"agreed": agreed_on(answer)})
    assert again.status_code == 302
    assert Intent.objects.count() == 1


@pytest.mark.parametrize("agreed", ["", "forged", "a" * 5000])
def test_a_forged_agreement_shows_the_page_again(shop, client, agreed):
    put_in(client, make_goods())
    go_to(client, "review")

    assert client.post("/checkout/review/", {"agreed": agreed}).status_code == 409


def test_a_second_press_finds_the_first(shop, client):
    put_in(client, make_goods())
    go_to(client, "review")
    agreed = agreed_on(client.get("/checkout/review/"))

    first = client.post("/checkout/review/", {"agreed": agreed})
    second = client.post("/checkout/review/", {"agreed": agreed})

    assert first.status_code == second.status_code == 302
    assert second.url in ("/checkout/resume/", first.url)
    assert get_model("payments", "Intent").objects.count() == 1
    assert get_model("payments", "Attempt").objects.count() == 1


def test_goods_that_somebody_else_took_are_named_on_the_basket_page(shop, client):
    mug = make_goods(stock=1, title="Weir mug")
    put_in(client, mug)
    mug.num_allocated = 1
    mug.save()

    answer = client.post("/checkout/", follow=True)

    words = text_of(answer)
    assert answer.redirect_chain[-1][0] == "/basket/"
    assert "Not everything in your basket is there any more." in words
    assert "Weir mug: This is sold out." in words


def test_a_hold_that_ran_out_is_taken_again_and_nothing_typed_is_lost(shop, client, clock):
    mug = make_goods(stock=1)
    put_in(client, mug)
    go_to(client, "payment")
    clock.move_to(later(20))

    page = client.get("/checkout/payment/")
    assert "The time for which we held these things is over." in text_of(page)
    assert client.post("/checkout/payment/", {"pay": "card"}).url == "/checkout/review/"

    assert "12:35 Irish time" in text_of(client.get("/checkout/review/"))
    assert allocated(mug) == 1


def test_the_hold_is_extended_once_from_any_step(shop, client, clock):
    put_in(client, make_goods())
    client.post("/checkout/")
    clock.move_to(later(10))

    answer = client.post("/holds/extend/", {"next": "/checkout/address/"})

    assert answer.url == "/checkout/address/"
    assert "12:30 Irish time" in text_of(client.get("/checkout/address/"))
    client.post("/holds/extend/", {"next": "https://evil.example/"})
    assert "12:30 Irish time" in text_of(client.get("/checkout/address/"))


@pytest.mark.clause("LBT-6.2.2.1.a")
def test_a_member_chooses_from_their_own_address_book(shop, client):
    user, stranger = make_user(email="maeve@doyle.example"), make_user()
    client.force_login(user)
    put_in(client, make_goods())
    client.post("/checkout/")
    client.post("/checkout/address/", {**HERE, "save": "on"})
    kept = UserAddress.objects.get(user=user)
    theirs = UserAddress.objects.get(pk=kept.pk)
    theirs.pk, theirs.user = None, stranger
    theirs.save()
    CheckoutDraft.objects.all().delete()
    client.post("/checkout/")

    assert "4 Quay Street" in text_of(client.get("/checkout/address/"))
    assert client.post("/checkout/address/", {"book": theirs.pk}).status_code == 404
    assert client.post("/checkout/address/", {"book": kept.pk}).url == "/checkout/delivery/"
    assert draft().shipping_address["town"] == "Galway"


def test_an_address_is_kept_only_if_that_was_ticked(shop, client):
    client.force_login(make_user())
    put_in(client, make_goods())
    client.post("/checkout/")

    client.post("/checkout/address/", HERE)
    assert not UserAddress.objects.exists()
    client.post("/checkout/address/", {**HERE, "save": "on"})
    client.post("/checkout/address/", {**HERE, "save": "on"})
    assert UserAddress.objects.count() == 1


def test_a_guest_who_signs_in_takes_the_basket_along(shop, client):
    mug = make_goods(stock=1)
    put_in(client, mug)
    client.post("/checkout/")
    client.force_login(make_user())

    words = text_of(client.get("/basket/"))

    assert "Held for you until 12:15 Irish time" in words
    assert allocated(mug) == 1
    assert client.cookies["basket-count"].value == "1"
    assert client.post("/checkout/").url == "/checkout/address/"


def test_a_strangers_or_forged_basket_cookie_opens_nothing(shop, client):
    put_in(client, make_goods())
    pk = Basket.objects.get().pk

    client.cookies["oscar_open_basket"] = f"{pk}:forged"

    assert "Nothing in it yet" in text_of(client.get("/basket/"))


@pytest.mark.parametrize("step", ["address", "delivery", "payment", "review"])
def test_each_step_asks_the_database_little(shop, client, django_assert_max_num_queries, step):
    client.force_login(make_user())
    for number in range(6):
        put_in(client, make_goods(title=f"Thing {number}"))
    go_to(client, "review")

    with django_assert_max_num_queries(20):
        assert client.get(f"/checkout/{step}/").status_code == 200


def test_the_basket_asks_the_database_little(shop, client, django_assert_max_num_queries):
    client.force_login(make_user())
    for number in range(6):
        put_in(client, make_goods(title=f"Thing {number}"))
    client.post("/checkout/")

    with django_assert_max_num_queries(12):
        assert client.get("/basket/").status_code == 200


def test_a_page_that_does_not_ask_for_the_basket_costs_nothing(
    shop, client, django_assert_num_queries
):
    put_in(client, make_goods())
    client.get("/nothing-here/")  # who sells and by which rules is asked once a second

    with django_assert_num_queries(0):
        client.get("/nothing-here/")


@pytest.mark.clause("LBT-6.2.1.1")
def test_a_visitor_keeps_something_for_later_signs_in_and_brings_it_back(shop, client):
    mug, lamp = make_goods(title="Weir mug"), make_goods(title="Hollow lamp")
    put_in(client, mug, 2)
    put_in(client, lamp)
    lines = {line.stockrecord_id: line for line in Basket.objects.get().lines.all()}

    client.post(f"/basket/kept/{lines[lamp.pk].pk}/", {"keep": "1"})
    client.force_login(make_user())
    page = client.get("/basket/")
    assert "Kept for later Hollow lamp" in text_of(page)
    client.post(f"/basket/lines/{lines[mug.pk].pk}/", {f"line-{lines[mug.pk].pk}-quantity": 3})
    kept = Basket.objects.get(status=Basket.SAVED, owner__isnull=False).lines.get()
    client.post(f"/basket/kept/{kept.pk}/", {"back": "1"})
    client.post(f"/basket/kept/{kept.pk}/", {"back": "1"})

    basket = Basket.objects.get(status=Basket.OPEN)
    assert dict(basket.lines.values_list("stockrecord_id", "quantity")) == {mug.pk: 3, lamp.pk: 1}
    assert client.cookies["basket-count"].value == "4"


def test_what_is_kept_for_later_is_held_no_more_and_sold_out_it_stays_on_the_list(shop, client):
    mug = make_goods(stock=1)
    put_in(client, mug)
    client.post("/checkout/")
    line = Basket.objects.get().lines.get()

    client.post(f"/basket/kept/{line.pk}/", {"keep": "1"})
    assert allocated(mug) == 0
    mug.refresh_from_db()
    mug.num_in_stock = 0
    mug.save()
    answer = client.post(f"/basket/kept/{line.pk}/", {"back": "1"}, follow=True)

    assert "This is sold out." in text_of(answer)
    assert Basket.objects.get(status=Basket.SAVED).lines.count() == 1


def test_a_strangers_list_is_not_reached(shop, client):
    put_in(client, make_goods())
    line = Basket.objects.get().lines.get()
    client.post(f"/basket/kept/{line.pk}/", {"keep": "1"})
    stranger = client.__class__()

    stranger.post(f"/basket/kept/{line.pk}/", {"forget": "1"})
    stranger.post(f"/basket/kept/{line.pk}/", {"back": "1"})

    assert Basket.objects.get(status=Basket.SAVED).lines.count() == 1


@pytest.mark.clause("LBT-6.2.1.4")
def test_at_the_payment_one_looks_at_another_thing_swaps_the_colour_and_goes_on(shop, client):
    oat, moss = make_variants_of_a_mug()
    put_in(client, oat.stockrecords.get(), 2)
    go_to(client, "payment", remark="Ring twice")
    client.get("/basket/")
    line = Basket.objects.get().lines.get()

    client.post(f"/basket/lines/{line.pk}/variant/", {"product": moss.pk})

    assert client.post("/checkout/").url == "/checkout/payment/"
    page = client.get("/checkout/payment/")
    assert "€50.00" in text_of(page)
    assert draft().remark == "Ring twice"
    assert (allocated(oat.stockrecords.get()), allocated(moss.stockrecords.get())) == (0, 2)


def test_a_line_is_not_swapped_for_something_else(shop, client):
    oat, _moss = make_variants_of_a_mug()
    put_in(client, oat.stockrecords.get())
    line = Basket.objects.get().lines.get()

    answer = client.post(f"/basket/lines/{line.pk}/variant/", {"product": make_goods().product_id})

    assert answer.status_code == 404
    assert Basket.objects.get().lines.get().product_id == oat.pk


def test_a_basket_that_nobody_touched_for_a_month_is_forgotten(shop, client, clock):
    mug = make_goods()
    put_in(client, mug)
    client.post("/checkout/")
    assert erasing.old_baskets(at=later(60 * 24 * 29)) == 0

    assert erasing.old_baskets(at=later(60 * 24 * 31)) == 1

    assert not Basket.objects.exists()
    assert not CheckoutDraft.objects.exists()
    assert allocated(mug) == 0


def test_whoever_packs_the_order_reads_the_buyers_remark(shop, client):
    put_in(client, make_goods())
    go_to(client, "review", pay="on_delivery", remark="Ring twice,  <b>please</b>\u202e")
    agreed = agreed_on(client.get("/checkout/review/"))

    client.post("/checkout/review/", {"agreed": agreed}, follow=True)

    note = get_model("order", "Order").objects.get().notes.get()
    assert (note.note_type, note.message) == ("Buyer", "Ring twice, <b>please</b>")


def make_variants_of_a_mug():
    with transaction.atomic():
        return make_variants(title="Hob mug", prices=["22.40", "25.00"], stock=5)
