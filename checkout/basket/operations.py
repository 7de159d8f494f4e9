"""
Every change of a basket, under its lock: two tabs, two presses or two devices lose nothing.

Locks are taken in one order everywhere: basket, holds, stock records by key.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from checkout import prices
from checkout.holds import operations as holds
from checkout.holds import queries as held
from checkout.promotions import queries as promotions
from checkout.promotions import reading as promotion_reading
from checkout.promotions.models import Promotion
from checkout.promotions.refusals import NotForThese, VoucherRefused
from storefront.core import money, references
from storefront.core.prepared import PreparedQuery
from storefront.core.refusal import Refusal
from storefront.partner import stops

from . import queries

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
StockRecord = get_model("partner", "StockRecord")

LINES = PreparedQuery("basket_own_lines", lambda pk: Line.objects.filter(basket=pk).order_by("pk"))
LOCKED = PreparedQuery(
    "basket_locked",
    lambda pk: Basket.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk),
)
STOCK = PreparedQuery(
    "product_stock", lambda pk: StockRecord.objects.filter(product=pk).order_by("pk")[:1]
)

MOST_OF_ONE = 99
MOST_LINES = 100


class NotForSale(Refusal):
    words = _("This is not for sale at the moment.")


class Recalled(NotForSale):
    words = _("This is recalled for safety, so we do not sell it any more.")


class ChooseVariant(Refusal):
    words = _("Please choose which one you would like first.")


class QuantityRefused(Refusal):
    words = _("Please write how many you would like: a whole number from 1 to %(most)s.")

    def __init__(self) -> None:
        super().__init__(most=MOST_OF_ONE)


class MoreThanThereAre(Refusal):
    """`left` is how many this basket could have; `held_until` when others' holds may end."""

    def __init__(self, *, left: int, held_until: datetime | None) -> None:
        self.left, self.held_until = left, held_until
        if held_until and not left:
            words = _("The last one is reserved for somebody else until %(until)s.")
        elif held_until:
            words = _("You can have %(left)s at the moment; more is reserved until %(until)s.")
        elif left:
            words = _("There are only %(left)s left, so that is the most you can have.")
        else:
            words = _("This is sold out.")
        super().__init__(words, left=left, until=queries.clock(held_until))


class OtherCurrency(Refusal):
    words = _("This is priced in another currency than your basket. Please order it on its own.")


class BasketIsFull(Refusal):
    words = _("Your basket is full. Please order what is in it first.")


class BasketIsClosed(Refusal):
    words = _("This basket is being paid, so it cannot be changed now.")


class LineIsGone(Refusal):
    words = _("This is not in your basket any more.")


@transaction.atomic
def add(*, basket: Any, product: Any, quantity: int, at: datetime) -> Any:
    """
    Put so many of a product into a basket, on top of what is there; returns the line.

    A basket that was never saved is saved now. Adding reserves nothing: see `holds`.

    :raises QuantityRefused: if it is not a whole number from 1 to MOST_OF_ONE
    :raises ChooseVariant: if the product comes in variants and none is named
    :raises NotForSale: if nobody may buy it; `Recalled` where a recall is why
    :raises MoreThanThereAre: if with what is in the basket there are not enough
    :raises OtherCurrency: if the basket holds things priced in another currency
    :raises BasketIsFull: if the basket has MOST_LINES lines
    :raises BasketIsClosed: if it is being paid or ordered
    """
    _check_quantity(quantity, least=1)
    stockrecord = _stock_for_sale(product)
    if basket.pk is None:
        # Nobody else can see it before this transaction ends, so there is nothing to lock.
        basket.save()
        lines = []
    else:
        basket = lock(basket)
        lines = LINES.rows(basket.pk)
    if lines and lines[0].price_currency != stockrecord.price_currency:
        raise OtherCurrency()
    line = next((each for each in lines if each.stockrecord_id == stockrecord.pk), None)
    wanted = quantity + (line.quantity if line else 0)
    if wanted > MOST_OF_ONE:
        raise QuantityRefused()
    _check_stock(basket, stockrecord, wanted, at)
    if line is None:
        if len(lines) >= MOST_LINES:
            raise BasketIsFull()
        line = Line.objects.create(
            basket=basket,
            line_reference=f"{product.pk}_{stockrecord.pk}",
            product=product,
            stockrecord=stockrecord,
            quantity=quantity,
            price_currency=stockrecord.price_currency,
            price_incl_tax=money.quantise(stockrecord.price, stockrecord.price_currency),
        )
    else:
        line.basket = basket
        _set_quantity(line, wanted, at)
    return line


