"""
What was paid for the units of an order line and has not been given back.

Whoever gives money back asks here: leaving out, ending what is late, returning, cutting a price.
So no unit is paid back twice, and the shares of all units of a line add up to its price.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aftersales.changes import queries as changes
from aftersales.returns import queries as returns
from aftersales.tracking import queries as tracking
from storefront.core import money


@dataclass(frozen=True)
class GivenBack:
    """
    One of these is what of an order has been paid back, by the key of the order line.

    `units` are paid back whole: left out, ended or returned. `cuts` are price reductions of units
    that stay with the buyer: how many units they were for, and how much, in `currency`.
    """

    units: Counter[int]
    cuts: dict[int, tuple[int, Decimal]]
    currency: str

    def share_of(self, line: Any, units: int) -> Decimal:
        """Return what is left of what was paid for the next units of a line, after reductions."""
        before = min(self.units[line.pk], line.quantity)
        # Of units that were given back already nothing is left.
        units = min(units, line.quantity - before)
        share = changes.share_of(line, before=before, units=units, currency=self.currency)
        return share - self._cut(line, before + units) + self._cut(line, before)

    def _cut(self, line: Any, upto: int) -> Decimal:
        # Nobody can tell which of several went back: those that were never reduced go first.
        reduced, amount = self.cuts.get(line.pk, (0, money.ZERO))
        reduced = min(reduced, line.quantity)
        among = max(0, upto - (line.quantity - reduced))
        return money.quantise(amount * among / reduced, self.currency) if among else money.ZERO


def given_back(order: Any, *, but: Any = None) -> GivenBack:
    """Return what of an order has been paid back, but for one return of it."""
    units = changes.cancelled_units(order) + tracking.ended_units(order)
    units += returns.paid_units(order, but=but)
    return GivenBack(Counter(units), returns.price_cuts(order), order.currency)
