"""
The whole shop, served to the machine's own Chromium.

What the worker does elsewhere happens here at once, after each commit: posts of the test bank go
over real HTTP to the served shop, and letters lie in `mail.outbox`. No page may ask another host
for anything, and none may have an error in its script or break its content security policy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request

from storefront.policies import demo as policies
from tests.factories import (
    make_category,
    make_class,
    make_delivery_methods,
    make_product,
    make_variants,
)

PHONE, DESK = 390, 1280
PATIENCE = 10_000  # milliseconds
# What a browser says of every page that answers with a refusal, asked for or not.
REFUSAL_SHOWN = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """No name but the shop's is found, and Chromium itself calls nobody."""
    return {
        **browser_type_launch_args,
        "args": [
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture
def script() -> str:
    """The shop's own script."""
    folder = Path(django_settings.BASE_DIR, "storefront", "static", "storefront", "js")
    return (folder / "shop.js").read_text(encoding="utf-8")


# The shop


@dataclass
class Shop:
    """One of these is a small shop that is open for business, at `url`."""

    url: str
    goods: dict[str, Any] = field(default_factory=dict)

    def page(self, title: str) -> str:
        return str(self.goods[title].get_absolute_url())


@pytest.fixture
def served(transactional_db, live_server, settings) -> Iterator[str]:
    """The address of the shop; its background work is done on the spot."""
    settings.CANDOUR_ORIGIN = live_server.url
    current_app.conf.task_always_eager = True
    yield live_server.url
    current_app.conf.task_always_eager = False


@pytest.fixture
def shop(served: str) -> Shop:
    at = timezone.now()
    policies.demo(at)
    make_delivery_methods(at)
    table = make_category("Table", name_zh="餐桌")
    light = make_category("Light", name_zh="灯")
    goods_class = make_class("Goods", requires=["maker", "material", "safety"])
    shared = {"product_class": goods_class, "at": at}
    mug = make_variants(
        title="Hob mug", title_zh="炉边杯", values=("oat", "moss"), stock=20,
        category=table, **shared,
    )[0].parent  # fmt: skip
    bowl = make_product(
        title="Weir bowl", title_zh="堰碗", price="24.00", stock=10, category=table, **shared
    )
    lamp = make_product(
        title="Slate lamp", title_zh="石板灯", price="89.00", stock=1, category=light, **shared
    )
    gone = make_product(
        title="Peat candle", title_zh="泥炭蜡烛", price="12.00", stock=0, category=light, **shared
    )
    return Shop(
        served,
        {"Hob mug": mug, "Weir bowl": bowl, "Slate lamp": lamp, "Peat candle": gone},
    )


# The browser

Visit = Callable[..., Page]


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], served: str) -> Iterator[Visit]:
    """
    Opens the shop in a browser of its own: `visit(width=PHONE, script=False)`.

    At the end every one of them is asked whether it did what no page of ours may do.
    """
    wrongs: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((served, "data:", "blob:")):
            wrongs.append(f"asked another host: {request.url}")

    def open_browser(*, width: int = DESK, script: bool = True, dark: bool = False) -> Page:
        context = new_context(
            base_url=served,
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            has_touch=width == PHONE,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-IE",
            timezone_id="Europe/Dublin",
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", watch)
        context.on("weberror", lambda each: wrongs.append(f"error in a script: {each.error}"))
        context.on(
            "console",
            lambda said: (
                wrongs.append(f"{said.page.url if said.page else ''} says {said.text}")
                if said.type == "error" and not said.text.startswith(REFUSAL_SHOWN)
                else None
            ),
        )
        return context.new_page()

    yield open_browser
    assert not wrongs, "\n".join(wrongs)
