"""What is done to reviews: shown or not, and answered; their words are never changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from . import operations
from .models import Product, ReviewFacts


@transaction.atomic
def decide_review(*, review: Any, shown: bool, at: datetime) -> None:
    """Show a review or not; the product's rating counts those that are shown."""
    type(review).objects.filter(pk=review.pk).update(
        status=review.APPROVED if shown else review.REJECTED
    )
    product = review.product
    Product.objects.filter(pk=product.pk).update(rating=product.calculate_rating())
    operations.refresh_cards([product.pk], at)


@transaction.atomic
def answer_review(*, review: Any, words: str, at: datetime) -> ReviewFacts:
    """Answer what a buyer wrote, for everyone to read."""
    facts, _new = ReviewFacts.objects.get_or_create(
        review=review, defaults={"written_at": review.date_created}
    )
    facts.answer, facts.answered_at = words, at
    facts.save(update_fields=["answer", "answered_at"])
    return facts
