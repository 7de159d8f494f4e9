"""What is done to prices, counts and suppliers."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.refusal import Refusal

from . import reference, registry, stops
from .models import PriceChange, StockCount, StockRecord, Supplier

HIGHEST_PRICE = Decimal("1000000")
MOST_UNITS = 10_000_000


class PriceRefused(Refusal):
    words = _("A price is an amount above zero.")


class NotAReduction(Refusal):
    """A reduction that nobody could have bought at more: it may not be announced (PRI-01)."""

    words = _(
        "This is no reduction: the price must be below the lowest price of the 30 days before, "
        "and the product must have been on sale for those 30 days."
    )


class StockRefused(Refusal):
    words = _("A count is a whole number, zero or more.")


class VerificationRefused(Refusal):
    words = _("A verification names the papers that were seen and ends on a day to come.")


@transaction.atomic
def set_price(
    *,
    stockrecord: StockRecord,
    price: Decimal,
    at: datetime,
    by: object = None,
    reduced: bool = False,
    why: str = "",
) -> PriceChange:
    """
    Sell at a price from now on, gross, in the stock record's currency; its history says so.

    Setting the price that already holds, announced the same way, changes nothing.

    :raises PriceRefused: if it is no amount that can be charged
    :raises NotAReduction: if it is announced as a reduction but is none
    """
    price = checked_price(price, stockrecord.price_currency)
    record = StockRecord.objects.select_for_update().get(pk=stockrecord.pk)
    past = list(record.price_changes.order_by("since", "pk"))
    last = past[-1] if past else None
    if last and record.price == last.price == price and last.reduced == reduced:
        return last
    if last and at <= last.since:
        raise PriceRefused(_("A price cannot be set for a moment before the latest change."))
    if reduced and not reference.reduction(past, price=price, began_at=at):
        raise NotAReduction()

    change = PriceChange.objects.create(
        stockrecord=record,
        price=price,
        currency=record.price_currency,
        since=at,
        reduced=reduced,
        why=why,
        set_by=by if getattr(by, "pk", None) else None,
    )
    StockRecord.objects.filter(pk=record.pk).update(price=price, date_updated=at)
    stockrecord.price = price
    registry.changed([record.product_id], at)
    return change


@transaction.atomic
def set_stock(
    *, stockrecord: StockRecord, units: int, at: datetime, by: object = None, why: str = ""
) -> StockCount | None:
    """
    Put the number of units in the warehouse right; what is set aside stays set aside.

    The count may fall below what is set aside: then nothing is free until that is settled.

    :raises StockRefused: if it is negative or beyond belief
    :raises stops.Stopped: if there would be more of what is recalled
    """
    if not 0 <= units <= MOST_UNITS:
        raise StockRefused()
    record = StockRecord.objects.select_for_update().get(pk=stockrecord.pk)
    before = record.num_in_stock or 0
    if record.num_in_stock == units:
        return None
    if units > before:
        stops.refuse_more(record)
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=units, date_updated=at)
    stockrecord.num_in_stock = units
    return StockCount.objects.create(
        stockrecord=record,
        before=before,
        after=units,
        why=why,
        counted_by=by if getattr(by, "pk", None) else None,
        counted_at=at,
    )


def set_low_stock_at(*, stockrecord: StockRecord, units: int | None) -> None:
    """
    Say from how many free units on staff are told to order more.

    :raises StockRefused: if it is negative or beyond belief
    """
    if units is not None and not 0 <= units <= MOST_UNITS:
        raise StockRefused()
    StockRecord.objects.filter(pk=stockrecord.pk).update(low_stock_threshold=units)


@transaction.atomic
def verify_supplier(
    *, supplier: Supplier, proof: str, until: date, by: object, at: datetime
) -> Supplier:
    """
    Record that the supplier's papers were seen, and until when that holds (LBT-5.3.2.1.1).

    :raises VerificationRefused: if no papers are named or the day has passed
    """
    if not proof.strip() or until <= at.date():
        raise VerificationRefused()
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    supplier.proof, supplier.valid_until = proof.strip(), until
    supplier.verified_by, supplier.verified_at = by, at
    supplier.save(update_fields=["proof", "valid_until", "verified_by", "verified_at"])
    products = StockRecord.objects.filter(partner=supplier.partner_id)
    registry.changed(list(products.values_list("product_id", flat=True)), at)
    return supplier


def checked_price(price: Decimal, currency: str) -> Decimal:
    """
    Return the amount in the digits of its currency.

    :raises PriceRefused: if it is not above zero, beyond belief, or has too many digits
    """
    try:
        exact = Decimal(price)
        if not exact.is_finite() or not 0 < exact <= HIGHEST_PRICE:
            raise PriceRefused()
        if (rounded := money.quantise(exact, currency)) != exact:
            raise PriceRefused(_("The price has more digits than its currency."))
    except (InvalidOperation, ValueError, TypeError) as broken:
        raise PriceRefused() from broken
    return rounded


def currency_is_ours(currency: str) -> bool:
    return currency == settings.OSCAR_DEFAULT_CURRENCY
