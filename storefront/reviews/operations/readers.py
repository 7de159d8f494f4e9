"""What readers do: say whether a review helped, and report one that breaks a rule."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core import typed
from storefront.core.refusal import Refusal

from .. import queries
from ..models import Reason, Report, ReportStatus, ReviewFacts
from .deciding import NoReason


class NotShown(Refusal):
    words = _("This review is not shown any more.")


class OwnReview(Refusal):
    words = _("Your own review cannot be judged by you.")


@transaction.atomic
def vote(*, facts: ReviewFacts, helped: bool, by: Any, at: datetime) -> None:
    """
    Note whether a review helped a reader, one vote an account; voting again changes it.

    :raises NotShown: if it is not shown any more
    :raises OwnReview: if its author votes
    """
    facts = queries.locked(facts.pk)
    if not facts.is_shown:
        raise NotShown()
    if facts.review.user_id == by.pk:
        raise OwnReview()
    votes = get_model("reviews", "Vote").objects
    # Written past Oscar's save(), which would count the product's stars as well.
    if not votes.filter(review=facts.review, user=by).update(delta=1 if helped else -1):
        votes.bulk_create([votes.model(review=facts.review, user=by, delta=1 if helped else -1)])
    count_votes([facts.review_id])


def count_votes(review_ids: list[int]) -> None:
    """Count the votes of these reviews anew."""
    for review in get_model("reviews", "ProductReview").objects.filter(pk__in=review_ids):
        counted = review.votes.aggregate(all=Count("pk"), delta=Sum("delta"))
        type(review).objects.filter(pk=review.pk).update(
            total_votes=counted["all"], delta_votes=counted["delta"] or 0
        )


@transaction.atomic
def report(*, facts: ReviewFacts, reason: str, words: str, user: Any, at: datetime) -> Report:
    """
    Take in that a shown review breaks one of the rules; an account's second report is its first.

    :raises NoReason: if no published rule is named
    :raises NotShown: if it is not shown any more
    """
    if reason not in Reason.values:
        raise NoReason()
    facts = queries.locked(facts.pk)
    if not facts.is_shown:
        raise NotShown()
    user = user if getattr(user, "pk", None) else None
    if user and (same := facts.reports.filter(user=user, status=ReportStatus.OPEN).first()):
        return same
    return Report.objects.create(
        facts=facts,
        reason=reason,
        words=typed.masked(typed.one_line(words))[:600],
        user=user,
        made_at=at,
    )


@transaction.atomic
def dismiss_reports(*, facts: ReviewFacts, by: Any, at: datetime) -> int:
    """Close the open reports of a review that breaks no rule; returns how many there were."""
    facts = queries.locked(facts.pk)
    ReviewFacts.objects.filter(pk=facts.pk).update(looked_at=at)
    return facts.reports.filter(status=ReportStatus.OPEN).update(
        status=ReportStatus.DISMISSED,
        closed_by=by if getattr(by, "pk", None) else None,
        closed_at=at,
    )
