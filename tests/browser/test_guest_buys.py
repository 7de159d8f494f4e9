"""A guest buys on a phone: with and without a script, by keyboard, in both languages."""

import pytest
from django.core import mail
from oscar.core.loading import get_model

from checkout.payments.testbank.models import Payment

from .audit import LOOKS, everybody_can_use
from .buying import Buyer
from .conftest import PHONE

Order = get_model("order", "Order")


@pytest.mark.parametrize(
    ("language", "script"),
    [("en", True), ("en", False), ("zh-hans", True)],
    ids=["English", "English without script", "Chinese"],
)
def test_a_guest_buys_on_a_phone(visit, shop, language, script):
    guest = Buyer(visit(width=PHONE, script=script), language)

    number = guest.buy(shop.goods["Hob mug"])

    order = Order.objects.get(number=number)
    assert (order.status, order.intent.language) == ("paid", language)
    assert Payment.objects.get().status == "charged"
    assert [letter.to for letter in mail.outbox] == [["maeve@doyle.example"]]
    guest.link("See the order, and what you can do about it until when").click()
    assert number in guest.page.get_by_role("main").inner_text()


def test_a_purchase_asks_for_few_pages_few_taps_and_each_answer_once(visit, shop):
    """From the thing to the receipt; the two pages of the bank are counted apart."""
    page = visit(width=PHONE)
    pages, taps = [], 0

    def opened(frame):
        if frame == page.main_frame:
            pages.append(frame.url.removeprefix(shop.url).partition("?")[0])

    def tap(found):
        nonlocal taps
        with page.expect_navigation():
            found.tap()
        taps += 1

    page.goto(shop.page("Weir bowl"))
    page.on("framenavigated", opened)
    main = page.get_by_role("main")
    tap(main.get_by_role("button", name="Put in the basket"))
    tap(main.get_by_role("button", name="Check out").first)
    labels = main.locator("label").filter(visible=True).all_inner_texts()
    asked = [each for each in labels if "(optional)" not in each]
    for name, answer in (
        ("E-mail", "maeve@doyle.example"),
        ("Full name", "Maeve Doyle"),
        ("Street and number", "4 Quay Street"),
        ("Town", "Galway"),
        ("Eircode", "H91 E2R3"),
    ):
        main.get_by_label(name).filter(visible=True).fill(answer)
    tap(main.get_by_role("button", name="Continue to delivery"))
    tap(main.get_by_role("button", name="Continue to payment"))
    tap(main.get_by_role("button", name="Check the order"))
    tap(page.locator("form.settle").get_by_role("button"))
    page.wait_for_url("**/test-bank/**")
    shown = [each for each in pages if "test-bank" not in each]
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("One-time code").fill(page.locator("#code").inner_text())
    main.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/checkout/placed/*/")

    assert shown == [
        "/basket/",
        "/checkout/address/",
        "/checkout/delivery/",
        "/checkout/payment/",
        "/checkout/review/",
    ]
    assert taps == 6, "one tap a page: what is chosen already need not be chosen again"
    assert len(asked) <= 6, f"five to fill in, and the country that is: {asked}"
    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize(("language", "looks"), [("en", LOOKS), ("zh-hans", LOOKS[:2])])
def test_every_page_of_a_purchase_is_for_everybody(visit, shop, language, looks):
    def look(page):
        everybody_can_use(page, looks)

    guest = Buyer(visit(), language, look=look)

    guest.buy(shop.goods["Hob mug"])

    guest.link("See the order, and what you can do about it until when").click()
    look(guest.page)
    guest.link("Something is not right").first.click()
    look(guest.page)
    guest.page.go_back()
    guest.link("Read it").click()
    look(guest.page)


def test_a_guest_buys_with_nothing_but_a_keyboard(visit, shop):
    page = visit()
    keys = page.keyboard

    def walk_to(name: str, *, on: str = "") -> None:
        """Press Tab until what has the focus goes by that name, on the page `on`."""
        if on:
            page.wait_for_url(on)
            page.wait_for_load_state()
        for _press in range(120):
            keys.press("Tab")
            said = page.evaluate(
                "() => { const it = document.activeElement; const label = it.labels?.[0];"
                " return (it.getAttribute('aria-label') || label?.innerText ||"
                " it.innerText || '').trim() }"
            )
            if said.startswith(name):
                assert page.evaluate(
                    "() => { const it = document.activeElement; const box ="
                    " it.getBoundingClientRect(); return box.width > 0 && box.bottom > 0"
                    " && box.top < innerHeight }"
                ), f"{name} has the focus where nobody sees it"
                return
        raise AssertionError(f"No way to {name!r} by Tab on {page.url}")

    page.goto("/")
    walk_to("Skip to")
    walk_to("Search the shop")
    keys.type("Weir bowl")
    keys.press("Enter")
    walk_to("Weir bowl", on="**/search/?**")
    keys.press("Enter")
    walk_to("Put in the basket", on="**/things/**")
    keys.press("Enter")
    walk_to("Check out", on="**/basket/")
    keys.press("Enter")
    page.wait_for_url("**/address/")
    for label, answer in (
        ("E-mail", "maeve@doyle.example"),
        ("Full name", "Maeve Doyle"),
        ("Street", "4 Quay Street"),
        ("Town", "Galway"),
        ("Eircode", "H91 E2R3"),
    ):
        walk_to(label)
        keys.type(answer)
    keys.press("Enter")
    walk_to("Continue to payment", on="**/delivery/")
    keys.press("Enter")
    walk_to("Check the order", on="**/payment/")
    keys.press("Enter")
    walk_to("Order with obligation", on="**/review/")
    keys.press("Enter")
    walk_to("Continue", on="**/test-bank/**")
    keys.press("Enter")
    page.get_by_label("One-time code").wait_for()
    walk_to("One-time code")
    keys.type(page.locator("#code").inner_text())
    keys.press("Enter")

    page.wait_for_url("**/checkout/placed/*/")
    assert Order.objects.get().status == "paid"
