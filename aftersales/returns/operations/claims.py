"""Something is wrong with what came: said with pictures and a wish, answered soon."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.returns import queries, telling, windows
from aftersales.returns.models import Return, ReturnParcel
from checkout.order import queries as orders
from storefront.core.refusal import Refusal
from storefront.policies import house

from . import opening


class NotDelivered(Refusal):
    words = _("These things have not arrived yet, by what the carrier told us.")


@transaction.atomic
def claim(
    *,
    order: Any,
    kind: str,
    units: Mapping[int, int],
    words: str,
    key: uuid.UUID,
    language: str,
    at: datetime,
    wish: str = "",
    files: Any = (),
    by: Any = None,
) -> Return:
    """
    Take a claim about faulty, damaged, wrong or missing things, or a late change of mind.

    It is open until somebody decides it; nothing is sent back before. Pressing twice (`key`) is
    claiming once.

    :raises NotDelivered: if the order has not arrived
    :raises opening.NotSoMany: if more is named than was bought and does not go back already
    """
    order = orders.locked(order)
    if found := Return.objects.filter(key=key).first():
        return found
    if order.status not in queries.DELIVERED:
        raise NotDelivered()
    made = opening.write(
        order=order,
        kind=kind,
        units=opening.check(order, units),
        key=key,
        language=language,
        words=words[:4000],
        wish=wish,
        parcel=ReturnParcel.Status.NOT_NEEDED,
        by=by,
        at=at,
    )
    opening.add_photos(made, files, shows="fault", at=at, by=by)
    due = windows.SHOP.due_after_working_days(at, house.ANSWER_WORKING_DAYS)
    what = _("Tell you how we put it right")
    if kind == Return.Kind.GOODWILL:
        what = _("Tell you whether we take it back, with reasons")
    telling.promise(made, "answer_return", what, due, at=at)
    telling.about("return_claimed", made, at=at)
    return made
