"""Oscar's price policies, and ours: what is stored is what is paid."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from oscar.apps.partner.prices import *  # noqa: F403
from oscar.apps.partner.prices import Base

from storefront.core import money
from storefront.law import queries as law


class GrossPrice(Base):
    """
    A price with its tax in it. The tax shown by it is that of the shop's own country; checkout
    computes the tax of the country of delivery, which never changes what is paid.
    """

    exists = is_tax_known = True

    def __init__(self, *, currency: str, incl_tax: Decimal) -> None:
        self.currency = currency
        self.incl_tax = incl_tax

    @property
    def effective_price(self) -> Decimal:
        return self.incl_tax

    @cached_property
    def tax(self) -> Decimal:  # type: ignore[override]
        percent = law.vat_rate(settings.CANDOUR_SEAT, datetime.now(UTC)).value
        rate = Decimal(str(percent)) / 100
        return money.tax_within(self.incl_tax, rate=rate, currency=self.currency)

    @property
    def excl_tax(self) -> Decimal:  # type: ignore[override]
        return self.incl_tax - self.tax
