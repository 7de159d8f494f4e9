"""What keeps recalled goods here: asked when an order is packed, and again as a parcel leaves."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.lots import queries as lots
from aftersales.tracking import queries as tracking
from checkout.holds import stock
from checkout.order import queries as orders
from storefront.core import marks
from storefront.core.refusal import Refusal
from storefront.partner import stops

from .models import CaseLine, Recall, Status

STANDS = (Status.ANNOUNCED, Status.CLOSED)


class Recalled(Refusal):
    words = _(
        "Recalled for safety, so it stays here: %(what)s. Its buyer is offered the money back; "
        "leave it out, or state units of a lot that is not recalled."
    )


class LotRecalled(Refusal):
    words = _("Lot %(number)s is recalled (%(reference)s): put it aside, none of it may leave.")


def refuse_packing(*, order: Any, **_facts: Any) -> None:
    """
    Keep an order with recalled goods from being packed; see `apps.py`.

    :raises Recalled: naming them
    """
    _refuse(order, tracking.left_to_send(order))


def refuse_sending(*, shipment: Any, **_facts: Any) -> None:
    """
    Keep a parcel with recalled goods from leaving; see `apps.py`. Which lots are in it stands.

    :raises Recalled: naming them
    """
    leaving = {row.line_id: row.quantity for row in shipment.lines.all()}
    _refuse(shipment.order, leaving, shipment=shipment)


def of_whole(product_id: int) -> str:
    """
    Return the recall that whatever is added to a product falls under, such as a new variant.

    A recall without variants and lots is of all of it, until it lets it be sold again.
    """
    found = Recall.objects.filter(
        product=product_id, variants=None, lots=None, announced_at__isnull=False
    ).filter(sale_allowed_at=None)
    return found.order_by("pk").values_list("reference", flat=True).first() or ""


def refuse_lot(lot: Any) -> None:
    """
    Keep a recalled lot from being stated for anything that is to leave; see `apps.py`.

    :raises LotRecalled: if it is
    """
    if found := Recall.objects.filter(lots=lot, status__in=STANDS).first():
        raise LotRecalled(number=lot.number, reference=found.reference)


def stopped(order: Any, leaving: Mapping[int, int], *, shipment: Any = None) -> list[Any]:
    """
    Return the lines of an order of which units would leave that a recall keeps here.

    Of a recall by lots, units leave all the same once they are stated to be of other lots. What is
    stated to be of a recalled lot never leaves, also after the sale was allowed again; what its
    buyer was warned of not before it is stated anew. The stock records are locked first, as a
    recall does: it has gone out before, or sees what was done.
    """
    wanted = [pk for pk, count in leaving.items() if count]
    lines = list(order.lines.filter(pk__in=wanted).select_related("product__parent").order_by("pk"))
    records = [line.stockrecord_id for line in lines if line.stockrecord_id]
    stock.lock(records)
    rows = lots.stated_for(wanted, shipment=shipment)
    held: dict[int, set[str]] = defaultdict(set)
    for pk, reference in (
        stops.holding().filter(stockrecord__in=records).values_list("stockrecord_id", "reference")
    ):
        held[pk].add(reference)
    recalled = set(
        Recall.objects.filter(status__in=STANDS, lots__in=[row.lot_id for row in rows]).values_list(
            "lots", flat=True
        )
    )
    warned = _warned_of(wanted)
    good: Counter[int] = Counter()
    bad: Counter[int] = Counter()
    for row in rows:
        (bad if row.lot_id in recalled else good)[row.line_id] += row.quantity
    references = {each for found in held.values() for each in found}
    by_lot = set(
        Recall.objects.filter(reference__in=references, lots__isnull=False).values_list(
            "reference", flat=True
        )
    )
    return [
        line
        for line in lines
        if bad[line.pk]
        or (
            line.stockrecord_id in held
            and not (held[line.stockrecord_id] <= by_lot and good[line.pk] >= leaving[line.pk])
        )
        or _is_of_before(line, rows, leaving[line.pk], warned)
    ]


def _warned_of(line_ids: list[int]) -> dict[int, datetime]:
    """
    Return the lines whose buyers were warned before they left, with when their goods were let go.

    Of recalls without lots, whose buyer has not left the goods out.
    """
    rows = CaseLine.objects.filter(
        line__in=line_ids,
        here__gt=0,
        case__told__gt=0,
        case__cancellation=None,
        case__recall__status__in=STANDS,
        case__recall__lots=None,
        case__recall__sale_allowed_at__isnull=False,
    )
    return dict(
        rows.order_by("case__recall__sale_allowed_at").values_list(
            "line_id", "case__recall__sale_allowed_at"
        )
    )


def _is_of_before(
    line: Any, stated: list[Any], leaving: int, warned: Mapping[int, datetime]
) -> bool:
    """Say whether what leaves may be the very units of which the buyer was warned."""
    since = warned.get(line.pk)
    if since is None:
        return False
    fresh = sum(row.quantity for row in stated if row.line_id == line.pk and row.stated_at >= since)
    return fresh < leaving


def _refuse(order: Any, leaving: Mapping[int, int], *, shipment: Any = None) -> None:
    if found := stopped(order, leaving, shipment=shipment):
        raise Recalled(what=marks.listed(orders.title_for_staff(line) for line in found))
