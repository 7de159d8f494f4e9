"""
The steps of a purchase as a person makes them, found by what they say.

Words that differ between the languages stand here, so that a journey reads the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Look = Callable[[Page], None]

ENGLISH = {
    "home": "/",
    "search": "Search the shop",
    "find": "Search",
    "mug": "Hob mug",
    "add": "Put in the basket",
    "check out": "Check out",
    "email": "E-mail",
    "name": "Full name",
    "street": "Street and number",
    "town": re.compile("^(Town|Post town|City)"),
    "county": "County",
    "code": "Eircode",
    "to delivery": "Continue to delivery",
    "to payment": "Continue to payment",
    "to review": "Check the order",
    "order": re.compile("obligation to pay"),
    "thanks": re.compile("It is agreed"),
    "see order": "See the order, change it or cancel it",
}


def find(page: Page, words: dict = ENGLISH) -> None:
    """Look for the mug from the front page and open it."""
    page.goto(words["home"])
    page.get_by_label(words["search"]).fill(words["mug"])
    page.get_by_role("button", name=words["find"], exact=True).click()
    page.get_by_role("main").get_by_role("link", name=words["mug"]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["mug"])


def put_in_basket(page: Page, words: dict = ENGLISH) -> None:
    page.get_by_role("button", name=words["add"]).click()
    if "/basket/" not in page.url:
        page.goto(f"{words['home']}basket/")


def say_where(page: Page, words: dict = ENGLISH, *, email: str = "maeve@doyle.example") -> None:
    """Fill in the address of a guest and go on."""
    page.get_by_label(words["email"]).fill(email)
    page.get_by_label(words["name"]).fill("Maeve Doyle")
    page.get_by_label(words["street"]).fill("4 Quay Street")
    page.get_by_label(words["town"]).fill("Galway")
    page.get_by_label(words["code"]).fill("H91 E2R3")
    page.get_by_role("button", name=words["to delivery"]).click()


def go_to_review(page: Page, words: dict = ENGLISH, *, look: Look = lambda page: None) -> None:
    """Go from the basket to the last page before the order, as a guest who pays by card."""
    look(page)
    page.get_by_role("button", name=words["check out"]).click()
    look(page)
    say_where(page, words)
    look(page)
    page.get_by_role("button", name=words["to payment"]).click()
    look(page)
    page.get_by_role("button", name=words["to review"]).click()
    look(page)


def pay(page: Page, *, card: str = "A card that works", look: Look = lambda page: None) -> None:
    """Pay on the bank's own page, which speaks English only."""
    look(page)
    page.get_by_label(card).check()
    page.get_by_role("button", name="Continue").click()
    if card == "A card that works":
        look(page)
        code = page.locator("#code").inner_text()
        page.get_by_label("One-time code").fill(code)
        page.get_by_role("button", name=re.compile("^Pay ")).click()


def place(page: Page, words: dict = ENGLISH, *, look: Look = lambda page: None) -> str:
    """Press the order button, pay, and return the number of the order."""
    page.get_by_role("button", name=words["order"]).click()
    pay(page, look=look)
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["thanks"])
    look(page)
    return page.url.rstrip("/").rpartition("/")[2]
