"""What really moved, in Oscar's Source and Transaction: one source an order, one row a movement."""

from datetime import datetime
from typing import Any

from django.db.models import F
from oscar.core.loading import get_model

from storefront.core.prepared import TEXT, PreparedQuery

from .models import Attempt, Refund

Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")
Transaction = get_model("payment", "Transaction")

_TYPES = PreparedQuery(
    "ways_of_paying", lambda code: SourceType.objects.filter(code=code).order_by("pk"), (TEXT,)
)

PROMISED, CAME_IN, GIVEN_BACK, TAKEN_BACK = "Promised", "Debit", "Refund", "Taken back"


def record_promise(order: Any, attempt: Attempt, *, at: datetime) -> Any:
    """Record that somebody undertook to collect the sum of an order, such as the driver."""
    source = _source(order, attempt)
    source.amount_allocated = attempt.amount
    source.save()
    _write(source, PROMISED, attempt.amount, str(attempt.key), at=at)
    return source


def record_capture(order: Any, attempt: Attempt, *, at: datetime, first: bool = False) -> Any:
    """Record that the sum of an attempt came in for an order; `first` if nothing stands there."""
    source = _new_source(order, attempt) if first else _source(order, attempt)
    source.amount_allocated = source.amount_debited = attempt.captured
    source.reference = attempt.provider_reference or ""
    source.save()
    _write(source, CAME_IN, attempt.captured, attempt.provider_reference or "", at=at)
    return source


def record_taken_back(order: Any, attempt: Attempt, *, at: datetime) -> None:
    """
    Record that what was booked for an order was booked by mistake: a movement against the first.

    What a driver has undertaken to collect is still undertaken.
    """
    source = _source(order, attempt)
    source.amount_debited -= attempt.captured
    source.amount_allocated = (
        attempt.amount if attempt.provider == "on_delivery" else source.amount_debited
    )
    source.reference = ""
    source.save()
    _write(source, TAKEN_BACK, attempt.captured, attempt.provider_reference or "", at=at)


def correct_reference(order: Any, attempt: Attempt, reference: str, *, at: datetime) -> None:
    """Record that what came in came under another reference: the same sum, against the first."""
    source = _source(order, attempt)
    _write(source, TAKEN_BACK, attempt.captured, attempt.provider_reference or "", at=at)
    source.reference = reference
    source.save()
    _write(source, CAME_IN, attempt.captured, reference, at=at)


def record_refund(order: Any, refund: Refund, *, at: datetime) -> None:
    """
    Record that money went back.

    Money of a second payment, which was never the order's, is told by its own rows alone.
    """
    reference = refund.attempt.provider_reference or ""
    source = Source.objects.filter(order=order, reference=reference).first()
    if source is None:
        return
    Source.objects.filter(pk=source.pk).update(amount_refunded=F("amount_refunded") + refund.amount)
    _write(source, GIVEN_BACK, refund.amount, refund.bank_reference or refund.reference, at=at)


def _source(order: Any, attempt: Attempt) -> Any:
    return Source.objects.filter(order=order).first() or _new_source(order, attempt)


def _new_source(order: Any, attempt: Attempt) -> Any:
    return Source(order=order, source_type=_type_of(attempt.method), currency=attempt.currency)


def _type_of(method: str) -> Any:
    code = method.replace("_", "-")
    found = next(iter(_TYPES.rows(code)), None)
    return found or SourceType.objects.get_or_create(code=code, defaults={"name": method})[0]


def _write(source: Any, kind: str, amount: Any, reference: str, *, at: datetime) -> None:
    Transaction.objects.create(
        source=source,
        txn_type=kind,
        amount=amount,
        reference=reference[:128],
        status="ok",
    )
