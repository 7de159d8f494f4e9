"""The cookie rules of the demo shop name every cookie that the shop sets, and no other."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from checkout.basket import visitor as basket
from privacy.choices import views as choices
from storefront.core import destination, visitor

RULES = Path(settings.BASE_DIR) / "storefront" / "demo" / "policies" / "cookies"
SET = {
    settings.SESSION_COOKIE_NAME,
    settings.CSRF_COOKIE_NAME,
    settings.LANGUAGE_COOKIE_NAME,
    "messages",  # Django's own, where a message waits for the next page
    basket.COOKIE,
    basket.KEPT_COOKIE,
    choices.VISITOR_COOKIE,
    visitor.BASKET_COUNT_COOKIE,
    visitor.SCHEME_COOKIE,
    destination.COOKIE,
}


@pytest.mark.parametrize("path", sorted(RULES.glob("*.md")), ids=lambda path: path.name)
def test_the_table_names_every_cookie(path):
    rows = path.read_text(encoding="utf-8").partition("|---|---|---|\n")[2]
    named = set(re.findall(r"^\| ([\w-]+) \|", rows, re.M))

    assert named == SET


def test_no_other_place_sets_one():
    places = {
        str(path.relative_to(settings.BASE_DIR))
        for package in ("storefront", "checkout", "aftersales", "complaints", "privacy")
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py")
        if re.search(r"\.set_(signed_)?cookie\(", path.read_text(encoding="utf-8"))
    }

    assert places == {
        "checkout/basket/visitor.py",
        "privacy/choices/views.py",
        "storefront/core/destination.py",
        "storefront/core/views.py",
    }
