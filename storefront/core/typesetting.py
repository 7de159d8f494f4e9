"""
Chinese set as Chinese: its full-width marks bring their own space, so none stands beside them.

Templates put a space or a new line between two sentences, as most languages do. What is sent in
Chinese is closed up in one place here, instead of at each of a thousand seams.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

_AFTER, _BEFORE = "，。：；？！、（）》", "，。：；？！、（）《"
_MARK = re.compile(rf"[{_AFTER}{_BEFORE}]")
# Blanks, and line breaks that a template's indentation follows; a break that somebody typed stays.
_SEAM = re.compile(rf"(?<=[{_AFTER}])[ \n]* |[ \n]+(?<= )(?=[{_BEFORE}])")
_FIRST_BLANK, _LAST_BLANK = re.compile(r"^[ \n]* "), re.compile(r"[ \n]* $")
# What is typed into a field, or set as it stands, is left alone, and so is what is in a tag.
_PIECES = re.compile(
    r"(<(?:textarea|pre|script|style)\b.*?</(?:textarea|pre|script|style)>|<[^>]*>)", re.DOTALL
)
_INLINE = tuple(
    f"{opening}{name}{end}"
    for name in (
        "a",
        "abbr",
        "b",
        "bdi",
        "code",
        "em",
        "i",
        "mark",
        "small",
        "span",
        "strong",
        "time",
    )
    for opening, end in (("<", " "), ("<", ">"), ("</", ">"))
)


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def close_up(words: str) -> str:
    """Return plain words in Chinese without blanks beside full-width marks; others as they are."""
    return _SEAM.sub("", words) if is_chinese() else words


def close_up_page(html: str) -> str:
    """Do the same with the text of a page, across tags that stand within a line."""
    if not is_chinese():
        return html
    pieces = _PIECES.split(html)
    mark_before = False  # the text so far in this line ends in a mark
    blank_from = 0  # the piece from which on there are only blanks, where there are any
    for at, piece in enumerate(pieces):
        if at % 2:
            if not piece.startswith(_INLINE):
                mark_before, blank_from = False, 0
            continue
        if not piece:
            continue
        text = _SEAM.sub("", piece) if _MARK.search(piece) else piece
        if mark_before:
            text = _FIRST_BLANK.sub("", text)
        elif blank_from and text[:1] in _BEFORE:
            for other in range(blank_from, at, 2):
                pieces[other] = _LAST_BLANK.sub("", pieces[other])
        pieces[at] = text
        if filled := text.rstrip(" \n"):
            mark_before = filled[-1] in _AFTER
            blank_from = at if text[-1] == " " else 0
        elif not blank_from:
            blank_from = at
    return "".join(pieces)


class ChineseMiddleware:
    """Closes up every page that is sent in Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and is_chinese() and not response.streaming:
            response.content = close_up_page(response.content.decode()).encode()
        return response
