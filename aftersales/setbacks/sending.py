"""Sending a lost parcel again, and telling carriers what was chosen."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from aftersales.changes import queries as changes
from aftersales.tracking import operations as tracking
from aftersales.tracking import parts
from aftersales.tracking import queries as parcels
from aftersales.tracking.carriers import base, registry
from aftersales.tracking.models import Shipment
from checkout.holds import stock
from checkout.order import queries as orders
from storefront.core.refusal import Refusal

from . import effects, queries
from .models import Choice, Setback

StockRecord = get_model("partner", "StockRecord")
log = logging.getLogger("candour.parcels")
BATCH = 50


class NothingToSend(Refusal):
    words = _("Nobody has asked for this parcel to be sent again.")


@transaction.atomic
def send_again(
    *, setback: Setback, carrier: str = "", number: str = "", by: Any, at: datetime
) -> Shipment:
    """
    Hand a new parcel with the same things to a carrier, free of charge; once.

    Its units, set aside when the buyer chose, leave the stock here.

    :raises NothingToSend: if the buyer did not choose that
    """
    order = orders.locked(setback.shipment.order)
    parcels.locked(setback.shipment)
    setback = queries.locked(setback)
    if setback.replacement:
        return setback.replacement
    if setback.choice != Choice.RESEND:
        raise NothingToSend()
    units = effects.units_of(setback.shipment)
    stock.lock(units)
    for pk, count in sorted(units.items()):
        StockRecord.objects.filter(pk=pk).update(
            num_allocated=Greatest(Coalesce(F("num_allocated"), 0) - count, 0),
            num_in_stock=Greatest(Coalesce(F("num_in_stock"), 0) - count, 0),
        )
    lines = {row.line_id: row.quantity for row in setback.shipment.lines.all()}
    made = tracking.ship_again(
        order=order, lines=lines, carrier=carrier, number=number, by=by, at=at
    )
    Setback.objects.filter(pk=setback.pk).update(replacement=made)
    # Nobody waits for the first one any more, wherever it turns up.
    Shipment.objects.filter(pk=setback.shipment_id).update(given_up_at=at)
    parts.give_up(setback.shipment, at=at)
    return made


def pass_on(*, setback: Setback, at: datetime) -> bool:
    """
    Tell the carrier what was chosen, outside any transaction; telling it again harms nothing.

    One that has no line to us is told by a person, who then says so.
    """
    if setback.passed_on_at or setback.choice not in queries.CARRIERS:
        return False
    shipment = setback.shipment
    try:
        registry.get(shipment.carrier).instruct(
            base.Instruction(
                key=str(shipment.key),
                number=shipment.number,
                what=setback.choice,
                day=setback.day,
                address=setback.address or changes.goes_to(shipment.order),
            )
        )
    except base.NoAnswer as silence:
        log.warning("%s was not told about parcel %s: %s", shipment.carrier, shipment, silence)
        Setback.objects.filter(pk=setback.pk).update(problem=str(silence)[:200])
        return False
    return record_passed_on(setback=setback, at=at)


def record_passed_on(*, setback: Setback, at: datetime) -> bool:
    """Write down that the carrier knows, once."""
    rows = Setback.objects.filter(pk=setback.pk, passed_on_at=None)
    return bool(rows.update(passed_on_at=at, problem=""))


def pass_on_waiting(*, at: datetime) -> int:
    """Tell carriers what their own task did not; return how many know now."""
    waiting = queries.to_pass_on().select_related("shipment__order__intent")
    return sum(pass_on(setback=each, at=at) for each in list(waiting[:BATCH]))
