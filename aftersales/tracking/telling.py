"""What buyers are told about their parcels; rows in the outbox, nothing is sent here."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.order import access
from checkout.order import queries as orders
from checkout.payments.models import Refund
from checkout.payments.telling import recipient
from storefront.core import marks
from storefront.notices import operations as notices
from storefront.notices.models import Message
from storefront.notices.registry import Kind as Notice
from storefront.notices.registry import register
from storefront.notices.wording import address_of
from storefront.promises import queries as promises
from storefront.promises.models import Promise, Status

from . import failures, queries
from .models import Checkpoint, Ending, Kind, NumberChange, Shipment, ShipmentLine

# What is told when a parcel takes a step; the others are seen on the order page.
TOLD = {
    Kind.OUT_FOR_DELIVERY: "parcel_out_for_delivery",
    Kind.FAILED_ATTEMPT: "parcel_failed",
    Kind.TO_COLLECT: "parcel_to_collect",
    Kind.DELIVERED: "parcel_delivered",
    Kind.RETURNED: "parcel_coming_back",
    Kind.LOST: "parcel_lost",
}


def packed(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Tell the buyer that the order stands packed; see `apps.py`."""
    if intent := getattr(order, "intent", None):
        notices.tell(
            kind="order_packed",
            to=recipient(intent),
            dedupe_key=":".join(["order_packed", order.number, *_again(order)]),
            at=at,
            context={"order": order.pk},
            order_number=order.number,
        )