@transaction.atomic
def reserve(*, basket: Any, product: Any, quantity: int, at: datetime) -> Any:
    """
    Put something scarce into the basket and set it aside at once; returns the hold.

    LBT-6.2.1.3. What is in the basket already is set aside as it is.

    :raises holds.OutOfStock: if others have it
    :raises holds.HeldTooOften: if it was reserved and let go again and again
    :raises: as `add` does
    """
    line = None
    if basket.pk is not None:
        basket = lock(basket)
        line = basket.lines.filter(product=product).first()
    if line is None:
        line = add(basket=basket, product=product, quantity=quantity, at=at)
    return holds.hold_line(basket=line.basket, line=line, at=at)


@transaction.atomic
def change(*, basket: Any, line_id: int, quantity: int, at: datetime) -> Any:
    """
    Set how many of a line there are; none removes it. What is held follows.

    :raises LineIsGone: if it is not in this basket (any more)
    :raises QuantityRefused: if it is not a whole number up to MOST_OF_ONE
    :raises MoreThanThereAre: if there are not enough
    :raises BasketIsClosed: if it is being paid or ordered
    """
    _check_quantity(quantity, least=0)
    basket = lock(basket)
    line = _line(basket, line_id)
    if quantity == 0:
        return _remove(basket, line, at)
    if quantity > line.quantity:
        if not prices.for_sale(line):
            raise NotForSale()
        _check_stock(basket, line.stockrecord, quantity, at)
    _set_quantity(line, quantity, at)
    return line


@transaction.atomic
def remove(*, basket: Any, line_id: int, at: datetime) -> Any:
    """
    Take a line out of the basket and give back what was held for it.

    :raises LineIsGone: if it is not in this basket (any more)
    :raises BasketIsClosed: if it is being paid or ordered
    """
    basket = lock(basket)
    return _remove(basket, _line(basket, line_id), at)


@transaction.atomic
def swap(*, basket: Any, line_id: int, product: Any, at: datetime) -> Any:
    """
    Put another variant in a line's place, as many of it; on refusal the original stays.

    LBT-6.2.1.4: nothing else that was chosen is lost.

    :raises: as `add` does
    """
    basket = lock(basket)
    line = _line(basket, line_id)
    quantity = line.quantity
    was_held = any(
        hold.stockrecord_id == line.stockrecord_id for hold in held.live(basket=basket, at=at)
    )
    _remove(basket, line, at)
    new = add(basket=basket, product=product, quantity=quantity, at=at)
    if was_held:
        holds.hold_line(basket=basket, line=new, at=at)
    return new


@transaction.atomic
def keep_for_later(*, basket: Any, kept: Any, line_id: int, at: datetime) -> Any:
    """
    Move a line out of the basket onto the buyer's list; what was held for it is given back.

    A list that was never saved is saved now.

    :raises LineIsGone: if it is not in this basket (any more)
    :raises BasketIsClosed: if the basket is being paid or ordered
    """
    basket = lock(basket)
    line = _line(basket, line_id)
    if kept.pk is None:
        kept.save()
    if Line.objects.filter(basket=kept, stockrecord=line.stockrecord_id).exists():
        Line.objects.filter(pk=line.pk).delete()
    else:
        Line.objects.filter(pk=line.pk).update(basket=kept)
    holds.follow_line(basket=basket, stockrecord_id=line.stockrecord_id, at=at)
    return line


