from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from . import signals
from .models import AppealStatus, Photo, ReportStatus, ReviewFacts, Status
from .registry import Purchase

_WITH = ("review", "review__user", "product", "variant")


def own_review(purchase: Purchase) -> ReviewFacts | None:
    """
    Return the review that a buyer wrote of a product: with this order, or with their account.

    Not one that merely comes from the same address: anybody can order with another's.
    """
    mine = Q(order_number=purchase.order_number)
    if purchase.user is not None:
        mine |= Q(review__user=purchase.user)
    found = ReviewFacts.objects.select_related(*_WITH).filter(mine, product=purchase.product_id)
    return found.order_by("-pk").first()


def locked(pk: int) -> ReviewFacts:
    """Return the facts of a review as they stand, locked until the transaction ends."""
    rows = ReviewFacts.objects.select_related("review", "review__user", "product")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


def lock_of_reviews(review_ids: list[int]) -> None:
    """Lock the facts of these reviews, in the order of their keys."""
    rows = ReviewFacts.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(review__in=review_ids).order_by("pk").values_list("pk"))


def shown(pk: int) -> ReviewFacts:
    """
    Return a review that everybody may read, by the key of its facts.

    :raises Http404: for one that is not shown, as for one that does not exist
    """
    found = ReviewFacts.objects.select_related(*_WITH).filter(
        pk=pk, status=Status.SHOWN, product__card__public=True
    )
    if (facts := found.first()) is None:
        raise Http404
    return facts


def shown_photo(pk: int) -> Photo | None:
    return Photo.objects.filter(
        pk=pk, removed_at=None, facts__status=Status.SHOWN, facts__product__card__public=True
    ).first()


def photos_of(facts: ReviewFacts) -> QuerySet[Photo]:
    """Return the pictures that stand with a review."""
    return facts.photos.filter(removed_at=None).order_by("pk")


def of_user(user: Any) -> QuerySet[ReviewFacts]:
    """Return what an account wrote, the latest first."""
    return ReviewFacts.objects.select_related(*_WITH).filter(review__user=user).order_by("-pk")


def with_order(number: Any) -> QuerySet[ReviewFacts]:
    """Return the reviews written with an order; its number may be one of an outer query."""
    return ReviewFacts.objects.filter(order_number=number)


# What waits for staff. None of these lists knows the stars (REV-02).


def to_look_at() -> QuerySet[ReviewFacts]:
    """Return reviews that a person should look at, the one that is shown next first."""
    return ReviewFacts.objects.filter(
        ~Q(signals=[]), looked_at=None, status__in=[Status.WAITING, Status.SHOWN]
    ).order_by("publish_at", "pk")


def reported() -> QuerySet[ReviewFacts]:
    return ReviewFacts.objects.filter(
        pk__in=ReviewFacts.objects.filter(reports__status=ReportStatus.OPEN).values("pk")
    ).order_by("pk")


def appealed() -> QuerySet[ReviewFacts]:
    return ReviewFacts.objects.filter(appeals__status=AppealStatus.OPEN).order_by(
        "appeals__due_at", "pk"
    )


def appealed_late(at: datetime) -> QuerySet[ReviewFacts]:
    return appealed().filter(appeals__due_at__lt=at)


def hidden_by_stars() -> list[dict[str, Any]]:
    """
    Return, for each number of stars, how many reviews there are, and which share is hidden.

    For staff to see that the stars decide nothing; taken back ones do not count. One statement.
    """
    rows = (
        ReviewFacts.objects.exclude(status=Status.TAKEN_BACK)
        .values("review__score")
        .annotate(all=Count("pk"), hidden=Count("pk", filter=Q(status=Status.HIDDEN)))
    )
    counted = {row["review__score"]: row for row in rows}
    found = []
    for stars in range(5, 0, -1):
        row = counted.get(stars, {"all": 0, "hidden": 0})
        share = 100 * row["hidden"] / row["all"] if row["all"] else 0.0
        found.append({"stars": stars, "all": row["all"], "hidden": row["hidden"], "share": share})
    return found


def shown_by(facts: ReviewFacts) -> datetime | None:
    """Return by when a review that waits is shown: what a person looks at first, as promised."""
    if facts.publish_at is None:
        return None
    # It shows itself a little before, so that a late sweep breaks no promise.
    return facts.publish_at + (signals.SPARE if facts.signals else timedelta(0))
