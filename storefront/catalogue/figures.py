"""What the figures of a sheet may be, such as where a thing was made and how large it is."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.core import destination
from storefront.core.refusal import Refusal

_NUMBER = r"(\d{1,5}(?:\.\d{1,2})?)"
_SIZE = re.compile(rf"{_NUMBER}\s*[x×*]\s*{_NUMBER}\s*[x×*]\s*{_NUMBER}", re.IGNORECASE)


class NoSuchCountry(Refusal):
    words = _("“%(typed)s” is no country. Write its two letters, such as IE for Ireland.")


class NotASize(Refusal):
    words = _("“%(typed)s” is no size. Write three numbers in millimetres: 120 x 80 x 60.")


def checked(figures: dict[str, Any]) -> dict[str, Any]:
    """
    Return the figures as they are kept: two capital letters, three numbers with an x between.

    :raises NoSuchCountry: if what is said to be the country of origin is none
    :raises NotASize: if what is said to be its size is not length, width and height above nought
    """
    kept = dict(figures)
    if origin := str(kept.get("origin") or "").strip():
        kept["origin"] = origin.upper()
        if kept["origin"] not in destination.COUNTRIES:
            raise NoSuchCountry(typed=origin)
    if size := str(kept.get("size_mm") or "").strip():
        kept["size_mm"] = size_of(size)
    return kept


def size_of(typed: str) -> str:
    """
    Return length, width and height in millimetres as they are kept.

    :raises NotASize: if that is not three numbers above nought
    """
    found = _SIZE.fullmatch(typed)
    if not found or not all(map(float, found.groups())):
        raise NotASize(typed=typed)
    return " x ".join(found.groups())
