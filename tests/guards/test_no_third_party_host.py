"""Nothing that the shop serves asks another host for anything, or may."""

import re
from pathlib import Path

from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
# What names a language of markup or a licence, and is never fetched.
NAMES = ("http://www.w3.org/", "https://www.w3.org/")
LOADED = (
    r"""(?:src|srcset|poster|action|data-src)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//"""
)


def _files(folder: str, *endings: str) -> list[Path]:
    return [each for each in (HOUSE / folder).rglob("*") if each.suffix in endings]


def test_no_template_and_no_sheet_loads_from_another_host():
    wrong = [
        f"{path.relative_to(HOUSE)}: {line.strip()[:90]}"
        for path in [
            *_files("templates", ".html"),
            *_files("storefront/static", ".css", ".svg"),
        ]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(LOADED, line) and not any(name in line for name in NAMES)
    ]
    assert wrong == []


def test_no_script_of_ours_names_another_host():
    wrong = [
        f"{path.relative_to(HOUSE)}: {line.strip()[:90]}"
        for path in _files("storefront/static", ".js")
        if "vendor" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"""["'`](https?:)?//\w""", line)
    ]
    assert wrong == []


def test_the_policy_of_the_shop_allows_no_other_host():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}
    assert directives["default-src"] == ["'none'"]
