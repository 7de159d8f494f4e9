"""
The arithmetic of invoices: prices contain their tax, and no cent is lost or made.

Everything here is pure. A *share* is what one rate of tax has of a sum: gross == net + tax.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from storefront.core import money


class MoreThanIsLeft(ValueError):
    """More was to be taken off than is left."""


@dataclass(frozen=True)
class Share:
    """One of these is what a sum has at one rate of tax (0.23); amounts in one currency."""

    rate: Decimal
    gross: Decimal
    tax: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax

    def as_json(self) -> dict[str, str]:
        return {
            "rate": str(self.rate),
            "net": str(self.net),
            "tax": str(self.tax),
            "gross": str(self.gross),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, str]) -> "Share":
        return cls(Decimal(said["rate"]), Decimal(said["gross"]), Decimal(said["tax"]))


def within(gross: Decimal, *, rate: Decimal, currency: str) -> Share:
    """Return a price with the tax that it contains."""
    return Share(rate, gross, money.tax_within(gross, rate=rate, currency=currency))


def by_rate(shares: Iterable[Share]) -> list[Share]:
    """Add up what each rate has, the highest rate first."""
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for each in shares:
        gross, tax = sums.get(each.rate, (money.ZERO, money.ZERO))
        sums[each.rate] = (gross + each.gross, tax + each.tax)
    return [Share(rate, *sums[rate]) for rate in sorted(sums, reverse=True)]


def less(shares: Iterable[Share], taken: Iterable[Share]) -> list[Share]:
    """Return what is left by rate after some was taken off."""
    minus = [Share(each.rate, -each.gross, -each.tax) for each in taken]
    return by_rate([*shares, *minus])


def take(left: Sequence[Share], amount: Decimal, *, currency: str) -> list[Share]:
    """
    Take an amount off what is left, from each rate in proportion, and its tax with it.

    What takes the last cent takes the last of the tax as well, so parts always make the whole.

    :raises MoreThanIsLeft: if that much is not left
    """
    open_ = [each for each in left if each.gross > 0]
    whole = sum((each.gross for each in open_), money.ZERO)
    if amount > whole:
        raise MoreThanIsLeft(f"{amount} of {whole}")
    if amount <= 0:
        return []
    parts = money.split(amount, weights=[each.gross for each in open_], currency=currency)
    return [
        Share(
            each.rate,
            part,
            each.tax
            if part == each.gross
            else money.quantise(each.tax * part / each.gross, currency),
        )
        for each, part in zip(open_, parts, strict=True)
        if part
    ]


def sums(shares: Iterable[Share]) -> dict[str, Any]:
    """Return net, tax and total of some shares."""
    known = list(shares)
    return {
        "net": sum((each.net for each in known), money.ZERO),
        "tax": sum((each.tax for each in known), money.ZERO),
        "total": sum((each.gross for each in known), money.ZERO),
    }
