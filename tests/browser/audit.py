"""
Whether everybody can use a page: axe's rules, on a phone and a desk, in light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LOOKS = [(390, "light"), (1280, "dark"), (390, "dark"), (1280, "light")]
# What may differ between one look and another; the rest is asked once.
BY_LOOK = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def everybody_can_use(
    page: Page, looks: Sequence[tuple[int, str]] = LOOKS, but: Sequence[str] = ()
) -> None:
    """
    Fail with every violation there is on this page, in all of its looks, `but` those of rules
    that somebody else has to mend.

    :raises AssertionError: naming page, look, rule and element
    """
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    seen, size = [], page.viewport_size
    for number, (width, scheme) in enumerate(looks):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        rules: dict[str, Any] = (
            {
                "runOnly": {"type": "tag", "values": TAGS},
                "rules": {"target-size": {"enabled": True}},
            }
            if number == 0
            else {"runOnly": {"type": "rule", "values": BY_LOOK}}
        )
        found = page.evaluate("rules => axe.run(rules)", {**rules, "resultTypes": ["violations"]})
        seen += [
            f"{page.url} ({width}, {scheme}) {each['id']}: {each['help']}\n"
            + "\n".join(
                f"    {node['html'][:160]}\n      {node['failureSummary'][:300]}"
                for node in each["nodes"][:4]
            )
            for each in found["violations"]
            if each["id"] not in but
        ]
        seen += _too_wide(page, width)
    if size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    assert not seen, "\n".join(seen)


def _too_wide(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url} is {wide} wide on a screen of {width}"] if wide > width else []