@transaction.atomic
def bring_back(*, basket: Any, kept: Any, line_id: int, at: datetime) -> Any:
    """
    Move a line from the list into the basket, as many as were kept; refused, it stays there.

    :raises LineIsGone: if it is not on the list (any more)
    :raises: as `add` does
    """
    line = queries.lines(kept).filter(pk=line_id).first() if kept.pk else None
    # Deleting it decides between two presses: only one of them finds it.
    if line is None or not Line.objects.filter(pk=line.pk, basket=kept).delete()[0]:
        raise LineIsGone()
    return add(basket=basket, product=line.product, quantity=line.quantity, at=at)


@transaction.atomic
def forget(*, kept: Any, line_id: int) -> None:
    """Take a line off the list; one that is not on it is no mistake."""
    if kept.pk:
        Line.objects.filter(pk=line_id, basket=kept).delete()


@transaction.atomic
def merge_kept(*, of: Any, into: Any) -> None:
    """Move a guest's list into the list of the account; of a thing in both, the account's stays."""
    if into.pk is None:
        into.save()
    mine = set(into.lines.values_list("stockrecord_id", flat=True))
    of.lines.filter(stockrecord__in=mine).delete()
    of.lines.update(basket=into)
    Basket.objects.filter(pk=of.pk).update(status=Basket.MERGED)


def note_prices(basket: Any) -> None:
    """
    Take the prices shown now as those the buyer knows; later changes are told against them.

    For one who holds the lock of the basket.
    """
    for line in queries.lines(basket):
        price = line.purchase_info.price
        if price.exists and price.incl_tax != line.price_incl_tax:
            Line.objects.filter(pk=line.pk).update(
                price_incl_tax=price.incl_tax, price_currency=price.currency
            )


@transaction.atomic
def merge(*, of: Any, into: Any, at: datetime) -> Any:
    """
    Move everything of one basket into another of the same person; nothing is lost or doubled.

    Of a thing in both, the larger number stays: it is the same wish told twice. What does not fit,
    because the basket is full or priced in another currency, is kept for later.
    """
    rows = {
        row.pk: row
        for row in Basket.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[of.pk, into.pk])
        .order_by("pk")
    }
    of, into = rows[of.pk], rows[into.pk]
    if of.status != Basket.OPEN or into.status != Basket.OPEN:
        return into
    holds.hand_over(of=of, to=into, at=at)
    mine = {line.stockrecord_id: line for line in into.lines.all()}
    currency = next((line.price_currency for line in mine.values()), None)
    for line in of.lines.order_by("pk"):
        currency = currency or line.price_currency
        if other := mine.get(line.stockrecord_id):
            quantity = max(other.quantity, line.quantity)
            Line.objects.filter(pk=other.pk).update(quantity=quantity)
            line.delete()
        elif len(mine) < MOST_LINES and line.price_currency == currency:
            Line.objects.filter(pk=line.pk).update(basket=into)
            mine[line.stockrecord_id] = line
        else:
            _keep(line, owner=into.owner)
    into.vouchers.add(*of.vouchers.all())
    of.vouchers.clear()
    _merge_drafts(of, into)
    Basket.objects.filter(pk=of.pk).update(status=Basket.MERGED, date_merged=at)
    holds.trim(basket=into, at=at)
    return into


@transaction.atomic
def add_voucher(*, basket: Any, code: str, at: datetime) -> Promotion:
    """
    Use the code of a promotion for this basket; returns that. Using it twice is using it once.

    :raises VoucherRefused: if it is unknown, and in a kind of its own if it is not valid yet or any
        more, used up, used by this buyer, not for these things or too few of them, or if something
        that it does not combine with takes more off
    :raises BasketIsClosed: if the basket is being paid or ordered
    """
    basket = lock(basket)
    promotion = promotions.by_code(code)
    if promotion is None:
        raise VoucherRefused()
    found = promotion_reading.of_basket(basket, at=at, more=promotion)
    counting = {each.promotion for each in (*found.applied, *found.deliveries)}
    if promotion not in counting:
        raise dict(found.refused).get(promotion, NotForThese())
    basket.vouchers.add(promotion.voucher_id)
    return promotion


