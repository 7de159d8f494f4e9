"""Which carriers there are; settings name them, so that a shop adds its own without a fork."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Carrier


@cache
def _all() -> dict[str, Carrier]:
    carriers = [import_string(path)() for path in settings.CANDOUR_CARRIERS]
    return {carrier.code: carrier for carrier in carriers}


def get(code: str) -> Carrier:
    """
    Return a carrier.

    :raises KeyError: if the shop has no such carrier
    """
    return _all()[code]


def codes() -> list[str]:
    return list(_all())


def with_a_line() -> list[str]:
    """Return the codes of the carriers that take instructions from us."""
    return [code for code, carrier in _all().items() if carrier.has_line]


def first() -> Carrier:
    """Return the carrier that a parcel is given to unless somebody says otherwise."""
    return next(iter(_all().values()))


def name_of(code: str, *, promised: str = "") -> str:
    """
    Say what a carrier is called; a code that is known no more says itself.

    The simulated one drives for whichever carrier the buyer was `promised`.
    """
    if code not in _all():
        return code
    return promised if promised and _all()[code].plays_any else str(_all()[code].name)
