"""The one style sheet and the one script: small, ours, and free of what the policy refuses."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from storefront.core import sheet

STATIC = settings.BASE_DIR / "storefront" / "static" / "storefront"


def test_the_sheet_of_every_page_weighs_at_most_14_kb():
    assert len(gzip.compress(sheet.put_together().encode(), 9)) <= 14_000


def test_the_scripts_of_every_page_weigh_at_most_5_kb():
    together = b"".join(path.read_bytes() for path in sorted((STATIC / "js").glob("*.js")))

    assert len(gzip.compress(together, 9)) <= 5_000


def test_every_source_of_the_sheet_is_in_it_once():
    on_disk = {path.stem for path in (STATIC / "css").glob("*.css")}

    assert sorted(sheet.SHEET) == sorted(on_disk - {"look"})


def test_the_layers_are_named_before_anything_else():
    assert sheet.put_together().startswith("@layer reset, tokens, base, layout, components")


def test_the_sheet_is_found_and_collected_like_any_static_file():
    found = finders.find(sheet.SERVED_AS)

    assert Path(found).read_text(encoding="utf-8") == sheet.put_together()
    assert (sheet.SERVED_AS in dict(sheet.SheetFinder().list([]))) is True


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_a_source_says_what_it_is_for_and_keeps_to_the_tokens(path):
    css = path.read_text(encoding="utf-8")

    assert css.startswith("/* ")
    assert not re.search(r"!important|@import|https?://|url\(", css)
    # Physical sides would break a page that runs from right to left.
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", css)
    if path.stem not in ("tokens", "print"):
        assert not re.search(r"#[0-9a-f]{3,8}\b", css), "a colour that is not a token"
