"""Strings that have broken software before: a few of ours, and the known lists where they lie."""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path

OURS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(2)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% debug %}",
    "'; DROP TABLE order_order; --",
    "%s%n%(x)s{0}",
    "\x00",
    "a\x00b",
    "\r\nBcc: somebody@example.org\r\n\r\nBody",
    "\u202egnp.exe",
    "\ufeff\u200b\u2060",
    "\U0001f4a5" * 300,
    "Z\u0351\u036b\u0343" * 200,
    "x" * 20_000,
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "１２",
    "٣",
    "../../../../etc/passwd",
    "https://evil.example/",
    "//evil.example",
    "=cmd|' /C calc'!A0",
    "true",
    "[]",
    " ",
    "",
]


def every_string() -> list[str]:
    """Return ours, and the lists in REAL_DATA_DIR if it names a folder."""
    found = list(OURS)
    if folder := os.environ.get("REAL_DATA_DIR"):
        lists = Path(folder, "hostile")
        found += json.loads((lists / "blns.json").read_text(encoding="utf-8"))
        found += chain.from_iterable(
            each.read_text(encoding="utf-8", errors="replace").splitlines()
            for each in sorted((lists / "fuzzdb").glob("*.txt"))
        )
    return list(dict.fromkeys(found))


def turn(number: int, *, turns: int) -> list[str]:
    """Return ours and the share of the lists that falls to the form of that number."""
    return [*OURS, *every_string()[len(OURS) :][number % turns :: turns]]
