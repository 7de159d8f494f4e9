"""
Takes the README's pictures of a shop that is running: each page on a desk, and on a phone at night.

    python -m tests.browser.screens http://localhost:8000 storefront/demo/screens

The shop must be the demo shop: it is bought in as a guest, and looked at as its buyers and manager.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

MOST = 64 * 1024
HIGH, GAP, PAPER = 640, 24, (222, 218, 210)
# A picture below the fold waits until somebody scrolls to it.
SEEN_PICTURES_ARE_THERE = """() => [...document.images].every(
    each => each.complete || each.getBoundingClientRect().top > innerHeight)"""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BUYER, SENDER, STAFF, PASSWORD = "maeve", "tomas", "manager", "fernhill-demo"
DESK, PHONE = (1280, 900), (390, 844)

Keep = Callable[[str], None]
Walk = Callable[[Page, Keep], None]


def strange(page: Page, keep: Keep) -> None:
    """Look around as a stranger does, and buy as a guest."""
    for name, address in (
        *(("home", "/"), ("chinese", "/zh-hans/"), ("listing", "/shop/")),
        *(("search", "/search/?q=mug"), ("record", "/record/"), ("recalls", "/recalls/")),
        *(("rules", "/rules/code/"), ("imprint", "/imprint/"), ("complaints", "/complaints/how/")),
        *(("withdrawal", "/withdrawal/"), ("find", "/orders/find/"), ("lost", "/no-such-page/")),
        *(("sign-in", "/account/login/"), ("sign-up", "/account/signup/")),
        *(("forgotten", "/account/password/reset/"), ("privacy", "/privacy/")),
    ):
        page.goto(address)
        keep(name)
    page.goto("/recalls/")
    page.locator("main a[href*='/recalls/']").first.click()
    keep("recall")
    page.goto("/search/?q=mug")
    page.locator("main .product-card a").first.click()
    keep("product")
    page.goto(page.url.split("?")[0] + "reviews/")
    keep("reviews")
    page.go_back()
    page.get_by_role("link", name="What changed on this page").click()
    keep("changes")
    page.go_back()
    page.get_by_role("button", name="Put in the basket").click()
    keep("basket")
    page.get_by_role("button", name="Check out").click()
    keep("address")
    for label, answer in (
        ("E-mail", "guest@buyers.example"),
        ("Full name", "Ruth Adebayo"),
        ("Street and number", "4 Quay Street"),
        ("Town", "Galway"),
        ("Eircode", "H91 E2R3"),
    ):
        page.get_by_role("main").get_by_label(label).filter(visible=True).fill(answer)
    page.get_by_role("main").get_by_role("button", name="Continue to delivery").click()
    keep("delivery")
    page.get_by_role("button", name="Continue to payment").click()
    keep("payment")
    page.get_by_role("button", name="Check the order").click()
    keep("review")
    page.locator("form.settle").scroll_into_view_if_needed()
    keep("order-button")
    page.locator("form.settle button.button--main").click()
    page.wait_for_url("**/test-bank/**")
    keep("bank")
    page.locator("main button.button--main").first.click()
    page.locator("input[name=code]").fill(page.locator("#code").inner_text())
    page.locator("main button.button--main").first.click()
    page.wait_for_url("**/checkout/placed/**")
    keep("thanks")


def member(page: Page, keep: Keep) -> None:
    """See what a member sees of an order, of complaints and of themselves."""
    sign_in(page, BUYER)
    for name, address in (
        *(("account", "/account/"), ("orders", "/orders/"), ("inbox", "/account/inbox/")),
        *(
            ("addresses", "/account/addresses/"),
            ("choices", "/privacy/"),
            ("data", "/privacy/data/"),
        ),
    ):
        page.goto(address)
        keep(name)
    page.goto("/orders/")
    page.locator("main ul.lines a").first.click()
    keep("order")
    number = page.url.rstrip("/").rpartition("/")[2]
    for name, address in (
        ("agreement", f"/agreements/{number}/"),
        ("door", f"/something-is-not-right/{number}/"),
    ):
        page.goto(address)
        keep(name)
    page.goto("/complaints/new/")
    keep("complain")
    page.goto("/account/")
    page.locator("main a[href*='/complaints/CP-']").first.click()
    keep("complaint")
    page.goto("/orders/")
    delivered = page.locator("main ul.lines li", has_text="It is with you").locator("a").first
    number = str(delivered.get_attribute("href")).rstrip("/").rpartition("/")[2]
    for name, address in (
        *(("claim", f"/orders/{number}/claims/new/"), ("closure", "/privacy/closure/")),
        *(("second-factor", "/account/2fa/"), ("details", "/account/details/")),
    ):
        page.goto(address)
        keep(name)
    page.goto(f"/orders/{number}/")
    page.locator("main a[href*='/reviews/'][href$='/write/']").first.click()
    keep("write-review")


def sends_back(page: Page, keep: Keep) -> None:
    """See what somebody sees of a thing that goes back, and of the money for it."""
    sign_in(page, SENDER)
    page.goto("/orders/")
    for order in page.locator("main ul.lines a").evaluate_all("them => them.map(a => a.href)"):
        page.goto(order)
        if (returned := page.locator("main a[href*='/returns/RT-']")).count():
            returned.first.click()
            keep("return")
            return


def staff(page: Page, keep: Keep) -> None:
    """See what waits for staff, and where it is dealt with."""
    sign_in(page, STAFF)
    for name, address in (
        *(("staff-start", "/admin/"), ("staff-orders", "/admin/order/order/")),
        *(("staff-products", "/admin/catalogue/product/"),),
        *(("staff-promotions", "/admin/promotions/promotion/"),),
        *(("staff-recalls", "/admin/recalls/recall/"),),
        *(("staff-front-page", "/admin/home/frontpage/"),),
        *(("staff-complaints", "/admin/cases/complaint/"),),
        *(("staff-promises", "/admin/promises/promise/"),),
        *(("staff-returns", "/admin/returns/return/"),),
        *(("staff-reviews", "/admin/reviewing/reviewfacts/"),),
        *(("staff-payments", "/admin/payments/attempt/"),),
        *(("staff-stock", "/admin/partner/stockrecord/"),),
        *(("staff-deliveries", "/admin/shipping/deliverymethod/"),),
        *(("staff-roles", "/admin/auth/group/"),),
    ):
        page.goto(address)
        keep(name)
        rows = page.locator("#result_list a[href*='/change/']")
        if rows.count():
            rows.first.click()
            keep(name.removesuffix("s").replace("deliverie", "delivery") + "-page")
    page.goto("/admin/promotions/promotion/")
    running = page.locator("#result_list tr", has_text="Running")
    running.locator("a[href*='/change/']").first.click()
    page.goto(str(page.locator("a[href*='/promotions/PR']").first.get_attribute("href")))
    keep("promotion")


def sign_in(page: Page, name: str) -> None:
    page.goto("/account/login/")
    page.locator("#id_login").fill(name)
    page.locator("main input[type=password]").first.fill(PASSWORD)
    page.locator("main button.button--main").first.click()
    page.wait_for_load_state()


def seen(browser: Browser, shop: str, walk: Walk, size: tuple[int, int], *, dark: bool) -> dict:
    """Go a way once, and return what was seen on it by name."""
    page = browser.new_context(
        base_url=shop,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-IE",
    ).new_page()
    found: dict[str, Image.Image] = {}

    def keep(name: str) -> None:
        page.wait_for_load_state()
        with contextlib.suppress(TimeoutError):  # one that never comes is seen to be lacking
            page.wait_for_function(SEEN_PICTURES_ARE_THERE, timeout=4_000)
        found[name] = Image.open(io.BytesIO(page.screenshot())).convert("RGB")

    walk(page, keep)
    page.context.close()
    return found


def beside(desk: Image.Image, phone: Image.Image) -> Image.Image:
    """Put the desk's picture and the phone's side by side, equally high."""
    both = [each.resize((each.width * HIGH // each.height, HIGH)) for each in (desk, phone)]
    sheet = Image.new("RGB", (sum(each.width for each in both) + 3 * GAP, HIGH + 2 * GAP), PAPER)
    sheet.paste(both[0], (GAP, GAP))
    sheet.paste(both[1], (2 * GAP + both[0].width, GAP))
    return sheet


def write(picture: Image.Image, file: Path) -> None:
    """Write a picture as small as it must be; say so."""
    for quality in range(80, 20, -6):
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST:
            break
    file.write_bytes(written.getvalue())
    sys.stdout.write(f"{file.stem:<24} {written.tell() // 1024:>3} KB\n")


def main(shop: str, folder: str) -> None:
    path = os.environ.get("CANDOUR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        for walk in (strange, member, sends_back, staff):
            on_desk = seen(browser, shop, walk, DESK, dark=False)
            on_phone = seen(browser, shop, walk, PHONE, dark=True)
            for name in on_desk.keys() & on_phone.keys():
                write(beside(on_desk[name], on_phone[name]), target / f"{name}.webp")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
