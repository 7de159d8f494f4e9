"""What a buyer is told when it is decided what becomes of a parcel; rows in the outbox."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.tracking import parts
from checkout.order import access
from checkout.payments.telling import recipient
from storefront.notices import operations as notices
from storefront.notices.registry import Kind, register
from storefront.notices.wording import address_of
from storefront.promises import queries as promises

from . import wording
from .models import Setback, Status


def decided(setback: Setback, *, at: datetime) -> None:
    order = setback.shipment.order
    notices.tell(
        kind="setback_decided",
        to=recipient(order.intent),
        dedupe_key=f"setback_decided:{setback.pk}",
        subject=setback,
        order_number=order.number,
        at=at,
    )


def found(setback: Setback, *, at: datetime) -> None:
    """Tell that what was lost is on its way again, and that nothing need be chosen."""
    order = setback.shipment.order
    notices.tell(
        kind="setback_found",
        to=recipient(order.intent),
        dedupe_key=f"setback_found:{setback.pk}",
        subject=setback,
        order_number=order.number,
        at=at,
    )


def _build(message: Any) -> dict[str, Any]:
    rows = Setback.objects.select_related("shipment__order__intent", "refund")
    setback = rows.get(pk=message.context["subject_id"])
    order = setback.shipment.order
    now = max(message.made_at, timezone.now())
    return {
        "order": order,
        "parcel": setback.shipment,
        "outcome": wording.outcome(setback),
        "by_time": setback.status == Status.DEFAULTED,
        "by_staff": setback.by_staff,
        "refund": setback.refund,
        "promise": parts.again(order) or promises.latest(subject=order, kind="deliver"),
        "order_url": address_of(access.link_to(order, at=now)),
    }


def register_kinds() -> None:
    register(Kind("setback_decided", _("What becomes of a parcel"), build=_build))
    register(Kind("setback_found", _("Parcel found"), build=_build))
