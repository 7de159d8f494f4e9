"""What a buyer is told about a refund that is late, and about goodwill; rows in the outbox."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from checkout.order import access
from checkout.payments import telling
from checkout.payments.models import Refund
from storefront.notices import operations as notices
from storefront.notices.wording import address_of

from . import lateness, queries
from .models import Goodwill, LateExtra


def late(refund: Refund, *, at: datetime) -> None:
    _tell("refund_late", refund, f"refund_late:{refund.pk}", at=at)


def more(made: LateExtra, *, at: datetime) -> None:
    _tell("refund_extra", made.refund, f"refund_extra:{made.pk}", at=at)


def goodwill(made: Goodwill, *, at: datetime) -> None:
    _tell("goodwill", made.refund, f"goodwill:{made.pk}", at=at)


def _tell(kind: str, refund: Refund, key: str, *, at: datetime) -> None:
    notices.tell(
        kind=kind,
        to=telling.recipient(refund.attempt.intent),
        subject=refund,
        dedupe_key=key,
        order_number=refund.order.number if refund.order else "",
        at=at,
    )


def of_refund(message: Any) -> dict[str, Any]:
    refund = queries.full().get(pk=message.context["subject_id"])
    now = max(message.made_at, timezone.now())
    return {
        "refund": refund,
        "order": refund.order,
        "extra": getattr(refund, "late_extra", None) or lateness.of(refund, at=now),
        "given": getattr(refund, "goodwill", None),
        "order_url": address_of(access.link_to(refund.order, at=now)),
        "refund_url": address_of(reverse("refunds:detail", args=[refund.reference])),
    }
