"""Sending a lost parcel again, and telling carriers what was chosen."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.changes import queries as changes
from aftersales.tracking import operations as tracking
from aftersales.tracking import queries as parcels
from aftersales.tracking.carriers import base, registry
from aftersales.tracking.models import Shipment
from checkout.holds import stock
from checkout.order import queries as orders
from storefront.core import sweeps
from storefront.core.refusal import Refusal

from . import effects, queries
from .models import Setback

log = logging.getLogger("candour.parcels")


class NothingToSend(Refusal):
    words = _("Nobody has asked for this parcel to be sent again.")


@transaction.atomic
def send_again(
    *, setback: Setback, carrier: str = "", number: str = "", by: Any, at: datetime
) -> Shipment:
    """
    Hand a new parcel with the same things to a carrier, free of charge; once.

    Its units, set aside when the buyer chose, leave the stock here.

    :raises NothingToSend: if the buyer did not choose that, or it is ended or has come meanwhile
    """
    order = orders.locked(setback.shipment.order)
    shipment = parcels.locked(setback.shipment)
    setback = queries.locked(setback)
    if setback.replacement:
        return setback.replacement
    wanted = queries.to_send_again().filter(pk=setback.pk).exists()
    if not wanted or shipment.is_delivered or shipment.given_up_at:
        raise NothingToSend()
    units = effects.units_of(shipment)
    stock.lock(units)
    stock.take_out(units)
    lines = {row.line_id: row.quantity for row in shipment.lines.all()}
    made = tracking.ship_again(
        order=order, lines=lines, carrier=carrier, number=number, by=by, at=at
    )
    Setback.objects.filter(pk=setback.pk).update(replacement=made)
    # Nobody waits for the first one any more, wherever it turns up.
    Shipment.objects.filter(pk=shipment.pk).update(given_up_at=at)
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
        _carrier(shipment.carrier).instruct(
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


def _carrier(code: str) -> base.Carrier:
    """
    Return a carrier that takes instructions.

    :raises base.NoAnswer: if the shop has no such carrier any more
    """
    if code not in registry.codes():
        raise base.NoAnswer("we have no such carrier any more: ring it up")
    return registry.get(code)


def record_passed_on(*, setback: Setback, at: datetime) -> bool:
    """Write down that the carrier knows, once."""
    rows = Setback.objects.filter(pk=setback.pk, passed_on_at=None)
    return bool(rows.update(passed_on_at=at, problem=""))


def pass_on_waiting(*, at: datetime) -> int:
    """Tell carriers what their own task did not; return how many know now."""
    return sweeps.each(
        "setbacks.pass_on", queries.to_pass_on_by_line(), lambda each: pass_on(setback=each, at=at)
    )
