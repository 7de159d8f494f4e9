"""What no template of the shop may do."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
PAGES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
# The admin has a policy of its own, and a letter is read in no browser of ours.
SHOP = [name for name in PAGES if not name.startswith(("admin/", "unfold/", "notices/"))]


@pytest.mark.parametrize("name", PAGES)
def test_a_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", SHOP)
def test_a_template_has_no_inline_style_script_or_handler(name):
    source = (FOLDER / name).read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or "application/" in script


@pytest.mark.parametrize("name", SHOP)
def test_a_template_fetches_nothing_from_a_foreign_host(name):
    source = (FOLDER / name).read_text(encoding="utf-8")

    assert not re.search(r"(src|srcset|action|poster)=[\"']?(https?:)?//", source)
    assert not re.search(r"<link[^>]*href=[\"']?(https?:)?//", source)


@pytest.mark.parametrize("name", SHOP)
def test_a_template_trusts_no_text_as_markup(name):
    source = (FOLDER / name).read_text(encoding="utf-8")

    assert not re.search(r"\|\s*safe\b|autoescape off", source)
