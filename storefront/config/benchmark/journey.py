"""
A guest's whole order, page by page, as a browser without scripts goes: from the product to thanks.
"""

from __future__ import annotations

import re

from .browser import Answer, Browser, Unexpected

GUEST = {
    "email": "maeve@doyle.example",
    "name": "Maeve Doyle",
    "country": "IE",
    "line1": "4 Quay Street",
    "town": "Galway",
    "region": "Co. Galway",
    "postcode": "H91 E2R3",
    "phone": "087 123 4567",
    "bill_same": "on",
}


def add(browser: Browser, product: int) -> Answer:
    return _led(browser.post("/basket/add/", product=product, quantity=1), "/basket/")


def order(browser: Browser, product: int, page: str) -> Answer:
    """
    Buy one thing: every page that a buyer sees, and every button that is pressed.

    :raises Unexpected: if a page leads elsewhere, with what it said
    """
    _seen(browser.get(page))
    add(browser, product)
    _seen(browser.get("/basket/"))
    _led(browser.post("/checkout/"), "/checkout/address/")
    _seen(browser.get("/checkout/address/"))
    _led(browser.post("/checkout/address/", **GUEST), "/checkout/delivery/")
    _seen(browser.get("/checkout/delivery/"))
    _led(browser.post("/checkout/delivery/", way="standard"), "/checkout/payment/")
    _seen(browser.get("/checkout/payment/"))
    _led(browser.post("/checkout/payment/", pay="card"), "/checkout/review/")
    review = _seen(browser.get("/checkout/review/"))
    pressed = _led(browser.post("/checkout/review/", agreed=review.value("agreed")), "/test-bank/")
    return _follow(browser, _at_the_bank(browser, pressed.leads_to))


def _at_the_bank(browser: Browser, path: str) -> str:
    _seen(browser.get(path))
    _led(browser.post(path, card="good", behaviour="normal"), "/test-bank/")
    asked = _seen(browser.get(path))
    code = re.search(r'id="code">(\w+)<', asked.text)
    if not code:
        raise Unexpected("the bank shows no code")
    return browser.post(path, code=code.group(1)).leads_to


def _follow(browser: Browser, path: str) -> Answer:
    for _ in range(5):
        answer = browser.get(path)
        if answer.status == 200:
            return answer
        path = answer.leads_to
        if not path:
            break
    raise Unexpected(f"{answer.path} answers {answer.status}")


def _led(answer: Answer, where: str) -> Answer:
    if not answer.leads_to.startswith(where):
        told = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())[:300]
        where_to = answer.leads_to or told
        raise Unexpected(f"{answer.path} answers {answer.status} and leads to {where_to}")
    return answer


def _seen(answer: Answer) -> Answer:
    if answer.status != 200:
        raise Unexpected(f"{answer.path} answers {answer.status} {answer.leads_to}")
    return answer
