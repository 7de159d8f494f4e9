"""Something is wrong with what came: said with pictures and a wish, answered soon."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.returns import queries, telling, windows
from aftersales.returns.models import Return, ReturnLine, ReturnParcel
from checkout.order import queries as orders
from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.policies import house
from storefront.promises import operations as promises

from . import opening, replacing


class NotDelivered(Refusal):
    words = _("These things have not arrived yet, by what the carrier told us.")


@opening.stores_first
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
        units=opening.check(units, queries.returnable_units(order)),
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


def give_way(order: Any, units: Mapping[int, int], *, by: Any, at: datetime) -> None:
    """
    Take units that are withdrawn from out of the claims that wait; the order is locked.

    A claim waits for its decision, or for the repair or the new one that it was granted: whoever
    gets the money back gets no new one as well. Units that no claim stands for go first. A claim
    that is left with nothing has ended.
    """
    free, promised = queries.returnable_units(order), queries.to_be_put_right(order)
    wanted = {pk: max(0, count - free[pk] + promised[pk]) for pk, count in units.items()}
    for returned in queries.waiting_claims(order):
        kept = []
        for each in returned.lines.order_by("pk"):
            taken = min(each.quantity, wanted.get(each.line_id, 0))
            wanted[each.line_id] = wanted.get(each.line_id, 0) - taken
            kept.append((each, each.quantity - taken))
        replacing.put_back(returned, but={each.pk: count for each, count in kept})
        if any(count for _each, count in kept):
            for each, count in kept:
                _leave(each, count)
            continue
        lifecycle.move(returned, to=Return.Status.OVERTAKEN, by=by, at=at, why="withdrawn from")
        returned.decided_at = at
        returned.save(update_fields=["decided_at"])
        promises.withdraw(subject=returned, at=at, why="withdrawn from")


def _leave(each: ReturnLine, count: int) -> None:
    if not count:
        each.delete()
    elif count != each.quantity:
        each.quantity = count
        each.save(update_fields=["quantity"])