def unpacked(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Tell the buyer that the order is not packed yet after all; see `apps.py`."""
    if intent := getattr(order, "intent", None):
        notices.tell(
            kind="order_unpacked",
            to=recipient(intent),
            dedupe_key=":".join(["order_unpacked", order.number, *_again(order)]),
            at=at,
            context={"order": order.pk},
            order_number=order.number,
        )


def _again(order: Any) -> list[str]:
    """Tell a packing after one that was taken back from the first."""
    times = orders.times_unpacked(order)
    return [str(times)] if times else []


def dispatched(shipment: Shipment, *, at: datetime) -> None:
    _tell("parcel_dispatched", shipment, f"parcel_dispatched:{shipment.pk}", at=at)


def moved(shipment: Shipment, checkpoint: Checkpoint, *, at: datetime) -> None:
    """Tell what a report has changed, if it is something that a buyer acts on."""
    if kind := TOLD.get(Kind(shipment.status)):
        key = f"{kind}:{shipment.pk}:{checkpoint.pk}"
        _tell(kind, shipment, key, at=at, checkpoint=checkpoint.pk)


def number_corrected(change: NumberChange, *, at: datetime) -> None:
    """Tell the right tracking number in place of the one that was told."""
    key = f"parcel_number_corrected:{change.pk}"
    _tell("parcel_number_corrected", change.shipment, key, at=at, before=change.before)


def report_was_wrong(shipment: Shipment, checkpoint: Checkpoint, *, at: datetime) -> None:
    """Tell that a report was wrong, if the buyer was told of it; what is so now goes with it."""
    told = f"{TOLD.get(Kind(checkpoint.kind), '')}:{shipment.pk}:{checkpoint.pk}:"
    if Message.objects.filter(dedupe_key__startswith=told).exists():
        key = f"parcel_report_wrong:{checkpoint.pk}"
        _tell("parcel_report_wrong", shipment, key, at=at, checkpoint=checkpoint.pk)


def taken_back(shipment: Shipment, *, at: datetime) -> None:
    """Tell that a parcel of which its leaving was told is still here."""
    _tell("parcel_taken_back", shipment, f"parcel_taken_back:{shipment.pk}", at=at)


def warn_if_late(shipment: Shipment, *, at: datetime) -> None:
    """Tell, as soon as we know, that a carrier expects to come after the day that we promised."""
    promise = promises.latest(subject=shipment.order, kind="deliver")
    expected = shipment.expected_at
    if expected and promise and promise.is_open and expected > promise.due_at:
        key = f"parcel_expected_late:{shipment.pk}:{expected.date()}"
        _tell("parcel_expected_late", shipment, key, at=at)


def late(order: Any, promise: Promise, *, at: datetime, **context: Any) -> None:
    """Tell that a delivery promise was broken, with what the buyer gets for it."""
    notices.tell(
        kind="delivery_late",
        to=recipient(order.intent),
        dedupe_key=f"delivery_late:{promise.pk}",
        at=at,
        context={"order": order.pk, "promise": promise.pk, **context},
        order_number=order.number,
    )


def ended(ending: Ending, *, late: bool, at: datetime) -> None:
    """Tell that the buyer's end to a late or lost order was taken in, and what comes back."""
    order = ending.order
    notices.tell(
        kind="delivery_ended",
        to=recipient(order.intent),
        dedupe_key=f"delivery_ended:{order.number}",
        at=at,
        context={"order": order.pk, "refund": ending.refund_id, "late": late},
        order_number=order.number,
    )


def _tell(kind: str, shipment: Shipment, key: str, *, at: datetime, **context: Any) -> None:
    order = shipment.order
    notices.tell(
        kind=kind,
        to=recipient(order.intent),
        dedupe_key=key,
        at=at,
        context={"order": order.pk, "shipment": shipment.pk, **context},
        order_number=order.number,
    )


# What the words need, read afresh when a message is sent


def _build(message: Any) -> dict[str, Any]:
    from checkout.order.models import Order

    context = message.context
    order = Order.objects.select_related("intent", "user").get(pk=context["order"])
    now = max(message.made_at, timezone.now())
    built: dict[str, Any] = {
        "order": order,
        "order_url": address_of(access.link_to(order, at=now)),
        "promise": _promise_of_delivery(order),
    }
    if "shipment" in context:
        shipment = Shipment.everything.get(pk=context["shipment"])
        held = ShipmentLine.everything.filter(shipment=shipment)
        lines = held.select_related("line").order_by("pk")
        built |= {
            "shipment": shipment,
            "carrier": shipment.carrier_name,
            "rest": parts_to_come(order),
            "lines": [{"title": row.line.title, "quantity": row.quantity} for row in lines],
        }
    if "checkpoint" in context:
        from aftersales.setbacks.models import Choice  # that room stands on this one

        checkpoint = Checkpoint.everything.get(pk=context["checkpoint"])
        built |= {"checkpoint": checkpoint, "next_step": failures.next_step(checkpoint)}
        if (setback := getattr(checkpoint, "setback", None)) and setback.is_open:
            built["choose_url"] = built["order_url"]
            built["choices"] = [Choice(each).label for each in setback.options]
    if "before" in context:
        built["before"] = context["before"]
    if "promise" in context:
        broken = Promise.objects.get(pk=context["promise"])
        new = Promise.objects.filter(pk=context.get("new_promise") or 0).first()
        built |= {"broken": broken, "new": new}
    if context.get("refund"):
        built["refund"] = Refund.objects.get(pk=context["refund"])
    return built


def parts_to_come(order: Any) -> str:
    """Name what of an order is in no parcel yet."""
    left = queries.left_to_send(order)
    titles = order.lines.filter(pk__in=left).order_by("pk").values_list("pk", "title")
    return marks.listed(f"{left[pk]} × {title}" for pk, title in titles)


def _promise_of_delivery(order: Any) -> Promise | None:
    from . import parts

    made = promises.about(order).filter(kind="deliver")
    return parts.again(order) or made.exclude(status=Status.WITHDRAWN).order_by("pk").last()


KINDS = [
    Notice("order_packed", _("Order packed"), channels=("account",), build=_build),
    Notice("order_unpacked", _("Order not packed yet"), channels=("account",), build=_build),
    Notice("parcel_dispatched", _("Parcel on its way"), build=_build),
    Notice("parcel_expected_late", _("Parcel expected late"), build=_build),
    Notice("parcel_out_for_delivery", _("Parcel on the van"), build=_build),
    Notice("parcel_failed", _("Parcel could not be delivered"), build=_build),
    Notice("parcel_to_collect", _("Parcel waits to be collected"), build=_build),
    Notice("parcel_delivered", _("Parcel delivered"), build=_build),
    Notice("parcel_coming_back", _("Parcel on its way back"), build=_build),
    Notice("parcel_lost", _("Parcel lost"), build=_build),
    Notice("parcel_number_corrected", _("Tracking number corrected"), build=_build),
    Notice("parcel_report_wrong", _("Report about a parcel taken back"), build=_build),
    Notice("parcel_taken_back", _("Parcel still here"), build=_build),
    Notice("delivery_ended", _("Late order ended"), build=_build),
    Notice("delivery_late", _("Delivery late"), build=_build),
]


def register_kinds() -> None:
    for kind in KINDS:
        register(kind)
