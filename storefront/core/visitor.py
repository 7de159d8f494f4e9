"""
What the frame of every page needs: the seller, the rules, the departments, and who is looking.

Each comes from whatever function is registered here, since those who know it are later rooms.
Nothing here touches the session or the user of a visitor who brought no cookie, so that such a
page is the same for all and may be kept.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from . import destination

BASKET_COUNT_COOKIE = "basket-count"
SCHEME_COOKIE = "scheme"
# What a language is called where there is little room: we have one kind of Chinese.
SHORT = {"zh-hans": "中文"}

_departments: list[Callable[[], list[dict[str, Any]]]] = []
_frame: dict[str, Callable[[HttpRequest], Any]] = {}


def register_departments(query: Callable[[], list[dict[str, Any]]]) -> None:
    """Let the catalogue say what stands in the masthead: dicts of name, url."""
    _departments[:] = [query]


def register_frame(name: str, query: Callable[[HttpRequest], Any]) -> None:
    """Let a room say what stands in the frame of every page under this name."""
    _frame[name] = query


class Visitor:
    """Who is looking, asked only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def basket_count(self) -> int:
        """How many things are in the basket, as last counted; the basket page counts anew."""
        try:
            return max(0, int(self._request.COOKIES.get(BASKET_COUNT_COOKIE, "0")))
        except ValueError:
            return 0

    @property
    def name(self) -> str:
        """The name to greet by, or nothing."""
        if settings.SESSION_COOKIE_NAME not in self._request.COOKIES:
            return ""
        user = self._request.user
        return user.get_short_name() if user.is_authenticated else ""

    @property
    def scheme(self) -> str:
        chosen = self._request.COOKIES.get(SCHEME_COOKIE, "")
        return chosen if chosen in ("light", "dark") else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates the frame of the page."""
    path, country = request.path, destination.of(request)
    departments = [
        {**each, "current": path.startswith(each["url"])}
        for query in _departments
        for each in query()
    ]
    return {
        **{name: query(request) for name, query in _frame.items()},
        "visitor": Visitor(request),
        "demonstration": settings.CANDOUR_DEMO,
        "departments": departments,
        "destination": {"code": country, "name": destination.name(country)},
        "destinations": destination.every(),
        # Django would make another token for each form, three times over.
        "csrf_token": SimpleLazyObject(partial(get_token, request)),
        "language": translation.get_language(),
        "languages": [
            {
                "code": code,
                "name": (name := translation.get_language_info(code)["name_local"]),
                "short": SHORT.get(code, name),
            }
            for code, _name in settings.LANGUAGES
        ],
    }
