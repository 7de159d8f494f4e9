"""
The steps of a purchase as a person makes them, found by what they say.

Everything is written in English here and looked up in the page's language, so that one journey
is made in all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from playwright.sync_api import Locator, Page, expect

GOOD_CARD = "A card that works, ending in 4242"
POOR_CARD = "A card without enough money, ending in 9995"
Look = Callable[[Page], None]


def _no_look(page: Page) -> None:
    return None


@dataclass
class Buyer:
    """
    One of these is a person at a browser who reads `language`; `look` is called on every page.
    """

    page: Page
    language: str = "en"
    email: str = "maeve@doyle.example"
    look: Look = _no_look

    @property
    def root(self) -> str:
        return "/" if self.language == "en" else f"/{self.language}/"

    def words(self, english: str) -> str:
        with translation.override(self.language):
            return translation.gettext(english)

    def button(self, english: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=self.words(english))

    def link(self, english: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=self.words(english))

    def field(self, english: str) -> Locator:
        field = self.page.get_by_role("main").get_by_label(self.words(english))
        # Those of the invoice wait, unseen, behind the box for the same address.
        return field.filter(visible=True)

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    # The shop

    def find(self, product: Any) -> None:
        """Look for a product from the front page and open it."""
        with translation.override(self.language):
            title = product.get_title()
        self.page.goto(self.root)
        self.look(self.page)
        self.page.get_by_label(self.words("Search the shop")).fill(title)
        self.page.get_by_role("search").get_by_role("button").click()
        self.look(self.page)
        self.page.get_by_role("main").get_by_role("link", name=title).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        self.look(self.page)

    def put_in_basket(self) -> None:
        self.button("Put in the basket").click()
        self.page.wait_for_url("**/basket/")
        self.look(self.page)

    # The way to the order

    def check_out(self) -> None:
        self.button("Check out").click()
        self.look(self.page)

    def say_where(self) -> None:
        self.field("E-mail").fill(self.email)
        self.field("Full name").fill("Maeve Doyle")
        self.field("Street and number").fill("4 Quay Street")
        self.field("Town").fill("Galway")
        self.field("Eircode").fill("H91 E2R3")
        self.button("Continue to delivery").click()
        self.look(self.page)

    def go_to_review(self, *, way: str = "Card") -> None:
        """Go from the basket to the last page before the order."""
        self.check_out()
        self.say_where()
        self.button("Continue to payment").click()
        self.look(self.page)
        self.field(way).first.check()
        self.button("Check the order").click()
        self.look(self.page)

    def order_button(self) -> Locator:
        """The button in the words of the law, whose language may be another."""
        return self.page.locator("form.settle").get_by_role("button")

    def order(self) -> None:
        self.order_button().click()

    # The bank

    def pay(self, card: str = GOOD_CARD) -> None:
        """Pay on the bank's page; a card that is refused gets no further."""
        self.look(self.page)
        self.field(card).check()
        self.button("Continue").click()
        if card == GOOD_CARD:
            self.look(self.page)
            self.field("One-time code").fill(self.page.locator("#code").inner_text())
            self.page.locator("main button.button--main").click()

    def placed(self) -> str:
        """Return the number of the order that the page says is agreed."""
        self.page.wait_for_url("**/checkout/placed/*/")
        self.look(self.page)
        return self.page.url.rstrip("/").rpartition("/")[2]

    def buy(self, product: Any) -> str:
        """Do all of it, and return the number of the order."""
        self.find(product)
        self.put_in_basket()
        self.go_to_review()
        self.order()
        self.pay()
        return self.placed()
