"""What is recalled for safety is taken back, replaced or repaired without being judged."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.returns import queries
from aftersales.returns.models import Return, ReturnParcel
from checkout.order import queries as orders

from . import decisions, opening


@transaction.atomic
def take_back_recalled(
    *,
    order: Any,
    units: Mapping[int, int],
    remedy: str,
    send_back: bool,
    words: str,
    key: uuid.UUID,
    language: str,
    at: datetime,
    by: Any = None,
) -> Return:
    """
    Open a return of recalled goods, accepted as its buyer chose (SAF-05); its key makes it one.

    With `send_back` they come with our label, free of charge, and the money follows them; else it
    is ordered at once.

    :raises opening.NotSoMany: if more is named than is with the buyer
    :raises replacing.NoneLeft: if there are not enough to replace them
    :raises NotPaidYet: if nobody has recorded the buyer's money yet
    """
    order = orders.locked(order)
    if found := Return.objects.filter(key=key).first():
        return found
    made = opening.write(
        order=order,
        kind=Return.Kind.RECALL,
        units=opening.check(units, queries.returnable_units(order)),
        key=key,
        language=language,
        words=words,
        wish=remedy,
        parcel=ReturnParcel.Status.NOT_NEEDED,
        by=by,
        at=at,
    )
    return decisions.accept(returned=made, remedy=remedy, send_back=send_back, by=by, at=at)
