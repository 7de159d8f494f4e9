"""What the shop offers at one moment to whoever orders; each part is read once, when asked for."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from checkout.shipping import queries as shipping
from checkout.shipping.models import DeliveryMethod
from checkout.shipping.quotes import DeliveryQuote
from storefront.policies import queries as policies

# The texts that an order is made under, and whose versions it keeps.
POLICIES = ("terms", "delivery", "returns", "privacy")


@dataclass
class Terms:
    """One of these is the deliveries on offer and the rules in force; texts in `language`."""

    at: datetime
    language: str

    @cached_property
    def deliveries(self) -> list[DeliveryMethod]:
        return shipping.offered()

    @cached_property
    def policies(self) -> list[Any]:
        """The texts that an order is made under, in the order in which they are named."""
        in_force = policies.all_in_force(at=self.at, language=self.language)
        return [in_force[slug] for slug in POLICIES if slug in in_force]

    @property
    def versions(self) -> dict[str, int]:
        """The version in force of each of these texts."""
        return {policy.slug: policy.version for policy in self.policies}

    @property
    def countries(self) -> set[str]:
        """Every country that some delivery reaches (LBT-6.2.4.1.d)."""
        return {country for method in self.deliveries for country in method.countries}

    def quotes(self, *, country: str, goods: Decimal) -> list[DeliveryQuote]:
        """Return an offer for each delivery that reaches the country, for goods worth so much."""
        return shipping.quoted(self.deliveries, country=country, at=self.at, goods=goods)
