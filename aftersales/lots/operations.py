"""Stating lots, and keeping in what has none."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core import marks
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


class SeveralLots(Refusal):
    words = _(
        "Units of several lots are packed, and not all of them are in this parcel: %(what)s. Among "
        "the lots of the order, take back those that stay here; state them again for their parcel."
    )


class Sent(Refusal):
    words = _("These units have been sent, so it stays written which lot they were.")


class LotUsed(Refusal):
    words = _("Lot %(number)s was packed for somebody, or a recall names it, so it stays.")


class Over(Refusal):
    words = _("This order is cancelled, so nothing is packed for it.")


@transaction.atomic
def state(
    *,
    order: Any,
    line_id: int,
    number: str,
    quantity: int,
    by: Any,
    at: datetime,
    shipment: Any = None,
) -> StatedLot:
    """
    Write down of which lot units of an order line are packed (LBT-5.3.3.7).

    They have yet to leave, or did in `shipment` without one. Stating the same once more is stating
    more units of it, as for a parcel that is sent again. What has left is what it is, so a lot that
    is recalled can be stated of it, and its buyer is warned.

    :raises NotTracked: if the line is another order's, or its goods have no lots
    :raises UnknownLot: if no such lot of these goods was received
    :raises TooMany: if that were more units than can leave, or than left with none stated
    :raises Over: if the order is cancelled
    """
    order = orders.locked(order)
    if order.status == Status.CANCELLED:
        raise Over()
    line = next((each for each in queries.tracked_lines(order) if each.pk == line_id), None)
    if line is None:
        raise NotTracked()
    number = stock.tidy(number)
    lot = stock.meant_by(line.stockrecord_id, number)
    if lot is None:
        raise UnknownLot(number=number[: stock.LONGEST])
    if shipment is None:
        most = line.quantity - queries.stated_units(order)[line.pk]
    else:
        left = queries.unstated(order)
        most = sum(n for parcel, each, n in left if (parcel, each) == (shipment, line))
    if not 0 < quantity <= most:
        raise TooMany()
    if shipment is None:
        registry.check(lot)
    return StatedLot.objects.create(
        line=line,
        lot=lot,
        quantity=quantity,
        stated_by=by if getattr(by, "pk", None) else None,
        stated_at=at,
        shipment=shipment,
    )


@transaction.atomic
def take_back(*, stated: StatedLot, by: Any, at: datetime) -> StatedLot:
    """
    Take back that units are of a lot, such as one that turned out to be recalled; once.

    :raises Sent: if they are in a parcel
    """
    orders.locked(stated.line.order)
    stated = queries.as_it_stands(stated)
    if stated.taken_back_at:
        return stated
    if stated.shipment_id:
        raise Sent()
    stated.taken_back_at, stated.taken_back_by = at, by if getattr(by, "pk", None) else None
    stated.save(update_fields=["taken_back_at", "taken_back_by"])
    return stated


@transaction.atomic
def take_back_lot(*, lot: Lot, by: Any, at: datetime) -> Lot:
    """
    Take back that a lot came in, such as one entered for the wrong goods; once. It stays in sight.

    Without another lot these goods are not tracked by lot any more, and leave as before.

    :raises LotUsed: if anything was packed of it, or a recall names it
    """
    lot = Lot.objects.select_for_update(of=("self",), no_key=True).get(pk=lot.pk)
    if lot.taken_back_at:
        return lot
    if queries.is_stated(lot) or lot.recalls.exists():
        raise LotUsed(number=lot.number)
    lot.taken_back_at, lot.taken_back_by = at, by if getattr(by, "pk", None) else None
    lot.save(update_fields=["taken_back_at", "taken_back_by"])
    return lot


def refuse_packing_without(*, order: Any, **_facts: Any) -> None:
    """
    Keep an order from being packed while a lot is not stated; see `apps.py`.

    :raises LotNeeded: naming the goods
    """
    _refuse(queries.lacking(order))


def leave_in(*, shipment: Any, **_facts: Any) -> None:
    """
    Write down which lots leave in a parcel; keep it here where that is not known. See `apps.py`.

    The caller holds the order's lock. Where a part of a line goes ahead and all that is packed of
    it is of one lot, the rest stays stated; of several lots somebody has to say which.

    :raises LotNeeded: naming the goods of which more leave than were stated
    :raises SeveralLots: naming those of which it is not known which leave
    """
    leaving = {row.line_id: row.quantity for row in shipment.lines.all()}
    lines = [line for line in queries.tracked_lines(shipment.order) if line.pk in leaving]
    if not lines:
        return
    here = queries.still_here(shipment.order)
    over = [(line, sum(row.quantity for row in here[line.pk]) - leaving[line.pk]) for line in lines]
    _refuse([(line, -count) for line, count in over if count < 0])
    unclear = [
        line for line, count in over if count and len({row.lot_id for row in here[line.pk]}) > 1
    ]
    if unclear:
        raise SeveralLots(what=marks.listed(orders.title_for_staff(line) for line in unclear))
    for line in lines:
        _put_in(shipment, here[line.pk], leaving[line.pk])


def come_back(*, shipment: Any, **_facts: Any) -> None:
    """Say of the lots in a parcel that never left that they are here still; see `apps.py`."""
    StatedLot.objects.filter(shipment=shipment).update(shipment=None)


def _put_in(shipment: Any, rows: list[StatedLot], units: int) -> None:
    for row in rows:
        if not units:
            return
        if row.quantity > units:
            StatedLot.objects.create(
                line_id=row.line_id,
                lot_id=row.lot_id,
                quantity=row.quantity - units,
                stated_by_id=row.stated_by_id,
                stated_at=row.stated_at,
            )
            row.quantity = units
        row.shipment = shipment
        row.save(update_fields=["quantity", "shipment"])
        units -= row.quantity


def _refuse(lacking: list[tuple[Any, int]]) -> None:
    if lacking:
        what = marks.listed(f"{count} × {orders.title_for_staff(line)}" for line, count in lacking)
        raise LotNeeded(what=what)
