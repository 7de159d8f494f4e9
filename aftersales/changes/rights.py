"""What a buyer may still change about an order."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right
from checkout.order.models import Status

from . import queries

LEFT = (Status.DISPATCHED, Status.DELIVERED, Status.COMPLETED)


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to cancel: open until a carrier has the parcel, then over."""
    if order.status == Status.CANCELLED:
        return []
    left_at = None
    if order.status in LEFT:
        moves = [move for move in order.moves.all() if move.to_status == Status.DISPATCHED]
        left_at = moves[0].moved_at if moves else None
    may = queries.may_be_cancelled(order)
    return [
        Right(
            key="cancel",
            title=_("Cancel all or part of it"),
            until=left_at,
            open=may,
            why_not=""
            if may
            else _("It has left us. You can refuse the parcel at the door, or withdraw."),
            url=reverse("changes:cancel", args=[order.number]),
            action=_("Cancel"),
            basis=_("Our delivery rules: without cost until it has left us"),
            words=_("Until it leaves us. All that you paid for it comes back.") if may else "",
            order=10,
            answers=(Problem.CHANGED_MIND, Problem.LATE),
        )
    ]
