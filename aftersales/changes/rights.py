"""What a buyer may still change about an order."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right
from aftersales.tracking import queries as tracking
from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core.templatetags.candour import day_words

from . import queries

LEFT = (Status.DISPATCHED, Status.DELIVERED, Status.COMPLETED)


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to cancel: open until a carrier has the parcel, then over."""
    if order.status == Status.CANCELLED:
        return []
    left_at = orders.taken_at(order, Status.DISPATCHED) if order.status in LEFT else None
    may = queries.may_be_cancelled(order)
    leaves = tracking.promised(order, "dispatch") if may else None
    return [
        Right(
            key="cancel",
            title=_("Cancel all or part of it"),
            until=left_at,
            expected=leaves.due_at if leaves else None,
            end_words=_("Until it leaves us"),
            open=may,
            why_not="" if may else _over(order),
            url=reverse("changes:cancel", args=[order.number]),
            action=_("Cancel"),
            basis=_("Our delivery rules: without cost until it has left us"),
            words=_until(order, leaves) if may else "",
            order=10,
            answers=(Problem.CHANGED_MIND, Problem.LATE),
        )
    ]


def _over(order: Any) -> str:
    if order.status in (Status.DELIVERED, Status.COMPLETED):
        return _("It is with you already. You can withdraw, or have a fault put right.")
    return _("It has left us. You can refuse the parcel at the door, or withdraw.")


def _until(order: Any, leaves: Any) -> str:
    if order.intent.is_collected:
        return _("Until it is ready for you. All that you paid for it comes back.")
    if leaves is None:
        return _("Until it leaves us. All that you paid for it comes back.")
    day = day_words(timezone.localtime(leaves.due_at).date())
    return _("Until it leaves us, which we promised by %(day)s. All that you paid comes back.") % {
        "day": day
    }
