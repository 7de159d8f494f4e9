"""The cookies that the rules list are those that the shop sets, no more and no fewer."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from storefront.policies import demo
from tests.checkout.factories import make_goods
from tests.checkout.test_steps import go_to, put_in
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ISO10008-C.4")]
Basket = get_model("basket", "Basket")


def listed(path: Path) -> set[str]:
    """Return the names in the table of a text about cookies."""
    names = re.findall(r"^\| ([\w-]+) \|", demo.read(path)["body"], re.MULTILINE)
    return set(names) - {"Name", "名称"}


class Browser(Client):
    """One of these remembers the name of every cookie that it was ever given."""

    given: set[str]

    def request(self, **request):
        response = super().request(**request)
        self.given = getattr(self, "given", set()) | set(response.cookies)
        return response


def visit_everything(browser: Browser) -> set[str]:
    """Look, choose, buy and sign in as people do; return the names of the cookies set by it."""
    make_delivery_methods()
    mug = make_goods(title="Weir mug")
    for page in ("/", "/search/?q=mug", "/rules/", "/basket/", reverse("privacy:centre")):
        browser.get(page)
    assert "sessionid" not in browser.given
    browser.post(reverse("core:preferences"), {"language": "en", "scheme": "dark", "next": "/"})
    browser.post(reverse("privacy:choose"), {"purpose": "news", "granted": "yes"})
    put_in(browser, mug)
    line = Basket.objects.get().lines.get()
    browser.post(f"/basket/kept/{line.pk}/", {"keep": "1"})
    put_in(browser, mug)
    go_to(browser, "review")
    browser.get("/checkout/review/")
    browser.get(reverse("account_login"))
    browser.force_login(make_user())
    browser.get(reverse("account:home"))
    return browser.given | set(browser.cookies)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_cookie_of_the_shop_is_listed_and_every_listed_one_is_set(language):
    rules = listed(demo.FOLDER / "cookies" / f"1.{language}.md")

    assert visit_everything(Browser()) == rules


def test_the_rules_about_data_say_how_it_is_kept_safe_and_whom_to_ask(client):
    demo.demo(NOON)

    page = client.get(reverse("policies:policy", args=["privacy"])).content.decode()

    for told in ("The person in charge is", "privacy@fernhill.example", "How we keep it safe"):
        assert told in page
    for slug in ("privacy", "cookies"):
        where = reverse("policies:policy", args=[slug])
        assert f'href="{where}"' in client.get("/").content.decode()
