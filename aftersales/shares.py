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
    that are with the buyer still: how many of them are reduced, and by how much, in `currency`.
    """

    units: Counter[int]
    cuts: dict[int, tuple[int, Decimal]]
    currency: str

    def share_of(self, line: Any, units: int) -> Decimal:
        """Return what is left of what was paid for the next units of a line, after reductions."""
        before = min(self.units[line.pk], line.quantity)
        # Of units that were given back already nothing is left.
        left = line.quantity - before
        units = min(units, left)
        share = changes.share_of(line, before=before, units=units, currency=self.currency)
        reduced, amount = self.cuts.get(line.pk, (0, money.ZERO))
        return share - _part(amount, of=reduced, among=left, taken=units, currency=self.currency)


def given_back(order: Any, *, but: Any = None) -> GivenBack:
    """Return what of an order has been paid back, but for one return of it."""
    # What is left out or ended never came, so it went before anything was reduced.
    units = Counter(changes.cancelled_units(order) + tracking.ended_units(order))
    cuts: dict[int, tuple[int, Decimal]] = {}
    for paid in returns.paid_in_turn(order, but=but):
        line = paid.line
        left = max(0, line.quantity - units[line.pk])
        reduced, amount = cuts.get(line.pk, (0, money.ZERO))
        if paid.cut is not None:
            cuts[line.pk] = min(left, reduced + paid.units), amount + paid.cut
            continue
        taken = _part(amount, of=reduced, among=left, taken=paid.units, currency=order.currency)
        cuts[line.pk] = min(reduced, max(0, left - paid.units)), amount - taken
        units[line.pk] += paid.units
    return GivenBack(units, cuts, order.currency)


def _part(amount: Decimal, *, of: int, among: int, taken: int, currency: str) -> Decimal:
    """
    Return how much of a reduction `of` some of the units `among` which they are is that of those
    `taken`.

    Nobody can tell which of several goes back: those that were never reduced go first.
    """
    worn = min(of, taken - (among - of))
    return money.quantise(amount * worn / of, currency) if worn > 0 else money.ZERO
