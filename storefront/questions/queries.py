from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from storefront.core.prepared import PreparedQuery

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


@dataclass(frozen=True)
class Answered:
    """One of these is a question with its answer, as a product's page shows it."""

    text: str
    language: str
    answer: str
    answered_by_name: str
    answered_at: datetime


def _answered(product_id: int) -> QuerySet[Any, Any]:
    return shown(product_id).values_list(*(each.name for each in fields(Answered)))


ANSWERED = PreparedQuery("product_questions", _answered)


def section(*, page: Any, at: datetime) -> dict[str, Any]:
    """Give a product's page its questions. One statement."""
    return {"questions": tuple(Answered(*row) for row in ANSWERED.rows(page.product.pk))}
