"""Everything that the basket page says, in a fixed number of statements."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from checkout import discounts, prices
from checkout.discounts import Discount, Idle
from checkout.shipping import queries as shipping
from checkout.shipping.quotes import DeliveryQuote
from storefront.core import marks, money

from . import forms, operations, queries, reading
from .reading import pictures_in, pictures_of  # noqa: F401  (the steps draw lines too)
from .shown import LineShown, Picture


@dataclass
class BasketPage:
    lines: list[LineShown]
    goods: Decimal
    discounts: list[Discount]
    total: Decimal
    tax: Decimal
    currency: str
    country: str
    delivery: DeliveryQuote | None
    codes: list[tuple[str, str]] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    kept: list["KeptLine"] = field(default_factory=list)
    held_until: datetime | None = None
    may_extend: bool = False

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def changes(self) -> list[str]:
        """What is not as it was when it was put in, each in one sentence."""
        return [
            _("%(title)s: now %(now)s, it was %(before)s. You pay today’s price.")
            % {
                "title": line.title,
                "now": money.text(line.unit, line.currency),
                "before": money.text(line.price_before, line.currency),
            }
            for line in self.lines
            if line.price_before is not None
        ]

    @property
    def can_check_out(self) -> bool:
        return bool(self.lines) and all(line.sold and not line.is_short for line in self.lines)


@dataclass
class KeptLine:
    """One thing that the buyer keeps for later, with what it costs now."""

    pk: int
    title: str
    url: str
    quantity: int
    price: Decimal | None
    currency: str
    free: int
    price_before: Decimal | None = None

    @property
    def can_be_bought(self) -> bool:
        return self.price is not None and self.free > 0


def kept_lines(kept: Any) -> list[KeptLine]:
    """Return what is kept for later; one statement, none where there is no list."""
    if kept.pk is None:
        return []
    return [
        KeptLine(
            pk=row.pk,
            title=title_of(row.product),
            url=url_of(row.product),
            quantity=row.quantity,
            price=row.stockrecord.price if queries.may_be_sold(row.product) else None,
            currency=row.stockrecord.price_currency,
            free=max(0, row.stockrecord.net_stock_level),
            # What it cost when it was laid aside, where that is not what it costs now.
            price_before=row.price_incl_tax
            if row.price_incl_tax != row.stockrecord.price
            else None,
        )
        for row in queries.lines(kept)
    ]


def basket_page(
    *,
    basket: Any,
    country: str,
    at: datetime,
    kept: Any = None,
    bound: dict[int, forms.LineForm] | None = None,
) -> BasketPage:
    """
    Say everything about a basket as it is now; nothing is changed or set aside.

    Delivery is to the address given in the checkout, else to `country`. `bound` holds forms that
    were refused, by line id, so that what was typed stays.
    """
    later = kept_lines(kept) if kept is not None else []
    if basket.pk is None:
        return BasketPage([], money.ZERO, [], money.ZERO, money.ZERO,
                          settings.OSCAR_DEFAULT_CURRENCY, country, None, kept=later)  # fmt: skip
    if (draft := getattr(basket, "draft", None)) and draft.country:
        country = draft.country
    rows = list(queries.lines(basket))
    priced, taken_off = prices.priced(basket=basket, country=country, at=at)
    by_line = {each.line_id: each for each in priced}
    stock = reading.Stock(basket, at)
    images = pictures_in(basket, rows)
    others = reading.variants(basket, rows)
    shown = [
        _line(
            row,
            by_line.get(row.pk),
            stock,
            images.get(row.product_id),
            _variants(row, others.get(row.product.parent_id, [])),
            (bound or {}).get(row.pk),
        )
        for row in rows
    ]
    goods = sum((each.full_price for each in priced), money.ZERO)
    worth = sum((each.price for each in priced), money.ZERO)
    offers = shipping.quotes(basket=basket, country=country, at=at, goods=worth) if priced else []
    delivery = shipping.ordinary(discounts.cheaper(offers, basket.promoted))
    charge = delivery.charge if delivery else money.ZERO
    currency = shown[0].currency if shown else settings.OSCAR_DEFAULT_CURRENCY
    rate = prices.tax_rate(country, at)
    own = stock.own_live
    return BasketPage(
        lines=shown,
        goods=goods,
        discounts=taken_off,
        total=worth + charge,
        tax=sum((each.tax for each in priced), money.ZERO)
        + money.tax_within(charge, rate=rate, currency=currency),
        currency=currency,
        country=country,
        delivery=delivery,
        kept=later,
        codes=discounts.counting_codes(basket.promoted, delivery),
        idle=discounts.idle(basket.promoted, delivery),
        held_until=min((hold.expires_at for hold in own), default=None),
        may_extend=any(hold.may_be_extended for hold in own),
    )


def _line(
    row: Any,
    priced: prices.SummaryLine | None,
    stock: reading.Stock,
    picture: dict[str, Any] | None,
    variants: tuple[tuple[int, str], ...],
    refused: forms.LineForm | None,
) -> LineShown:
    unit = priced.unit_price if priced else (row.price_incl_tax or money.ZERO)
    known = row.price_incl_tax
    product = row.product
    card = getattr(product.parent if product.parent_id else product, "card", None)
    was = (card.compared if card else {}).get(str(row.stockrecord_id), (None,))[0]
    return LineShown(
        pk=row.pk,
        product_id=row.product_id,
        quantity=row.quantity,
        title=title_of(product),
        url=url_of(product),
        picture=_picture(picture),
        unit=unit,
        amount=priced.price if priced else unit * row.quantity,
        full=priced.full_price if priced else unit * row.quantity,
        currency=row.price_currency,
        was=Decimal(was) if was else None,
        basis=_("Lowest price in the 30 days before") if was else "",
        sold=priced is not None,
        free=min(stock.free(row), operations.MOST_OF_ONE),
        held_until=stock.held_until(row),
        others_until=stock.others_until(row),
        price_before=known if priced and known is not None and known != unit else None,
        variants=variants,
        refused=refused,
    )


def _picture(found: dict[str, Any] | None) -> Picture | None:
    if found is None:
        return None
    return Picture(found["src"], found["srcset"], found["width"], found["height"])


def _variants(row: Any, others: list[reading.Variant]) -> tuple[tuple[int, str], ...]:
    """Name the other variants that a line could be swapped for."""
    return tuple(
        (
            each.product_id,
            f"{_titled(each.title, row.product.parent.title)}, "
            f"{money.text(each.price, each.currency)}",
        )
        for each in others
        if each.product_id != row.product_id
    )


def title_of(product: Any) -> str:
    """Name a product or variant in the reader's language."""
    if product.parent_id is None:
        return str(product.title)
    return _titled(product.title, product.parent.title)


def _titled(own: str, of_parent: str) -> str:
    if not own or own == of_parent:
        return str(of_parent)
    return str(own) if own.startswith(of_parent) else marks.joined([of_parent, own])


def url_of(product: Any) -> str:
    """Return the address of the page on which a product or variant is shown."""
    shown = product.parent if product.parent_id else product
    try:
        return reverse("catalogue:detail", kwargs={"product_slug": shown.slug, "pk": shown.pk})
    except NoReverseMatch:
        return ""
