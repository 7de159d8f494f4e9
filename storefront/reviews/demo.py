"""
What buyers of the demo shop wrote before it began to keep their orders.

Their days of purchase stand in the table; reviews that come from orders of the demo are written by
`aftersales.reviewing.demo`, with the operations that everybody uses.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from oscar.core.loading import get_model

from storefront.catalogue.models import ImportMark
from storefront.demo import tables

from . import operations, rating
from .models import Answer, ReviewFacts, Status

# Who found which review helpful, by its headline.
VOTES = {
    "Honest weight in the hand": {"tomas": True, "jonas": True, "linxiao": True},
    "Handle too hot in the microwave": {"maeve": True, "tomas": True, "jonas": False},
}


def demo(at: datetime) -> None:
    """Write them once; the shop answered some of them."""
    reviews = get_model("reviews", "ProductReview")
    if reviews.objects.exists():
        return
    products = {mark.key: mark.product for mark in ImportMark.objects.select_related("product")}
    rows = tables.table("reviews")
    written = reviews.objects.bulk_create(
        reviews(
            product=products[row["product"]],
            score=int(row["rating"]),
            title=row["title"],
            body=row["body"],
            name=", ".join(part for part in (row["author"], row["place"]) if part),
            status=reviews.APPROVED,
        )
        for row in rows
    )
    variants = dict(
        get_model("partner", "StockRecord").objects.values_list("partner_sku", "product")
    )
    facts = ReviewFacts.objects.bulk_create(
        ReviewFacts(
            review=review,
            product=review.product,
            status=Status.SHOWN,
            language=row["language"],
            variant_id=variants.get(row["sku"]),
            written_at=_ago(at, row["written_days_ago"]) or at,
            bought_at=_ago(at, row["bought_days_ago"]),
        )
        for review, row in zip(written, rows, strict=True)
    )
    Answer.objects.bulk_create(
        Answer(facts=each, words=row["answer"], at=_ago(at, row["answered_days_ago"]) or at)
        for each, row in zip(facts, rows, strict=True)
        if row["answer"]
    )
    for product_id in sorted({review.product_id for review in written}):
        rating.refresh(product_id, at=at)
    _votes(at)


def _votes(at: datetime) -> None:
    people = {user.username: user for user in get_user_model().objects.all()}
    for title, votes in VOTES.items():
        facts = ReviewFacts.objects.filter(review__title=title).first()
        for username, helped in votes.items():
            if facts and username in people:
                operations.vote(facts=facts, helped=helped, by=people[username], at=at)


def _ago(at: datetime, days: str) -> datetime | None:
    return at - timedelta(days=int(days)) if days else None
