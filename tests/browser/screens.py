"""
Takes the README's pictures of a shop that is running.

    python -m tests.browser.screens http://localhost:8000 storefront/demo/screens

The shop must be the demo shop: it is bought in as a guest, and looked at as maeve and as manager.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

MOST = 70 * 1024
# A picture below the fold waits until somebody scrolls to it.
SEEN_PICTURES_ARE_THERE = """() => [...document.images].every(
    each => each.complete || each.getBoundingClientRect().top > innerHeight)"""
SCROLL_TO_ITS_END = """each => scrollTo({
    top: each.getBoundingClientRect().bottom + scrollY + 40 - innerHeight, behavior: "instant"})"""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class Camera:
    """One of these writes the pictures of one shop into one folder."""

    def __init__(self, browser: Browser, shop: str, folder: Path) -> None:
        self.browser, self.shop, self.folder = browser, shop, folder

    def visitor(self, *, width: int = 1280, dark: bool = False) -> Page:
        return self.browser.new_context(
            base_url=self.shop,
            viewport={"width": width, "height": 844 if width < 500 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            device_scale_factor=2 if width < 500 else 1,
            locale="en-IE",
        ).new_page()

    def signed_in(self, name: str, **look: object) -> Page:
        page = self.visitor(**look)  # type: ignore[arg-type]
        page.goto("/account/login/")
        page.locator("#id_login").fill(name)
        page.locator("main input[type=password]").first.fill("fernhill-demo")
        page.locator("main button.button--main").first.click()
        page.wait_for_load_state()
        return page

    def take(self, page: Page, name: str, *, height: int = 900, upto: str = "") -> None:
        """Write what is seen, down to `upto` if it is further, as small as it must be; say so."""
        size = page.viewport_size or {"width": 1280, "height": 900}
        page.set_viewport_size({"width": size["width"], "height": height})
        page.wait_for_load_state()
        if upto:
            page.locator(upto).last.evaluate(SCROLL_TO_ITS_END)
        page.wait_for_function(SEEN_PICTURES_ARE_THERE)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        page.set_viewport_size(size)
        for quality in range(82, 20, -6):
            written = io.BytesIO()
            shot.save(written, "WEBP", quality=quality, method=6)
            if written.tell() <= MOST:
                break
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.webp").write_bytes(written.getvalue())
        sys.stdout.write(f"{name:<22} {written.tell() // 1024:>3} KB  {page.title()}\n")


def buy(camera: Camera) -> None:
    """A guest buys on a desk; the basket, the last page and the order are kept."""
    page = camera.visitor()
    page.goto("/search/?q=mug")
    camera.take(page, "search")
    page.locator("main .product-card a").first.click()
    camera.take(page, "product")
    page.get_by_role("button", name="Put in the basket").click()
    camera.take(page, "basket")
    page.get_by_role("button", name="Check out").click()
    for label, answer in (
        ("E-mail", "maeve@doyle.example"),
        ("Full name", "Maeve Doyle"),
        ("Street and number", "4 Quay Street"),
        ("Town", "Galway"),
        ("Eircode", "H91 E2R3"),
    ):
        page.get_by_role("main").get_by_label(label).fill(answer)
    page.get_by_role("main").get_by_role("button", name="Continue to delivery").click()
    camera.take(page, "delivery")
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_role("button", name="Check the order").click()
    camera.take(page, "review", height=1300, upto="main form.settle")


def main(shop: str, folder: str) -> None:
    path = os.environ.get("CANDOUR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        camera = Camera(browser, shop, Path(folder))
        page = camera.visitor()
        page.goto("/")
        camera.take(page, "home")
        page.goto("/shop/")
        camera.take(page, "listing")
        page = camera.visitor(width=390)
        page.goto("/zh-hans/")
        camera.take(page, "home-phone-chinese", height=844)
        buy(camera)

        page = camera.visitor(dark=True)
        page.goto("/record/")
        camera.take(page, "record-dark")
        page.goto("/privacy/")
        camera.take(page, "privacy-dark")

        page = camera.signed_in(BUYER)
        page.goto("/orders/")
        page.locator("main ul.lines a").first.click()
        camera.take(page, "order", height=1300, upto="main section[aria-labelledby=can]")
        page.get_by_role("main").get_by_role("link", name="Something is not right").first.click()
        camera.take(page, "door")
        page.goto("/complaints/new/")
        page.get_by_label("Delivery", exact=True).check()
        page.get_by_label("What happened?").fill("The van came three hours late, again.")
        page.get_by_label("What would put it right for you?").fill("The delivery charge back.")
        page.get_by_role("main").get_by_label("E-mail").fill("maeve@buyers.example")
        page.get_by_role("button", name="Send the complaint").click()
        page.get_by_role("heading", name="We have your complaint", level=1).wait_for()
        camera.take(page, "complaint")

        page = camera.signed_in(STAFF)
        page.goto("/admin/")
        camera.take(page, "staff")
        page.goto("/admin/order/order/")
        page.locator("main a[href$='/change/'], table a[href$='/change/']").first.click()
        camera.take(page, "staff-order")
        browser.close()


BUYER, STAFF = "maeve", "manager"

if __name__ == "__main__":
    main(*sys.argv[1:])
