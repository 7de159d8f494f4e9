from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from storefront.catalogue.models import ProductCard
from storefront.core.prepared import PreparedQuery

from .models import Question

SHOWN = 12
LOOKED_AT = 300
ALIKE = 75  # of 100; a question put in other words, or with a slip of the finger


def shown(product_id: int, *, number: int = SHOWN) -> QuerySet[Question]:
    """Return the answered questions about a product, the newest answer first."""
    return Question.objects.filter(product=product_id, status=Question.Status.ANSWERED).order_by(
        "-answered_at", "-pk"
    )[:number]


def similar(card: Any, text: str, *, number: int = 3) -> list[Question]:
    """
    Return answered questions like this one, about the product or its neighbours (LBT-6.1.5).

    Two statements; the latest answers only, since old ones speak of things as they were.
    """
    from rapidfuzz.fuzz import token_set_ratio  # heavy, and seldom needed by the web
    from rapidfuzz.utils import default_process

    near = ProductCard.objects.public().filter(categories__overlap=card.categories)
    asked = Question.objects.filter(
        Q(product=card.pk) | Q(product__in=near.values("pk")), status=Question.Status.ANSWERED
    ).select_related("product")
    plain = default_process(text)
    found = [
        (token_set_ratio(plain, default_process(each.text)), each.product_id == card.pk, each)
        for each in asked.order_by("-answered_at", "-pk")[:LOOKED_AT]
    ]
    found = [each for each in found if each[0] >= ALIKE]
    found.sort(key=lambda each: (-each[0], not each[1], -each[2].pk))
    return [question for _score, _own, question in found[:number]]


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
    corrected_at: datetime | None


def _answered(product_id: int) -> QuerySet[Any, Any]:
    return shown(product_id).values_list(*(each.name for each in fields(Answered)))


ANSWERED = PreparedQuery("product_questions", _answered)


def section(*, page: Any, at: datetime) -> dict[str, Any]:
    """Give a product's page its questions. One statement."""
    return {"questions": tuple(Answered(*row) for row in ANSWERED.rows(page.product.pk))}
