"""Labels for the way back: our carrier makes them under our key; one that is not there is free."""

import logging
import uuid
from datetime import datetime

from django.db import transaction

from aftersales.returns import queries
from aftersales.returns.models import Return
from aftersales.tracking.carriers import base, registry
from checkout.order import queries as orders
from storefront.core import sweeps
from storefront.seller import queries as sellers

log = logging.getLogger("candour.returns")
# One label a return, however often the carrier is asked.
KEYS = uuid.UUID("1abe1000-0000-4000-8000-000000000000")


def make_label(*, returned: Return, at: datetime) -> Return:
    """
    Have the carrier make the label of a return, once; outside any transaction.

    No answer leaves it to the sweep. Nothing is charged for a label that is not there.
    """
    if not queries.to_label().filter(pk=returned.pk).exists():
        return returned
    carrier, seller = registry.first(), sellers.current()
    try:
        booking = carrier.label(
            base.Parcel(
                key=str(uuid.uuid5(KEYS, returned.reference)),
                order_number=returned.order.number,
                address={"name": seller.name, "town": seller.place},
                language=returned.language,
            )
        )
    except base.NoAnswer as silence:
        log.warning("%s made no label for %s: %s", carrier.code, returned.reference, silence)
        return returned
    return record_label(returned=returned, carrier=carrier.code, number=booking.number, at=at)


@transaction.atomic
def record_label(*, returned: Return, carrier: str, number: str, at: datetime) -> Return:
    """Write down the label that a carrier has made; the first one stays."""
    orders.locked(returned.order)
    returned = queries.locked(returned)
    parcel = returned.parcel
    if queries.to_label().filter(pk=returned.pk).exists() and number:
        parcel.label_carrier, parcel.label_number, parcel.label_at = carrier, number, at
        parcel.save(update_fields=["label_carrier", "label_number", "label_at"])
    return returned


def make_labels(*, at: datetime) -> int:
    """Make the labels that their own task did not; return how many there are now."""
    return sweeps.each(
        "returns.labels",
        queries.to_label(),
        lambda returned: make_label(returned=returned, at=at).parcel.label_number,
    )
