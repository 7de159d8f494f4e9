"""What the shop's script adds to plain forms, in a real browser."""

import pytest
from playwright.sync_api import Page, Route

SHOP = "http://shop.test/"
FRAME = '<!doctype html><script type="module" src="/shop.js"></script>'
BASKET = f"""{FRAME}
<form method="post" action="/order"><input name="q" value="2">
<button name="do" value="buy">Buy</button></form>
<a href="/elsewhere">Elsewhere</a>"""
LISTING = f"""{FRAME}
<form action="/list"><auto-submit><label for="sort">Order</label>
<select id="sort" name="sort"><option value="new">New</option>
<option value="low">Low</option></select>
<button>Sort</button></auto-submit></form>"""

PRODUCT = f"""{FRAME}
<form method="post" action="/order"><input type="radio" name="product" value="1" checked>
<input type="radio" name="product" value="2" aria-label="Steel">
<auto-visit of="product"><button formmethod="get" formaction="/list">Show</button></auto-visit>
<button>Put it in</button></form>"""


@pytest.fixture
def shop(page: Page, script: str):
    """Serves two pages and counts what is sent; the answer to an order leaves the page in place."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SHOP).partition("?")[0]
        if path == "shop.js":
            route.fulfill(body=script, content_type="text/javascript")
        elif path == "order":
            sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        elif path == "list" and "?" in route.request.url:
            sent.append(route.request.url.partition("?")[2])
            route.fulfill(body="<h1>Sorted</h1>", content_type="text/html")
        else:
            body = {"list": LISTING, "thing": PRODUCT}.get(path, BASKET)
            route.fulfill(body=body, content_type="text/html")

    page.route(f"{SHOP}**", answer)
    page.sent = sent  # type: ignore[attr-defined]
    return page


def test_a_button_pressed_twice_sends_its_form_once_and_with_its_own_name(shop):
    shop.goto(SHOP)

    for _press in range(2):
        shop.get_by_role("button", name="Buy").click(force=True)
        shop.wait_for_timeout(150)

    assert shop.sent == ["q=2&do=buy"]


def test_a_page_come_back_to_can_be_sent_again(shop):
    shop.goto(SHOP)
    shop.get_by_role("button", name="Buy").click()
    shop.wait_for_timeout(100)

    shop.get_by_role("link", name="Elsewhere").click()
    shop.go_back()
    shop.get_by_role("button", name="Buy").click()
    shop.wait_for_timeout(200)

    assert len(shop.sent) == 2


def test_choosing_with_a_pointer_sends_the_choice(shop):
    shop.goto(f"{SHOP}list")

    shop.get_by_label("Order").dispatch_event("pointerdown")
    shop.get_by_label("Order").select_option("low")

    shop.get_by_role("heading", name="Sorted").wait_for()
    assert shop.sent == ["sort=low"]


def test_passing_over_choices_with_the_keyboard_sends_nothing(shop):
    shop.goto(f"{SHOP}list")

    shop.get_by_label("Order").focus()
    shop.keyboard.press("ArrowDown")
    shop.wait_for_timeout(200)

    assert shop.sent == []
    assert shop.get_by_role("button", name="Sort").is_visible()


def test_what_is_chosen_with_a_pointer_is_shown_at_once_and_nothing_is_put_in(shop):
    shop.goto(f"{SHOP}thing")

    shop.get_by_label("Steel").click()
    shop.get_by_role("heading", name="Sorted").wait_for()

    assert shop.sent == ["product=2"]


def test_whoever_passes_over_the_choices_by_keyboard_stays_where_they_are(shop):
    shop.goto(f"{SHOP}thing")

    shop.get_by_role("radio").first.focus()
    shop.keyboard.press("ArrowDown")
    shop.wait_for_timeout(150)

    assert shop.sent == []
    assert shop.get_by_label("Steel").is_checked()
