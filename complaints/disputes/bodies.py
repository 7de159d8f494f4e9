"""
The outside bodies that a buyer may turn to, chosen by where the buyer lives.

The shop is bound to none of them by contract, so it names what the law of the buyer's country
opens (CMP-03, CMP-12, CMP-14) and what the law of its own seat does. A body is a fact about the
world: whoever changes the seat of the shop looks through this list.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EU = frozenset({"IE", "DE", "FR", "NL", "IT", "ES"})
EVERYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Body:
    """One of these is a body outside the shop: who it is, what it does and what that costs."""

    name: Promise
    help: Promise
    countries: frozenset[str] = EVERYWHERE
    seats: frozenset[str] = EVERYWHERE

    def is_for(self, country: str) -> bool:
        """Say whether a buyer who lives there may turn to it about this shop."""
        here = not self.countries or country in self.countries
        return here and (not self.seats or settings.CANDOUR_SEAT in self.seats)


BODIES = (
    Body(
        _("Small Claims procedure, District Court, Ireland"),
        _("Claims up to €2,000, for a small fee, without a lawyer."),
        seats=frozenset({"IE"}),
    ),
    Body(
        _("Competition and Consumer Protection Commission, Ireland"),
        _("Free information on your rights; it does not settle single cases."),
        countries=frozenset({"IE"}),
    ),
    Body(
        _("European Small Claims procedure"),
        _("At a court of the country where you live: claims up to €5,000, without a lawyer."),
        countries=EU - {"IE"},
        seats=EU,
    ),
    Body(
        _("European Consumer Centre of your country"),
        _("Free help between you and a shop in another country of the EU."),
        countries=EU - {"IE"},
        seats=EU,
    ),
    Body(
        _("Citizens Advice, Great Britain"),
        _("Free information on your rights; in Northern Ireland it is Consumerline."),
        countries=frozenset({"GB"}),
    ),
    Body(
        _("12315 platform of the market regulator, China"),
        _("Free information and mediation."),
        countries=frozenset({"CN"}),
    ),
    Body(
        _("Data Protection Commission, Dublin"),
        _("If it is about your data; free."),
        seats=frozenset({"IE"}),
    ),
    Body(
        _("The authority for data protection of the country where you live"),
        _("If it is about your data; free. It works with the one of our country."),
        countries=(EU - {"IE"}) | {"GB"},
    ),
)


def bodies_for(country: str) -> list[Body]:
    """
    Return whom a buyer of a country, two letters, may turn to, in the order of use.

    Where they live is nearer to them than where we sit.
    """
    return sorted(
        (body for body in BODIES if body.is_for(country)),
        key=lambda body: country not in body.countries and country != settings.CANDOUR_SEAT,
    )
