"""What a buyer is told of an invoice or a credit note; rows in the outbox."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.order import access
from checkout.payments import telling
from storefront.notices import operations as notices
from storefront.notices.registry import Kind, register
from storefront.notices.wording import address_of

from .models import TaxDocument


def issued(made: TaxDocument, *, at: datetime) -> None:
    notices.tell(
        kind="credit_note_issued" if made.is_credit_note else "invoice_issued",
        to=telling.recipient(made.order.intent),
        dedupe_key=f"tax_document:{made.pk}",
        subject=made,
        order_number=made.order.number,
        at=at,
    )


def _of(message: Any) -> TaxDocument:
    rows = TaxDocument.objects.select_related("order__intent", "credits", "refund")
    found: TaxDocument = rows.get(pk=message.context["subject_id"])
    return found


def _build(message: Any) -> dict[str, Any]:
    made = _of(message)
    now = max(message.made_at, timezone.now())
    return {
        "made": made,
        "order": made.order,
        "order_url": address_of(access.link_to(made.order, at=now)),
    }


def _attach(message: Any) -> list[tuple[str, str, bytes]]:
    from . import pdf

    made = _of(message)
    return [(f"{made.number}.pdf", "application/pdf", pdf.render(made))]


def register_kinds() -> None:
    for key, title in (
        ("invoice_issued", _("Your invoice")),
        ("credit_note_issued", _("Your credit note")),
    ):
        register(Kind(key, title, build=_build, attach=_attach))
