"""What a web worker seldom needs is loaded when it is needed: each worker holds what is loaded."""

import subprocess
import sys

from django.conf import settings

# Each takes some megabytes, and makes documents, pictures or spreadsheets, or speaks to others.
SELDOM = {
    *("typst", "segno", "xlsxwriter", "PIL.Image", "httpx", "rapidfuzz", "nh3", "markdown_it"),
    *("zxcvbn", "holidays", "stripe", "openpyxl", "reportlab"),
}
LOADED = """
import sys
from storefront.config.wsgi import application
from django.urls import get_resolver
get_resolver().reverse_dict
print(*sys.modules)
"""


def test_a_web_worker_has_not_loaded_what_it_seldom_needs():
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert "storefront.catalogue.views" in loaded
    assert not loaded & SELDOM
