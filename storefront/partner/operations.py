"""What is done to prices and counts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import moment_words
from storefront.staff import history

from . import queries, reference, registry, stops
from .models import ExpectedBack, PriceChange, StockCount, StockRecord
from .queries import InView

HIGHEST_PRICE = Decimal("1000000")
MOST_UNITS = 10_000_000


class PriceRefused(Refusal):
    words = _("A price is an amount above zero.")


class Meanwhile(Refusal):
    """What was in view is not so any more; pressing again goes by what is in view then."""


class PricedMeanwhile(Meanwhile):
    words = _(
        "%(who)s set it to %(price)s on %(when)s, after you opened this page. If yours is still "
        "right, save once more."
    )


class CountedMeanwhile(Meanwhile):
    words = _(
        "%(who)s wrote %(before)s → %(after)s on %(when)s, after you opened this page. Talk to "
        "them or count again; then save once more."
    )


class MovedMeanwhile(Meanwhile):
    words = _(
        "When you opened this page there were %(seen)s units, and now there are %(now)s: parcels "
        "left or came back meanwhile. Count again, then save once more."
    )


class NotAReduction(Refusal):
    """A reduction that nobody could have bought at more: it may not be announced (PRI-01)."""

    words = _(
        "This is no reduction: the price must be below the lowest price of the 30 days before, "
        "and the product must have been on sale for those 30 days."
    )


class ReasonWithoutReduction(Refusal):
    words = _("A reason for a reduction goes with a price that is announced as one.")


class DayHasPassed(Refusal):
    words = _("That day has passed.")


class StockRefused(Refusal):
    words = _("A count is a whole number, zero or more.")


class NothingCame(Refusal):
    words = _("Say how many units came in: a whole number, one or more.")


class BookedAlready(Refusal):
    words = _("“%(note)s” was booked in already, %(units)s units, %(when)s. Say if more came.")


@transaction.atomic
def set_price(
    *,
    stockrecord: StockRecord,
    price: Decimal,
    at: datetime,
    by: object = None,
    reduced: bool = False,
    reason: Mapping[str, str] | None = None,
    why: str = "",
    seen: int | None = None,
) -> PriceChange:
    """
    Sell at a price from now on, gross, in the stock record's currency; its history says so.

    Setting the price that already holds, announced the same way, changes nothing but the words of
    `reason`: why it is reduced, as {language: words}, for buyers; a file may have none. What they
    were before stays in its history. `why` is for staff. `seen` is the number of the latest change
    that was in view, nought for none; None asks nothing.

    :raises PriceRefused: if it is no amount that can be charged
    :raises PricedMeanwhile: if somebody else set it after that
    :raises NotAReduction: if it is announced as a reduction but is none
    :raises ReasonWithoutReduction: if it says why a price is reduced that is announced as none
    """
    said = {language: words.strip() for language, words in (reason or {}).items() if words.strip()}
    if said and not reduced:
        raise ReasonWithoutReduction()
    price = checked_price(price, stockrecord.price_currency)
    record = StockRecord.objects.select_for_update().get(pk=stockrecord.pk)
    past = list(record.price_changes.order_by("since", "pk"))
    last = past[-1] if past else None
    same = last and record.price == last.price == price and last.reduced == reduced
    if last and same and last.reason == said:
        return last
    if last and seen is not None and last.pk != seen:
        raise PricedMeanwhile(
            who=_named(last.set_by),
            price=money.text(last.price, last.currency),
            when=moment_words(last.since),
        )
    if last and same:
        return _say_otherwise(record, last, said, why=why, by=by, at=at)
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
        reason=said,
        why=why,
        set_by=by if getattr(by, "pk", None) else None,
    )
    StockRecord.objects.filter(pk=record.pk).update(price=price, date_updated=at)
    stockrecord.price = price
    registry.changed([record.product_id], at)
    return change


def _say_otherwise(
    record: StockRecord, last: PriceChange, said: dict[str, str], *, why: str, by: Any, at: datetime
) -> PriceChange:
    """Correct why a price is reduced: the amount and its day stay, so it is no other reduction."""
    before, last.reason = {"reason": last.reason}, said
    last.save(update_fields=["reason"])
    after, why = {"reason": said}, why.strip() or now_("The reason that buyers read was corrected.")
    history.record(row=last, before=before, after=after, why=why, by=by, at=at)
    registry.changed([record.product_id], at)
    return last


@transaction.atomic
def set_stock(
    *,
    stockrecord: StockRecord,
    units: int,
    at: datetime,
    by: object = None,
    why: str = "",
    seen: InView | None = None,
) -> StockCount | None:
    """
    Put the number of units in the warehouse right; what is set aside stays set aside.

    The count may fall below what is set aside: then nothing is free until that is settled.
    `seen` is what the one who counted had in view; None asks nothing.

    :raises StockRefused: if it is negative or beyond belief
    :raises CountedMeanwhile: if somebody else wrote a count after that
    :raises MovedMeanwhile: if units left or came back after that
    :raises stops.Stopped: if there would be more of what is recalled
    """
    if not 0 <= units <= MOST_UNITS:
        raise StockRefused()
    record = StockRecord.objects.select_for_update().get(pk=stockrecord.pk)
    if record.num_in_stock == units:
        return None
    if seen:
        _unless_other(queries.in_view(record), seen, record)
    if units > (record.num_in_stock or 0):
        stops.refuse_more(record)
    return _write_count(stockrecord, record, units, why=why, by=by, at=at)


@transaction.atomic
def book_in(
    *,
    stockrecord: StockRecord,
    units: int,
    key: UUID,
    at: datetime,
    by: object = None,
    why: str = "",
    again: bool = False,
) -> StockCount:
    """
    Add the units of a delivery to those that there are, however many that is by now.

    `key` is that of the page on which it was typed: booking it in again finds the first time.
    `why` is the number of its note; one that stands there already is asked about, unless `again`
    says that more came under it.

    :raises NothingCame: if it is not one unit or more, or there would be more than is believed
    :raises BookedAlready: if a delivery of the same note was booked in
    :raises stops.Stopped: if it is recalled
    """
    record = StockRecord.objects.select_for_update().get(pk=stockrecord.pk)
    if known := StockCount.objects.filter(key=key).first():
        return known
    if units < 1 or (record.num_in_stock or 0) + units > MOST_UNITS:
        raise NothingCame()
    kind, why = StockCount.Kind.DELIVERY, why.strip()
    same = record.stock_counts.filter(kind=kind, why__iexact=why).order_by("-pk").first()
    if why and same and not again:
        units_then, then = same.after - same.before, moment_words(same.counted_at)
        raise BookedAlready(note=why, units=units_then, when=then)
    stops.refuse_more(record)
    after = (record.num_in_stock or 0) + units
    return _write_count(stockrecord, record, after, why=why, by=by, at=at, kind=kind, key=key)


def _write_count(
    stockrecord: StockRecord,
    record: StockRecord,
    units: int,
    *,
    why: str,
    by: object,
    at: datetime,
    **more: Any,
) -> StockCount:
    before = record.num_in_stock or 0
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=units, date_updated=at)
    stockrecord.num_in_stock = units
    return StockCount.objects.create(
        stockrecord=record,
        before=before,
        after=units,
        why=why,
        counted_by=by if getattr(by, "pk", None) else None,
        counted_at=at,
        **more,
    )


def _unless_other(now: InView, seen: InView, record: StockRecord) -> None:
    if now.count != seen.count:
        last = StockCount.objects.select_related("counted_by").get(pk=now.count)
        raise CountedMeanwhile(
            who=_named(last.counted_by),
            before=last.before,
            after=last.after,
            when=moment_words(last.counted_at),
        )
    if now.units != seen.units:
        raise MovedMeanwhile(seen=seen.units, now=now.units)


def _named(who: Any) -> str:
    return str(who.get_full_name() or who.username) if who else now_("The shop")


@transaction.atomic
def expect_back(
    *, stockrecord: StockRecord, on: date | None, at: datetime, by: object = None
) -> ExpectedBack | None:
    """
    Say by which day something is expected back, for buyers who find it sold out; None: not known.

    It is read only while it is sold out, and no longer than to that day.

    :raises DayHasPassed: if that day is over
    """
    known = ExpectedBack.objects.filter(stockrecord=stockrecord)
    if on is None:
        known.delete()
        return None
    if same := known.filter(on=on).first():
        return same
    if on < timezone.localdate(at):
        raise DayHasPassed()
    said = {"on": on, "said_by": by if getattr(by, "pk", None) else None, "said_at": at}
    # Of two at once the later one stands; there is one row, whoever comes first.
    return ExpectedBack.objects.update_or_create(stockrecord=stockrecord, defaults=said)[0]


def set_low_stock_at(*, stockrecord: StockRecord, units: int | None) -> None:
    """
    Say from how many free units on staff are told to order more.

    :raises StockRefused: if it is negative or beyond belief
    """
    if units is not None and not 0 <= units <= MOST_UNITS:
        raise StockRefused()
    StockRecord.objects.filter(pk=stockrecord.pk).update(low_stock_threshold=units)


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
