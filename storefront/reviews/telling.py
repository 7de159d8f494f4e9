"""What an author is told about a review, and what the shop owes them: rows, nothing is sent."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from storefront.core.working_time import Calendar
from storefront.notices import operations as notices
from storefront.notices import registry
from storefront.notices.operations import Recipient
from storefront.notices.wording import address_of
from storefront.policies.queries import slugs
from storefront.promises import operations as promises
from storefront.promises import queries as promised_to
from storefront.promises.models import Status as PromiseStatus

from .models import ReviewFacts

SHOW, APPEAL = "review-shown", "review-appeal"
APPEAL_WITHIN = 5  # working days
RULES = "reviews"
"""The policy that says how reviews work."""


def within() -> timedelta:
    """Return the time in which a review is shown, or its author told why not (LBT-6.4.5)."""
    return timedelta(hours=settings.CANDOUR_REVIEW_PUBLISH_HOURS)


def appeal_due(at: datetime) -> datetime:
    """Return by when a second person has looked at an appeal."""
    office = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
    return office.due_after_working_days(at, APPEAL_WITHIN)


def promise_to_show(facts: ReviewFacts, *, at: datetime) -> None:
    with override(facts.language):
        promises.make(
            kind=SHOW,
            subject=facts,
            due_at=at + within(),
            at=at,
            words=gettext("Your review of %(title)s is shown, or you read why not.")
            % {"title": facts.product.get_title()},
            basis="LBT-6.4.5",
            order_number=facts.order_number,
            user=facts.review.user,
        )


def shown_by(facts: ReviewFacts) -> datetime:
    """Return until when a review that waits is shown, as it was promised to its author."""
    promised = promised_to.about(facts).filter(kind=SHOW, status=PromiseStatus.MADE)
    due = promised.values_list("due_at", flat=True).order_by("due_at").first()
    return due or facts.written_at + within()


def promise_to_decide(facts: ReviewFacts, *, due_at: datetime, at: datetime) -> None:
    with override(facts.language):
        promises.make(
            kind=APPEAL,
            subject=facts,
            due_at=due_at,
            at=at,
            words=gettext("A second person looks at your review of %(title)s.")
            % {"title": facts.product.get_title()},
            basis="LBT-6.4.5",
            order_number=facts.order_number,
            user=facts.review.user,
        )


def tell(kind: str, facts: ReviewFacts, *, key: Any, at: datetime) -> None:
    """Tell the author, by account or by the address of the order; nobody where neither is left."""
    review = facts.review
    if review.user is None and not review.email:
        return
    notices.tell(
        kind=kind,
        to=Recipient(user=review.user, email=review.email, language=facts.language),
        dedupe_key=f"{kind}:{facts.pk}:{key}",
        at=at,
        subject=facts,
        order_number=facts.order_number,
    )


def register() -> None:
    for key, title in (
        ("review-hidden", _("Your review is hidden")),
        ("review-decided", _("Your review was looked at again")),
        ("review-shown-again", _("Your review is shown again")),
        ("review-answered", _("We answered your review")),
    ):
        registry.register(registry.Kind(key, title, build=_facts))


def _facts(message: Any) -> dict[str, Any]:
    found = ReviewFacts.objects.select_related("review", "product")
    facts = found.get(pk=message.context["subject_id"])
    own = ("reviews:own", [facts.order_number, facts.product_id])
    rules = RULES in slugs(at=message.made_at)
    return {
        "facts": facts,
        "title": facts.product.get_title(),
        "shown_again": facts.moves.filter(from_status="hidden", to_status="shown").last(),
        "appeal": facts.appeals.order_by("-pk").first(),
        "answer": facts.answers.order_by("-pk").first(),
        "own_url": address_of(reverse(own[0], args=own[1])) if facts.order_number else "",
        "rules_url": address_of(reverse("policies:policy", args=[RULES])) if rules else "",
    }
