"""Stating lots, and keeping in what has none."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core.refusal import Refusal
from storefront.partner import lots as stock
from storefront.partner.models import Lot

from . import queries, registry
from .models import StatedLot


class LotNeeded(Refusal):
    words = _(
        "State the lot first: %(what)s. These goods are tracked by lot, so none leaves without."
    )


class UnknownLot(Refusal):
    words = _("No lot %(number)s of these goods was received. Look at the label again.")


class NotTracked(Refusal):
    words = _("This is not a line of this order whose goods are tracked by lot.")


class TooMany(Refusal):
    words = _("Not so many units of this line are to be sent.")


class Sent(Refusal):
    words = _("These units have been sent, so it stays written which lot they were.")


class Over(Refusal):
    words = _("This order is cancelled, so nothing is packed for it.")


@transaction.atomic
def state(
    *, order: Any, line_id: int, number: str, quantity: int, by: Any, at: datetime
) -> StatedLot:
    """
    Write down of which lot units of an order line are packed (LBT-5.3.3.7).

    Stating the same once more is stating more units of it, as for a parcel that is sent again.

    :raises NotTracked: if the line is another order's, or its goods have no lots
    :raises UnknownLot: if no such lot of these goods was received
    :raises TooMany: if that were more units than can leave
    :raises Over: if the order is cancelled
    """
    order = orders.locked(order)
    if order.status == Status.CANCELLED:
        raise Over()
    line = next((each for each in queries.tracked_lines(order) if each.pk == line_id), None)
    if line is None:
        raise NotTracked()
    number = stock.tidy(number)
    lot = Lot.objects.filter(stockrecord=line.stockrecord_id, number=number).first()
    if lot is None:
        raise UnknownLot(number=number[: stock.LONGEST])
    most = queries.sent_units(order)[line.pk] + line.quantity - queries.stated_units(order)[line.pk]
    if not 0 < quantity <= most:
        raise TooMany()
    registry.check(lot)
    return StatedLot.objects.create(
        line=line,
        lot=lot,
        quantity=quantity,
        stated_by=by if getattr(by, "pk", None) else None,
        stated_at=at,
    )


@transaction.atomic
def take_back(*, stated: StatedLot, by: Any, at: datetime) -> StatedLot:
    """
    Take back that units are of a lot, such as one that turned out to be recalled; once.

    :raises Sent: if they are in a parcel
    """
    order = orders.locked(stated.line.order)
    stated = StatedLot.objects.select_related("line").get(pk=stated.pk)
    if stated.taken_back_at:
        return stated
    left = queries.stated_units(order)[stated.line_id] - stated.quantity
    if left < queries.sent_units(order)[stated.line_id]:
        raise Sent()
    stated.taken_back_at, stated.taken_back_by = at, by if getattr(by, "pk", None) else None
    stated.save(update_fields=["taken_back_at", "taken_back_by"])
    return stated


def refuse_packing_without(*, order: Any, **_facts: Any) -> None:
    """
    Keep an order from being packed while a lot is not stated; see `apps.py`.

    :raises LotNeeded: naming the goods
    """
    _refuse(queries.lacking(order))


def refuse_sending_without(*, shipment: Any, **_facts: Any) -> None:
    """
    Keep a parcel in whose units' lots are not stated; see `apps.py`.

    :raises LotNeeded: naming the goods
    """
    _refuse(queries.lacking(shipment.order, leaving={}))


def _refuse(lacking: list[tuple[Any, int]]) -> None:
    if lacking:
        what = ", ".join(f"{count} × {orders.title_for_staff(line)}" for line, count in lacking)
        raise LotNeeded(what=what)
