"""Money: a Decimal with its currency; the one place where an amount is rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.utils import translation

ZERO = Decimal("0.00")


@dataclass(frozen=True, order=False)
class Money:
    """An amount in the major unit of its ISO 4217 currency; adding two currencies is an error."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __str__(self) -> str:
        return text(self.amount, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} is not {self.currency}")
        return other


def quantise(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the digits that the currency has (2 for EUR, 0 for JPY, 3 for KWD)."""
    return Decimal(amount).quantize(
        Decimal(1).scaleb(-get_currency_precision(currency)), rounding=ROUND_HALF_UP
    )


def split(total: Decimal, *, weights: Sequence[Decimal | int], currency: str) -> list[Decimal]:
    """
    Share an amount in proportion to weights; the shares always add up to the amount.

    :raises ValueError: if no weight is above zero
    """
    whole = sum(Decimal(weight) for weight in weights)
    if whole <= 0:
        raise ValueError("Nothing to share by: every weight is zero")
    shares: list[Decimal] = []
    given = seen = Decimal(0)
    for weight in weights:
        seen += Decimal(weight)
        upto = quantise(total * seen / whole, currency)
        shares.append(upto - given)
        given = upto
    return shares


def tax_within(gross: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return the tax that a price with tax contains, at a rate such as Decimal('0.23')."""
    return gross - quantise(gross / (1 + rate), currency)


def text(amount: Decimal, currency: str, language: str | None = None) -> str:
    """Write an amount as its reader writes it: €44.80, 44,80 €, ¥320."""
    return _text(amount, currency, language or translation.get_language() or "en")


@lru_cache(maxsize=4_096)
def _text(amount: Decimal, currency: str, language: str) -> str:
    try:
        locale = Locale.parse(language.replace("-", "_"), sep="_")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    written = str(format_currency(quantise(amount, currency), currency, locale=locale))
    # A minus, as everywhere in the shop, not the hyphen of the locale's data.
    return written.replace("-", "\N{MINUS SIGN}")
