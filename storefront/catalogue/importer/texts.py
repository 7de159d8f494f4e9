"""Texts from other systems become words: no markup of theirs is kept, so none can do harm."""

import html
import re

BREAKS = re.compile(r"<\s*(?:br|/p|/li|/h[1-6]|/div|/tr)\b[^>]*>", re.IGNORECASE)


def cleaned(markup: str) -> str:
    """Return the words of a description, a line a paragraph or list item."""
    lines = BREAKS.sub("\n", re.sub(r"\s+", " ", markup)).split("\n")
    return "\n".join(filter(None, map(plain, lines)))


def plain(markup: str) -> str:
    """Return the words alone, on one line."""
    import nh3  # heavy, and seldom needed by the web

    bare = html.unescape(nh3.clean(markup, tags=set(), attributes={}))
    return re.sub(r"\s+", " ", bare).strip()
