"""The browser of this machine. Where there is none, its tests are skipped and say so."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def found() -> str:
    """Return the path of a Chromium, named by CHROMIUM or found on the way."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not (path := found()):
        pytest.skip("No Chromium on this machine: install one, or set CHROMIUM to its path")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic"],
    }


@pytest.fixture
def script() -> str:
    """The shop's own script."""
    folder = Path(settings.BASE_DIR, "storefront", "static", "storefront", "js")
    return (folder / "shop.js").read_text(encoding="utf-8")