@transaction.atomic
def remove_voucher(*, basket: Any, code: str, at: datetime) -> None:
    """Stop using a voucher; one that is not used is no mistake."""
    basket = lock(basket)
    basket.vouchers.remove(*basket.vouchers.filter(code=references.tidy(code)[:128]))


def lock(basket: Any) -> Any:
    """
    Lock a basket for change and return it as it now is.

    :raises BasketIsClosed: if it is being paid or ordered
    """
    row = next(iter(LOCKED.rows(basket.pk)), None)
    if row is None:
        raise Basket.DoesNotExist
    if row.status != Basket.OPEN:
        raise BasketIsClosed()
    return row


def _stock_for_sale(product: Any) -> Any:
    if product.is_parent:
        raise ChooseVariant()
    stockrecord = next(iter(STOCK.rows(product.pk)), None)
    if stockrecord is not None:
        stockrecord.product = product
    if stockrecord is None or not queries.may_be_sold(product) or not stockrecord.price:
        raise Recalled() if stops.of_product(product) else NotForSale()
    return stockrecord


def _check_quantity(quantity: Any, *, least: int) -> None:
    if type(quantity) is not int or not least <= quantity <= MOST_OF_ONE:
        raise QuantityRefused()


def _check_stock(basket: Any, stockrecord: Any, wanted: int, at: datetime) -> None:
    if not stockrecord.product.get_product_class().track_stock:
        return
    if wanted <= stockrecord.net_stock_level:
        return  # what was held before could only add to that
    left = max(0, held.free_units(stockrecord=stockrecord, basket=basket, at=at))
    if wanted > left:
        until = held.comes_free_at(stockrecord_id=stockrecord.pk, at=at, ignoring=basket)
        raise MoreThanThereAre(left=left, held_until=until)


def _set_quantity(line: Any, quantity: int, at: datetime) -> None:
    Line.objects.filter(pk=line.pk).update(quantity=quantity, date_updated=at)
    line.quantity = quantity
    try:
        holds.follow_line(basket=line.basket, stockrecord_id=line.stockrecord_id, at=at)
    except holds.OutOfStock as short:
        # Somebody was quicker between the look and the press.
        first = short.lines[0]
        raise MoreThanThereAre(left=first.left, held_until=first.held_until) from short


def _remove(basket: Any, line: Any, at: datetime) -> Any:
    Line.objects.filter(pk=line.pk).delete()
    holds.follow_line(basket=basket, stockrecord_id=line.stockrecord_id, at=at)
    return line


def _line(basket: Any, line_id: int) -> Any:
    line = queries.lines(basket).filter(pk=line_id).first()
    if line is None:
        raise LineIsGone()
    line.basket = basket
    return line


def _keep(line: Any, *, owner: Any) -> None:
    """Put a line on the list of an account; of a thing that is there already, that one stays."""
    lists = Basket.objects.filter(owner=owner, status=Basket.SAVED).order_by("pk")
    kept = lists.first() or Basket.objects.create(owner=owner, status=Basket.SAVED)
    if Line.objects.filter(basket=kept, stockrecord=line.stockrecord_id).exists():
        line.delete()
    else:
        Line.objects.filter(pk=line.pk).update(basket=kept)


def _merge_drafts(of: Any, into: Any) -> None:
    """Keep what was filled in; of two, the later one."""
    Draft = get_model("checkout", "CheckoutDraft")
    drafts = list(Draft.objects.filter(basket__in=[of, into]).order_by("changed_at"))
    if drafts:
        Draft.objects.filter(pk__in=[draft.pk for draft in drafts[:-1]]).delete()
        Draft.objects.filter(pk=drafts[-1].pk).update(basket=into)
