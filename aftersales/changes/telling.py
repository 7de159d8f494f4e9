"""What a buyer is told about a change of the order; rows in the outbox."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from checkout import addresses
from checkout.order import access
from checkout.payments import telling
from checkout.payments.models import Refund
from storefront.core import marks
from storefront.notices import operations as notices
from storefront.notices.wording import address_of

from .models import Cancellation, DeliveryChange


def lines_cancelled(made: Cancellation, *, at: datetime) -> None:
    notices.tell(
        kind="lines_cancelled",
        to=telling.recipient(made.order.intent),
        dedupe_key=f"lines_cancelled:{made.pk}",
        subject=made,
        order_number=made.order.number,
        at=at,
    )


def delivery_changed(made: DeliveryChange, *, at: datetime) -> None:
    notices.tell(
        kind="delivery_changed",
        to=telling.recipient(made.order.intent),
        dedupe_key=f"delivery_changed:{made.pk}",
        subject=made,
        order_number=made.order.number,
        at=at,
    )


def about_delivery(message: Any) -> dict[str, Any]:
    made = DeliveryChange.objects.select_related("order").get(pk=message.context["subject_id"])
    now = max(message.made_at, timezone.now())
    return {
        "order": made.order,
        "before": _place(made.before),
        "after": _place(made.after),
        "by_staff": made.by_staff,
        "order_url": address_of(access.link_to(made.order, at=now)),
    }


def _place(address: dict[str, str]) -> str:
    return marks.joined([addresses.in_one_line(address), address.get("phone", "")])


def about_lines(message: Any) -> dict[str, Any]:
    made = Cancellation.objects.select_related("order").get(pk=message.context["subject_id"])
    now = max(message.made_at, timezone.now())
    return {
        "order": made.order,
        "lines": made.lines.select_related("line").order_by("line_id"),
        "by_staff": made.by_staff,
        "reason": made.reason,
        "refund": Refund.objects.filter(told_once_as=f"cancellation:{made.pk}").first(),
        "order_url": address_of(access.link_to(made.order, at=now)),
    }
