"""The right to choose what becomes of a parcel that did not arrive."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right
from checkout.order.models import Status as OrderStatus

from . import queries, wording
from .models import Setback


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return one right for each parcel with a question, open while its time runs."""
    if order.status not in (OrderStatus.PACKED, OrderStatus.DISPATCHED):
        return []
    return [_right(order, each, at) for each in _known(order) if each.is_open]


def _known(order: Any) -> list[Setback]:
    if "shipments" not in getattr(order, "_prefetched_objects_cache", {}):
        return queries.of_order(order)
    # The order's page has read them with the reports: asking again costs no statement.
    return [
        checkpoint.setback
        for shipment in order.shipments.all()
        for checkpoint in shipment.checkpoints.all()
        if getattr(checkpoint, "setback", None)
    ]


def _right(order: Any, setback: Setback, at: datetime) -> Right:
    may = at < setback.decide_by
    return Right(
        key=f"setback-{setback.pk}",
        title=_("Choose what becomes of parcel %(n)s") % {"n": setback.shipment.n},
        until=setback.decide_by,
        open=may,
        why_not="" if may else _("This happens now: %s.") % wording.otherwise(setback),
        url=reverse("setbacks:choose", args=[order.number, setback.shipment.n]),
        words=_("Otherwise: %(what)s.") % {"what": wording.otherwise(setback)} if may else "",
        basis=_("Our delivery rules: until it is in your hands, it is our matter"),
        action=_("Choose"),
        order=1,
        answers=(Problem.LATE,),
    )
