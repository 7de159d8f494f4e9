from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from .models import Question

SHOWN = 12


def shown(product_id: int, *, number: int = SHOWN) -> QuerySet[Question]:
    """Return the answered questions about a product, the newest answer first."""
    return Question.objects.filter(product=product_id, status=Question.Status.ANSWERED).order_by(
        "-answered_at", "-pk"
    )[:number]


def waiting() -> QuerySet[Question]:
    """Return what waits for an answer, the next promised first."""
    return Question.objects.filter(status=Question.Status.WAITING).order_by("answer_due_at", "pk")


def section(*, page: Any, at: datetime) -> dict[str, Any]:
    """Give a product's page its questions. One statement."""
    rows = shown(page.product.pk).values_list(
        "text", "language", "answer", "answered_by_name", "answered_at", named=True
    )
    return {"questions": tuple(rows)}
