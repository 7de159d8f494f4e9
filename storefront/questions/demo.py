"""The questions that buyers of the demo shop asked."""

from datetime import datetime, timedelta

from storefront.catalogue.models import ImportMark
from storefront.demo import tables

from . import operations
from .models import Question


def demo(at: datetime) -> None:
    if Question.objects.exists():
        return
    marks = {mark.key: mark.product for mark in ImportMark.objects.select_related("product")}
    for row in tables.table("questions"):
        asked_at = at - timedelta(days=int(row["asked_days_ago"] or 0))
        question = operations.ask(
            product=marks[row["product"]],
            text=row["question"],
            language=row["language"],
            author=row["author"],
            at=asked_at,
        )
        if row["answer"]:
            operations.answer(
                question=question,
                text=row["answer"],
                name=row["answered_by"],
                by=None,
                at=at - timedelta(days=int(row["answered_days_ago"] or 0)),
            )
