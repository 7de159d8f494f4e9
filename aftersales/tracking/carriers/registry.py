"""Which carriers there are; settings name them, so that a shop adds its own without a fork."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from checkout.shipping import naming

from .base import Carrier

# The buyer, who fetches it at our own place.
COLLECTION = "collection"
_BY_LINE = _("%(carrier)s: gives us its number by itself")
_BY_HAND = _("%(carrier)s: its number is typed in here")


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
    if promised and _all()[code].plays_any:
        return naming.carrier(promised)
    return str(_all()[code].name)


def told(code: str, said: str) -> str:
    """Say what a carrier reported, in the reader's language where its adapter knows the words."""
    return _all()[code].told(said) if said and code in _all() else said


def offered(*, promised: str = "", collected: bool = False) -> list[tuple[str, str]]:
    """
    Return code and name of the carriers that staff can give a parcel to, the promised one first.

    What the buyer collects is given to nobody. Where the carrier by line and the one by hand drive
    for the same name, it says which is which.
    """
    found = [each for each in _all().values() if (each.code == COLLECTION) == collected]
    several = len([each for each in found if each.plays_any]) > 1
    named = []
    for each in found:
        name = name_of(each.code, promised=promised)
        if each.plays_any and several:
            name = str((_BY_LINE if each.has_line else _BY_HAND) % {"carrier": name})
        named.append((each.code, name))
    first_of_all = naming.carrier(promised) or "\0"
    return sorted(named, key=lambda offer: not offer[1].startswith(first_of_all))
