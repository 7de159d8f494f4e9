"""Everything that the basket page says, in a fixed number of statements."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkout import summary
from checkout.holds.models import Hold
from checkout.shipping import queries as shipping
from checkout.shipping.quotes import DeliveryQuote
from storefront.catalogue import pictures
from storefront.catalogue.languages import in_language
from storefront.catalogue.models import ProductImage
from storefront.core import money
from storefront.partner.models import StockRecord

from . import forms, queries

FEW = 5


@dataclass
class LineShown:
    """One line as its buyer sees it: what it is, what it costs and why, whether it is there."""

    line: Any
    title: str
    url: str
    picture: dict[str, Any] | None
    unit: Decimal
    amount: Decimal
    full: Decimal
    currency: str
    was: Decimal | None
    basis: str
    sold: bool
    free: int
    held_until: datetime | None
    others_until: datetime | None
    price_before: Decimal | None
    form: forms.LineForm
    variants: list[tuple[int, str]] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        return int(self.line.quantity)

    @property
    def is_short(self) -> bool:
        return self.sold and self.free < self.quantity

    @property
    def is_last(self) -> bool:
        """So few that the buyer may want them set aside at once."""
        return self.sold and not self.is_short and self.free <= FEW and not self.held_until

    @property
    def stock_words(self) -> str:
        if not self.sold:
            return _("Not for sale any more. Please remove it.")
        if self.is_short and self.free and self.others_until:
            return _("Only %(n)s free at the moment; the rest is reserved until %(until)s.") % {
                "n": self.free,
                "until": queries.clock(self.others_until),
            }
        if self.is_short and self.others_until:
            return _("Reserved for somebody else until %(until)s.") % {
                "until": queries.clock(self.others_until)
            }
        if self.is_short and self.free:
            return _("There are only %(n)s left. Please take fewer.") % {"n": self.free}
        if self.is_short:
            return _("Sold out. Please remove it.")
        if self.held_until:
            return ""
        if self.free <= FEW:
            return ngettext(
                "%(n)s left, not held: we hold things from the moment you check out.",
                "%(n)s left, not held: we hold things from the moment you check out.",
                self.free,
            ) % {"n": self.free}
        return _("In stock.")


@dataclass
class BasketPage:
    lines: list[LineShown]
    goods: Decimal
    discounts: list[tuple[str, Decimal]]
    total: Decimal
    tax: Decimal
    currency: str
    country: str
    delivery: DeliveryQuote | None
    vouchers: list[Any] = field(default_factory=list)
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

    @property
    def forms(self) -> list[forms.LineForm]:
        return [line.form for line in self.lines]


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
        )
        for row in queries.lines(kept)
    ]


def basket_page(
    *,
    basket: Any,
    at: datetime,
    kept: Any = None,
    bound: dict[int, forms.LineForm] | None = None,
) -> BasketPage:
    """
    Say everything about a basket as it is now; nothing is changed or set aside.

    `bound` holds forms that were refused, by line id, so that what was typed stays.
    """
    country = settings.CANDOUR_SEAT
    later = kept_lines(kept) if kept is not None else []
    if basket.pk is None:
        return BasketPage([], money.ZERO, [], money.ZERO, money.ZERO,
                          settings.OSCAR_DEFAULT_CURRENCY, country, None, kept=later)  # fmt: skip
    if (draft := getattr(basket, "draft", None)) and draft.country:
        country = draft.country
    basket.reset_offer_applications()
    rows = list(queries.lines(basket))
    priced, discounts = summary.priced(basket=basket, country=country, at=at)
    by_line = {each.line_id: each for each in priced}
    stock = _Stock(rows, basket, at)
    images = pictures_of(rows)
    shown = [
        _line(row, by_line.get(row.pk), stock, images.get(row.product_id), bound or {})
        for row in rows
    ]
    _offer_variants(shown)
    goods = sum((each.full_price for each in priced), money.ZERO)
    worth = sum((each.price for each in priced), money.ZERO)
    delivery = shipping.cheapest(country=country, goods=worth, at=at) if priced else None
    charge = delivery.charge if delivery else money.ZERO
    currency = shown[0].currency if shown else settings.OSCAR_DEFAULT_CURRENCY
    rate = summary.tax_rate(country, at)
    own = stock.own_live
    return BasketPage(
        lines=shown,
        goods=goods,
        discounts=discounts,
        total=worth + charge,
        tax=sum((each.tax for each in priced), money.ZERO)
        + money.tax_within(charge, rate=rate, currency=currency),
        currency=currency,
        country=country,
        delivery=delivery,
        kept=later,
        vouchers=[*{each["voucher"]: 0 for each in basket.voucher_discounts}],
        held_until=min((hold.expires_at for hold in own), default=None),
        may_extend=any(hold.may_be_extended for hold in own),
    )


class _Stock:
    """Who holds what of these goods: one statement for all lines."""

    def __init__(self, rows: list[Any], basket: Any, at: datetime) -> None:
        holds = list(
            Hold.objects.held().filter(stockrecord__in=[row.stockrecord_id for row in rows])
        )
        self.at = at
        self.own_live = [h for h in holds if h.basket_id == basket.pk and h.expires_at > at]
        self._own = {hold.stockrecord_id: hold for hold in self.own_live}
        self._back: dict[int, int] = {}
        self._until: dict[int, datetime] = {}
        for hold in holds:
            pk = hold.stockrecord_id
            if hold.basket_id == basket.pk or hold.expires_at <= at:
                self._back[pk] = self._back.get(pk, 0) + hold.quantity
            elif pk not in self._until or hold.expires_at < self._until[pk]:
                self._until[pk] = hold.expires_at

    def free(self, row: Any) -> int:
        if not row.product.get_product_class().track_stock:
            return forms.operations.MOST_OF_ONE
        return max(0, row.stockrecord.net_stock_level + self._back.get(row.stockrecord_id, 0))

    def held_until(self, row: Any) -> datetime | None:
        hold = self._own.get(row.stockrecord_id)
        return hold.expires_at if hold else None

    def others_until(self, row: Any) -> datetime | None:
        return self._until.get(row.stockrecord_id)


def _line(
    row: Any,
    priced: summary.SummaryLine | None,
    stock: _Stock,
    picture: dict[str, Any] | None,
    bound: dict[int, forms.LineForm],
) -> LineShown:
    unit = priced.unit_price if priced else (row.price_incl_tax or money.ZERO)
    known = row.price_incl_tax
    product = row.product
    card = getattr(product.parent if product.parent_id else product, "card", None)
    was = (card.compared if card else {}).get(str(row.stockrecord_id), (None,))[0]
    title = title_of(product)
    return LineShown(
        line=row,
        title=title,
        url=url_of(product),
        picture=picture,
        unit=unit,
        amount=priced.price if priced else unit * row.quantity,
        full=priced.full_price if priced else unit * row.quantity,
        currency=row.price_currency,
        was=Decimal(was) if was else None,
        basis=_("Lowest price in the 30 days before") if was else "",
        sold=priced is not None,
        free=stock.free(row),
        held_until=stock.held_until(row),
        others_until=stock.others_until(row),
        price_before=known if priced and known is not None and known != unit else None,
        form=bound.get(row.pk)
        or forms.LineForm(prefix=f"line-{row.pk}", initial={"quantity": row.quantity}, title=title),
    )


def _offer_variants(shown: list[LineShown]) -> None:
    """Name the other variants that a line could be swapped for: one statement, if any has some."""
    parents = {each.line.product.parent_id for each in shown} - {None}
    if not parents:
        return
    records = (
        StockRecord.objects.filter(
            product__parent__in=parents, product__is_public=True, price__isnull=False
        )
        .select_related("product__parent")
        .order_by("product_id")
    )
    by_parent: dict[int, list[Any]] = {}
    for record in records:
        if record.net_stock_level > 0:
            by_parent.setdefault(record.product.parent_id, []).append(record)
    for each in shown:
        each.variants = [
            (record.product_id,
             f"{title_of(record.product)}, {money.text(record.price, record.price_currency)}")
            for record in by_parent.get(each.line.product.parent_id, ())
            if record.product_id != each.line.product_id
        ]  # fmt: skip


def title_of(product: Any) -> str:
    """Name a product or variant in the reader's language."""
    parent = product.parent if product.parent_id else None
    if parent is None:
        return str(product.title)
    if not product.title or product.title == parent.title:
        return str(parent.title)
    if product.title.startswith(parent.title):
        return str(product.title)
    return f"{parent.title}, {product.title}"


def url_of(product: Any) -> str:
    """Return the address of the page on which a product or variant is shown."""
    shown = product.parent if product.parent_id else product
    try:
        return reverse("catalogue:detail", kwargs={"product_slug": shown.slug, "pk": shown.pk})
    except NoReverseMatch:
        return ""


def pictures_of(rows: list[Any]) -> dict[int, dict[str, Any]]:
    """Return a picture for each product, a variant's own before its parent's: one statement."""
    wanted = {row.product_id for row in rows} | {row.product.parent_id for row in rows} - {None}
    first: dict[int, dict[str, Any]] = {}
    images = (
        ProductImage.objects.filter(product__in=wanted)
        .select_related("picture")
        .order_by("display_order", "pk")
    )
    for image in images:
        if image.product_id not in first and (shown := pictures.shown(image)):
            first[image.product_id] = {**shown, "alt": in_language(shown["alt"])}
    return {
        row.product_id: picture
        for row in rows
        if (picture := first.get(row.product_id) or first.get(row.product.parent_id))
    }
