"""Until when a fault counts as ours without any proof (GUA-02)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.order.models import Status
from storefront.law import queries as law
from storefront.law.calculators import guarantee, periods

from .registry import Right


def rights_of(order: Any, at: datetime) -> list[Right]:
    """
    Return the presumption of the legal guarantee for goods that have come; nothing before.

    It runs from the day of the last receipt, in the buyer's zone, by the law as it was frozen with
    the order. That faults are put right at all is said by `returns`; this is who has to prove what.
    """
    if order.status == Status.CANCELLED or not (came := _last_receipt(order)):
        return []
    rules = law.thaw(order.agreement.document["law"])
    ends = guarantee.guarantee(rules, delivered=periods.local_day(came, rules.zone()))
    if not isinstance(ends.presumed_until, date):
        return []
    until = periods.first_instant_after(ends.presumed_until, rules.zone())
    return [
        Right(
            key="guarantee",
            title=_("Need no proof that a fault is ours"),
            until=until,
            open=at < until,
            why_not=_("A fault is still put right; we may ask how it came about."),
            url=f"{reverse('rights:order', args=[order.number])}?what=faulty",
            basis=rules.basis("guarantee.presumption").for_buyers,
            action=_("See what you can have"),
            words=_("The legal guarantee: what shows itself by then was there when it came."),
            order=80,
        )
    ]


def _last_receipt(order: Any) -> datetime | None:
    came = [each.delivered_at for each in order.shipments.all() if each.delivered_at]
    return max(came, default=None)
