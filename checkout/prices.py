"""What the lines of a basket cost, each with its share of every discount and the tax inside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from checkout.basket import queries as baskets
from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.law import queries as law

from . import discounts
from .discounts import Discount


class CannotBeBought(Refusal):
    """Some lines are no longer for sale; `lines` are those basket lines."""

    words = _("Something in your basket is not for sale any more.")

    def __init__(self, lines: Iterable[Any] = ()) -> None:
        self.lines = list(lines)
        super().__init__()


@dataclass(frozen=True)
class SummaryLine:
    """
    One of these is one line with what it costs: `price` is for all of it, after discounts.

    `unit_price` is before discounts; `tax` is inside `price`, at `tax_rate` (0.23).
    """

    line_id: int
    product_id: int
    stockrecord_id: int
    sku: str
    title: str
    quantity: int
    unit_price: Decimal
    price: Decimal
    tax: Decimal
    tax_rate: Decimal
    # By which exception of the law it may not be sent back, if its class says so.
    exclusion: str = ""

    @property
    def full_price(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def discount(self) -> Decimal:
        return self.full_price - self.price

    @property
    def price_excl_tax(self) -> Decimal:
        return self.price - self.tax


def price_lines(
    *, basket: Any, country: str, at: datetime
) -> tuple[list[SummaryLine], list[Discount]]:
    """
    Price every line with its discounts, and name each discount with its amount.

    :raises CannotBeBought: if a line is no longer for sale
    """
    refuse_what_is_gone(basket)
    return priced(basket=basket, country=country, at=at)


def refuse_what_is_gone(basket: Any) -> None:
    """:raises CannotBeBought: if a line is no longer for sale"""
    if gone := [line for line in basket.all_lines() if not for_sale(line)]:
        raise CannotBeBought(gone)


def priced(*, basket: Any, country: str, at: datetime) -> tuple[list[SummaryLine], list[Discount]]:
    """Price the lines that can be bought, as the basket has them in hand."""
    promoted = discounts.apply(basket, at=at)
    rate = tax_rate(country, at)
    sold = [line for line in basket.all_lines() if for_sale(line)]
    lines: list[SummaryLine] = []
    for line in sold:
        currency = line.purchase_info.price.currency
        unit = money.quantise(line.purchase_info.price.incl_tax, currency)
        price = unit * line.quantity - discounts.of_line(promoted, line.pk)
        lines.append(
            SummaryLine(
                line_id=line.pk,
                product_id=line.product_id,
                stockrecord_id=line.stockrecord_id,
                sku=line.stockrecord.partner_sku,
                title=line.product.get_title(),
                quantity=line.quantity,
                unit_price=unit,
                price=price,
                tax=money.tax_within(price, rate=rate, currency=currency),
                tax_rate=rate,
                exclusion=_exclusion(line.product),
            )
        )
    return lines, discounts.named(promoted)


def _exclusion(product: Any) -> str:
    declared = getattr(product.get_product_class(), "disclosure", None)
    return declared.withdrawal_exclusion if declared else ""


def for_sale(line: Any) -> bool:
    """Say whether a line may be bought at all, however many there are."""
    return bool(
        line.quantity > 0 and baskets.may_be_sold(line.product) and line.purchase_info.price.exists
    )


def tax_rate(country: str, at: datetime) -> Decimal:
    """Return the rate of the country of delivery as a share such as 0.23; 0 where none is known."""
    try:
        fact = law.vat_rate(country, at)
    except law.NoProfile:
        return Decimal(0)
    return Decimal(str(fact.value)) / 100 if fact.known else Decimal(0)
