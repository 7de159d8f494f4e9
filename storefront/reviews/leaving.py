"""What remains of somebody's reviews when they close their account."""

from datetime import datetime
from typing import Any

from oscar.core.loading import get_model

from . import queries
from .models import Draft, Photo, ReviewFacts
from .operations import drafting, readers, writing


def leave(*, user: Any, at: datetime) -> int:
    """
    Take an account from its reviews; those that were not to stay are taken down as well.

    Called within the closing of the account. Of a review that stays its words stay, under the name
    that was chosen for it; of others neither name nor pictures. Returns how many there were.
    """
    reviews = get_model("reviews", "ProductReview").objects
    for draft in Draft.objects.filter(user=user):
        drafting.forget_draft(draft)
    written = list(queries.of_user(user).order_by("product_id", "pk"))
    for facts in written:
        own = reviews.filter(pk=facts.review_id)
        if not facts.stays:
            if not facts.is_taken_back:
                writing.take_back(facts=facts, by=user, at=at)
            drafting.forget_photos(Photo.objects.filter(facts=facts))
            own.update(name="")
        own.update(user=None, email="")
        ReviewFacts.objects.filter(pk=facts.pk).update(mail_key="")
    reviews.filter(user=user).update(user=None, name="", email="")
    return len(written)


def take_votes_back(*, user: Any) -> int:
    """
    Delete the votes of an account and count those of the others; returns how many went.

    Whoever votes on one of these at this moment is done before, or counts after us.
    """
    votes = get_model("reviews", "Vote").objects.filter(user=user)
    reviews = list(votes.values_list("review", flat=True))
    queries.lock_of_reviews(reviews)
    votes.delete()
    readers.count_votes(reviews)
    return len(reviews)
