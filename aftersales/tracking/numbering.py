"""Tracking numbers: what one looks like, and putting right one that was typed wrong."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as order_queries
from storefront.core.refusal import Refusal
from storefront.staff.history import NotSaidWhy

from . import queries, telling
from .carriers import registry
from .models import NumberChange, Shipment


class OddNumber(Refusal):
    words = _(
        "“%(number)s” is no tracking number of %(carrier)s: one looks like %(like)s. Look at the "
        "label again."
    )


class NoNumber(Refusal):
    words = _("Write the right number: a parcel that has one is not left without.")


class NumberTaken(Refusal):
    words = _("Parcel %(number)s is one of order %(order)s already. Look at the label again.")


class AlreadyThere(Refusal):
    words = _(
        "This parcel is delivered, so its number stays as it is. If it is not there, take the "
        "report of its delivery back first."
    )


class WasTakenBack(Refusal):
    words = _("This parcel was taken back: it was handed over by mistake, and never left.")


def tidy(number: str) -> str:
    """Return a number as labels have it: in capitals, without spaces."""
    return "".join(number.split()).upper()


def checked(number: str, *, carrier: str, promised: str = "") -> str:
    """
    Return a number in its tidy form, nothing for nothing; `promised` names the carrier to staff.

    :raises OddNumber: if its carrier gives out no such numbers
    """
    number = tidy(number)
    if number and carrier in registry.codes():
        known = registry.get(carrier)
        if not re.fullmatch(known.numbers, number):
            name = registry.name_of(carrier, promised=promised)
            raise OddNumber(number=number[:64], carrier=name, like=known.like)
    return number


@transaction.atomic
def correct_number(*, shipment: Shipment, number: str, why: str, by: Any, at: datetime) -> Shipment:
    """
    Put a tracking number right that was typed wrong, or type in one that is not known yet.

    The number before stays in sight of staff, with who changed it and why; the buyer is told the
    new one. Correcting it to what it is changes nothing.

    :raises NotSaidWhy: without a word on why
    :raises NoNumber: if there is none
    :raises OddNumber: if its carrier gives out no such numbers
    :raises NumberTaken: if another parcel has it
    :raises AlreadyThere: if the parcel is delivered
    :raises WasTakenBack: if it never left
    """
    order = order_queries.locked(shipment.order)
    shipment = queries.locked(shipment)
    shipment.order = order
    promised = str(order.intent.delivery.get("carrier") or "")
    number = checked(number, carrier=shipment.carrier, promised=promised)
    if number == shipment.number:
        return shipment
    if not number:
        raise NoNumber()
    if not why.strip():
        raise NotSaidWhy()
    if shipment.taken_back_at:
        raise WasTakenBack()
    if shipment.is_delivered:
        raise AlreadyThere()
    refuse_taken(number, carrier=shipment.carrier)
    change = NumberChange.objects.create(
        shipment=shipment,
        before=shipment.number,
        after=number,
        why=why.strip()[:200],
        changed_by=by,
        changed_at=at,
    )
    told_before = shipment.booked_at is not None
    shipment.number, shipment.url, shipment.problem = number, "", ""
    shipment.booked_at = shipment.booked_at or at
    try:
        with transaction.atomic():
            shipment.save(update_fields=["number", "url", "problem", "booked_at"])
    except IntegrityError:  # another parcel has got it in this very moment
        refuse_taken(number, carrier=shipment.carrier)
        raise
    if told_before:
        telling.number_corrected(change, at=at)
    else:
        telling.dispatched(shipment, at=at)
    return shipment


def refuse_taken(number: str, *, carrier: str) -> None:
    """
    Go on only with a number that no parcel has.

    :raises NumberTaken: naming the order of the one that has it
    """
    others = Shipment.objects.filter(carrier=carrier, number=number).exclude(number="")
    if other := others.select_related("order").first():
        raise NumberTaken(number=number, order=other.order.number)
