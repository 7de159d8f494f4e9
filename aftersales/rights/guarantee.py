"""Until when the law has us put a fault right (GUA-01, GUA-02)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checkout.order.models import Status
from storefront.law import queries as law
from storefront.law.calculators import guarantee, periods

from .registry import Right


def rights_of(order: Any, at: datetime) -> list[Right]:
    """
    Return the legal guarantee of the goods that have come; nothing while none has.

    It runs from the day of receipt in the buyer's zone, by the law as it was frozen with the order.
    Where the law sets no end, the right has none.
    """
    if order.status == Status.CANCELLED or not (came := _last_receipt(order)):
        return []
    rules = law.thaw(order.agreement.document["law"])
    ends = guarantee.guarantee(rules, delivered=periods.local_day(came, rules.zone()))
    if ends.liable_until == "none":
        return []
    until = _end(ends.liable_until, rules)
    open_ = until is None or at < until
    return [
        Right(
            key="guarantee",
            title=_("Have a fault put right, free of charge"),
            until=until,
            open=open_,
            why_not=_("The legal guarantee is over. Tell us all the same: we may be able to help."),
            url=f"{reverse('rights:order', args=[order.number])}?what=faulty",
            basis=str(rules.basis("guarantee.period")),
            action=_("See what you can have"),
            words=_words(ends.presumed_until),
            order=80,
        )
    ]


def _last_receipt(order: Any) -> datetime | None:
    came = order.shipments.filter(delivered_at__isnull=False).order_by("-delivered_at")
    return came.values_list("delivered_at", flat=True).first()


def _end(last: Any, rules: Any) -> datetime | None:
    return periods.first_instant_after(last, rules.zone()) if isinstance(last, date) else None


def _words(presumed_until: Any) -> str:
    if not isinstance(presumed_until, date):
        return _("The legal guarantee: for every fault that was there when it came.")
    return _(
        "The legal guarantee: for every fault that was there when it came. Until %(day)s you need "
        "not show that it was."
    ) % {"day": date_format(presumed_until, "j N Y")}
