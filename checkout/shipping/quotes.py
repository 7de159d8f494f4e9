"""What a delivery costs and on which days it comes: dates, never only a number of days."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from storefront.core import money
from storefront.core.working_time import Calendar
from storefront.law import queries as law

from .models import DeliveryMethod

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)


@dataclass(frozen=True)
class DeliveryQuote:
    """
    One of these is an offer to deliver: for this charge, on one of these days.

    `charge` is with tax, in `currency`. `earliest` and `latest` are days at the destination,
    both included. The dates hold for an order before `order_by`; `dispatch_by` is when it has
    left us at the latest.
    """

    code: str
    name: str
    charge: Decimal
    currency: str
    earliest: date
    latest: date
    order_by: datetime
    carrier: str
    dispatch_by: datetime
    kind: str = DeliveryMethod.Kind.POST
    note: str = ""
    tracking: str = ""
    usual_charge: Decimal = money.ZERO
    free_from: Decimal | None = None
    missing_for_free: Decimal | None = None
    # The promotion that makes it cheaper: where its terms stand, and how much it takes off.
    promotion: str = ""
    promotion_name: str = ""
    promotion_off: Decimal = money.ZERO

    @property
    def is_collection(self) -> bool:
        return self.kind == DeliveryMethod.Kind.COLLECTION

    def as_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat()
            if isinstance(value, date)
            else str(value)
            if isinstance(value, Decimal)
            else value
            for name, value in asdict(self).items()
        }


def from_json(data: dict[str, Any]) -> DeliveryQuote:
    """Read a quote back as it was stored with an order."""
    read = dict(data)
    for name in ("earliest", "latest"):
        read[name] = date.fromisoformat(read[name])
    for name in ("order_by", "dispatch_by"):
        read[name] = datetime.fromisoformat(read[name])
    for name in ("charge", "usual_charge", "free_from", "missing_for_free"):
        read[name] = None if read.get(name) is None else Decimal(read[name])
    read["promotion_off"] = Decimal(read.get("promotion_off") or 0)
    return DeliveryQuote(**read)


def quote(method: DeliveryMethod, *, country: str, goods: Decimal, at: datetime) -> DeliveryQuote:
    """
    Work out one method for goods of this value (with tax, after discounts) to a country.

    Ordered before the cut-off on a day on which we work, it leaves that day; else the next one.
    It arrives on a day on which the destination works too.
    """
    local = at.astimezone(ZoneInfo(SHOP.zone))
    first = local.date()
    if not SHOP.works_on(first) or local.time() >= method.cutoff:
        first = SHOP.next_working_day(first + timedelta(days=1))
    leaves = SHOP.add_working_days(first, method.dispatch_days) if method.dispatch_days else first
    there = SHOP if method.is_collection else _calendar(country)
    earliest = there.next_working_day(_after(leaves, method.min_days))
    latest = there.next_working_day(_after(leaves, method.max_days))
    free = method.free_from is not None and goods >= method.free_from
    return DeliveryQuote(
        code=method.code,
        name=method.name,
        charge=money.ZERO if free else method.price,
        currency=method.currency,
        earliest=earliest,
        latest=latest,
        order_by=SHOP.at(first, method.cutoff),
        carrier=method.carrier,
        dispatch_by=SHOP.close_of(leaves),
        kind=method.kind,
        note=method.note,
        tracking=method.tracking,
        usual_charge=method.price,
        free_from=method.free_from,
        missing_for_free=None if free or method.free_from is None else method.free_from - goods,
    )


def _after(day: date, days: int) -> date:
    return SHOP.add_working_days(day, days) if days else day


@lru_cache(maxsize=64)
def _calendar(country: str) -> Calendar:
    """When the destination works; where nobody wrote that down, our own calendar has to do."""
    try:
        there = law.country(country)
    except law.NoProfile:
        return SHOP
    return Calendar((there.holidays or country).upper(), there.zone)
