"""The paper that goes with whoever packs: what goes into a parcel, where it goes, no prices."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.changes import queries as changes
from checkout import addresses
from checkout.order import queries as orders
from checkout.order.creator import BUYER
from checkout.order.models import Status
from checkout.shipping import naming

from . import queries, standing
from .models import Shipment, ShipmentLine

# What stands beside each line of an order, by its key; later rooms register theirs.
Marks = Callable[[Any], Mapping[int, str]]
_beside: list[Marks] = []
BEFORE_IT_LEAVES = (Status.PLACED, Status.PAID, Status.PACKED)


def put_beside(marks: Marks) -> None:
    """Have what `marks` returns for an order stand beside its lines, such as lots."""
    if marks not in _beside:
        _beside.append(marks)


def of(order: Any, *, parcel: Shipment | None = None) -> dict[str, Any]:
    """Return what stands on the slip of a parcel, or of all that an order has yet to send."""
    if parcel is None:
        units = queries.left_to_send(order)
    else:
        held = ShipmentLine.everything.filter(shipment=parcel)
        units = dict(held.values_list("line_id", "quantity"))
    address = changes.goes_to(order)
    known = _marks(order)
    lines = [each for each in orders.lines_of(order) if each.pk in units]
    leaves = standing.open_promise(queries.promises_of(order), "dispatch")
    return {
        "order": order,
        "parcel": parcel,
        "service": order.shipping_method,
        "carrier": parcel.carrier_name
        if parcel
        else naming.carrier(order.intent.delivery.get("carrier", "")),
        "leaves_by": leaves.due_at if leaves else None,
        "head": [_("What"), _("How many"), _("Article"), _("Lot"), _("Packed")],
        "rows": [
            [
                orders.title_for_staff(each),
                units[each.pk],
                each.partner_sku,
                known.get(each.pk, ""),
                "☐",
            ]
            for each in lines
        ],
        "end": [1],
        "pieces": sum(units[each.pk] for each in lines),
        "address_lines": addresses.in_lines(address),
        "phone": address.get("phone", ""),
        "notes": [
            (_("The buyer writes") if note.note_type == BUYER else _("Note"), note.message)
            for note in order.notes.order_by("pk")
        ],
    }


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Lead from an order that is here to its slip."""
    if order.status not in BEFORE_IT_LEAVES or not queries.left_to_send(order):
        return []
    return [(_("Packing slip, to print"), address_of(order))]


def of_parcel(parcel: Shipment) -> str:
    return address_of(parcel.order, parcel=parcel)


def address_of(order: Any, *, parcel: Shipment | None = None) -> str:
    """Return the address of a slip: of a parcel, or of what an order has yet to send."""
    page = reverse("admin:tracking_slip", args=[order.number])
    return f"{page}?parcel={parcel.n}" if parcel else page


def _marks(order: Any) -> dict[int, str]:
    """Return for each line, by its key, what other rooms put beside it."""
    found: dict[int, list[str]] = defaultdict(list)
    for marks in _beside:
        for pk, words in marks(order).items():
            found[pk].append(words)
    return {pk: ", ".join(each) for pk, each in found.items()}
