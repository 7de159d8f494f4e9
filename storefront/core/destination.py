"""
Where somebody wants things sent, before there is an address: what delivery costs and when it comes
is told for there. The seller's own country, until they choose another at the foot of a page.
"""

from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from phonenumbers import SUPPORTED_REGIONS

COOKIE = "country"
A_YEAR = 365 * 24 * 60 * 60
# Every country and territory where somebody can be called, as two letters (ISO 3166).
COUNTRIES = frozenset(SUPPORTED_REGIONS)


def of(request: HttpRequest) -> str:
    """Return the country, as two letters, that a visitor is shown delivery for."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in settings.CANDOUR_DELIVERS_TO else str(settings.CANDOUR_SEAT)


def choose(response: HttpResponse, country: str) -> None:
    """Remember a country; one that we do not deliver to is nobody's choice."""
    if country in settings.CANDOUR_DELIVERS_TO:
        response.set_cookie(
            COOKIE,
            country,
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )


def name(country: str) -> str:
    """Name a country in the reader's language."""
    return _names(translation.get_language() or "en").get(country, country)


def name_anywhere(country: str) -> str:
    """Name any country of the world in the reader's language."""
    locale = Locale.parse(translation.to_locale(translation.get_language() or "en"))
    return str(locale.territories.get(country, country))


def every() -> list[tuple[str, str]]:
    """Return the countries that we deliver to with their names, our own first."""
    named = [(code, name(code)) for code in settings.CANDOUR_DELIVERS_TO]
    return sorted(named, key=lambda each: (each[0] != settings.CANDOUR_SEAT, each[1]))


def everywhere() -> list[tuple[str, str]]:
    """Return every country of the world with its name, in the order of the names."""
    return sorted(
        ((code, name_anywhere(code)) for code in COUNTRIES), key=lambda each: each[1].casefold()
    )


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    locale = Locale.parse(translation.to_locale(language))
    return {code: str(locale.territories[code]) for code in settings.CANDOUR_DELIVERS_TO}
