"""
What an order comes to: the one place where totals are computed.

    total == goods - discounts + delivery + fee,  and  sum(line.price) == goods - discounts

always, to the cent. Prices are with tax; the tax inside them is that of the country of delivery.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from checkout.payments import methods as payment_methods
from checkout.shipping.quotes import DeliveryQuote
from storefront.core import money

from .discounts import Discount, cheaper
from .prices import SummaryLine, price_lines, tax_rate
from .terms import Terms


@dataclass(frozen=True)
class Summary:
    """
    One of these is everything that an order costs, as it is shown and as it is agreed to.

    Amounts are in `currency`, with tax. `goods` is before discounts. `delivery` is None as long
    as no way of delivery is chosen.
    """

    currency: str
    country: str
    lines: tuple[SummaryLine, ...]
    goods: Decimal
    discounts: tuple[Discount, ...]
    delivery: DeliveryQuote | None
    fee: Decimal
    total: Decimal
    tax: Decimal
    tax_rate: Decimal
    policies: Mapping[str, int] = field(default_factory=dict)
    agreed_about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def discount(self) -> Decimal:
        return sum((each.amount for each in self.discounts), money.ZERO)

    @property
    def delivery_charge(self) -> Decimal:
        return self.delivery.charge if self.delivery else money.ZERO

    @property
    def delivery_tax(self) -> Decimal:
        return money.tax_within(self.delivery_charge, rate=self.tax_rate, currency=self.currency)

    @property
    def fee_tax(self) -> Decimal:
        return money.tax_within(self.fee, rate=self.tax_rate, currency=self.currency)

    @property
    def is_collected(self) -> bool:
        """The buyer fetches it: nobody comes to their door."""
        return self.delivery is not None and self.delivery.is_collection

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """
        A hash of all that matters of what the buyer sees: it changes when any of that does.

        Words are left out, because a title may be read in another language.
        """
        seen = self.as_json()
        for line in seen["lines"]:
            del line["title"]
        seen["discounts"] = [amount for _name, amount in seen["discounts"]]
        if seen["delivery"]:
            kept = ("code", "charge", "currency", "earliest", "latest", "carrier")
            seen["delivery"] = {name: seen["delivery"][name] for name in kept}
        written = json.dumps(seen, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON holds it: amounts as text, days as ISO dates."""
        return {
            "currency": self.currency,
            "country": self.country,
            "lines": [
                {
                    name: str(value) if isinstance(value, Decimal) else value
                    for name, value in asdict(line).items()
                }
                for line in self.lines
            ],
            "goods": str(self.goods),
            "discounts": [[each.name, str(each.amount)] for each in self.discounts],
            "delivery": self.delivery.as_json() if self.delivery else None,
            "fee": str(self.fee),
            "total": str(self.total),
            "tax": str(self.tax),
            "tax_rate": str(self.tax_rate),
            "policies": dict(self.policies),
            "agreed_about": dict(self.agreed_about),
        }


def summarise(*, basket: Any, draft: Any, at: datetime, terms: Terms | None = None) -> Summary:
    """
    Work out what the order of this basket, filled in so far like this, comes to now.

    Prices are those of the lines that the basket has in hand: a basket fetched anew reads them
    anew. Discounts and fee are worked out each time, delivery and rules taken from the terms, or
    read if none are given. Nothing a browser sent counts.

    :raises CannotBeBought: if a line is no longer for sale
    """
    terms = terms or Terms(at=at, language=draft.language)
    country = draft.country or settings.CANDOUR_SEAT
    lines, taken_off = price_lines(basket=basket, country=country, at=at)
    currency = _currency(basket)
    worth = sum((line.price for line in lines), money.ZERO)
    delivery = _chosen_delivery(draft.delivery_code, country, worth, terms, basket)
    bare = add_up(
        currency=currency,
        country=country,
        lines=lines,
        discounts=taken_off,
        delivery=delivery,
        fee=money.ZERO,
        tax_rate=tax_rate(country, at),
        versions=terms.versions,
        agreed_about=_agreed_about(draft),
    )
    fee = _fee(draft.payment_code, bare)
    return _with_fee(bare, fee) if fee else bare


def add_up(
    *,
    currency: str,
    country: str,
    lines: Iterable[SummaryLine],
    discounts: Iterable[Discount],
    delivery: DeliveryQuote | None,
    fee: Decimal,
    tax_rate: Decimal,
    versions: Mapping[str, int] | None = None,
    agreed_about: Mapping[str, Any] | None = None,
) -> Summary:
    """Put the parts together; asks nothing and changes nothing."""
    lines = tuple(lines)
    charge = delivery.charge if delivery else money.ZERO
    tax = sum((line.tax for line in lines), money.ZERO) + sum(
        money.tax_within(part, rate=tax_rate, currency=currency) for part in (charge, fee)
    )
    return Summary(
        currency=currency,
        country=country,
        lines=lines,
        goods=sum((line.full_price for line in lines), money.ZERO),
        discounts=tuple(discounts),
        delivery=delivery,
        fee=fee,
        total=sum((line.price for line in lines), money.ZERO) + charge + fee,
        tax=tax,
        tax_rate=tax_rate,
        policies=versions or {},
        agreed_about=agreed_about or {},
    )


def _currency(basket: Any) -> str:
    for line in basket.all_lines():
        return str(line.purchase_info.price.currency)
    return str(settings.OSCAR_DEFAULT_CURRENCY)


def _chosen_delivery(
    code: str, country: str, worth: Decimal, terms: Terms, basket: Any
) -> DeliveryQuote | None:
    if not code:
        return None
    offers = cheaper(terms.quotes(country=country, goods=worth), basket.promoted)
    return next((each for each in offers if each.code == code), None)


def _fee(code: str, bare: Summary) -> Decimal:
    """Return what the chosen way of paying adds; a way that is not offered adds nothing."""
    if not code:
        return money.ZERO
    offered = payment_methods.methods_for(summary=bare, country=bare.country)
    return next((method.fee for method in offered if method.code == code), money.ZERO)


def _with_fee(bare: Summary, fee: Decimal) -> Summary:
    return add_up(
        currency=bare.currency,
        country=bare.country,
        lines=bare.lines,
        discounts=bare.discounts,
        delivery=bare.delivery,
        fee=fee,
        tax_rate=bare.tax_rate,
        versions=bare.policies,
        agreed_about=bare.agreed_about,
    )


def _agreed_about(draft: Any) -> dict[str, Any]:
    """What is not an amount but part of what both sides agree to: where to, for whom, how paid."""
    return {
        "email": draft.email,
        "to": draft.shipping_address or {},
        "invoice_to": draft.billing_address,
        "payment": draft.payment_code,
        "remark": draft.remark,
    }
