"""A delivery that nobody but staff knows of: when it was, and how they know."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.order.models import Status as OrderStatus
from storefront.core.refusal import Refusal

from . import wording
from .models import Kind, Shipment
from .operations import refuse_moment

AGAINST = (Kind.FAILED_ATTEMPT, Kind.RETURNED, Kind.LOST)


class SaysOtherwise(Refusal):
    words = _(
        "Parcel %(n)s says otherwise: %(status)s. If that is over, type in a report about this "
        "parcel first."
    )


@transaction.atomic
def deliver(*, order: Any, happened_at: datetime, words: str, by: Any, at: datetime) -> Any:
    """
    Record that all of an order is with its buyer; again changes nothing.

    `happened_at` is when, `words` is how we know; both stand in the history of the order.

    :raises SaysOtherwise: while a parcel of it could not be delivered, comes back or is lost
    :raises NotPossible: if it is said to have happened before it left
    :raises NotYet: if it has yet to happen
    :raises lifecycle.IllegalMove: if it is not on its way
    """
    order = order_queries.locked(order)
    if order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        return order
    parcels = list(Shipment.objects.filter(order=order, given_up_at=None).order_by("n"))
    for parcel in parcels:
        if parcel.status in AGAINST:
            raise SaysOtherwise(n=parcel.n, status=wording.status_of(parcel))
    left = max((each.handed_over_at for each in parcels), default=order.date_placed)
    refuse_moment(happened_at, left_at=left, at=at)
    return orders.deliver(order=order, by=by, at=happened_at, why=words[:200], how=words)
