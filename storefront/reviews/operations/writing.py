"""What a buyer does to their own review: send it, change it, take it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from oscar.core.loading import get_model

from storefront.core import lifecycle
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from .. import queries, rating, signals, telling
from ..models import AppealStatus, Draft, Edition, Photo, ReviewFacts, Status
from ..models.facts import WORDS, Signal
from ..registry import Purchase

WAITING, SHOWN, OUT = 0, 1, 2  # Oscar's words for it: for moderation, approved, rejected


class AlreadyWritten(Refusal):
    words = _(
        "You reviewed this already, with another order. Open that order to read or change it."
    )


class NothingToSend(Refusal):
    words = _("There is nothing to send any more. Please write it anew.")


@transaction.atomic
def send(*, purchase: Purchase, at: datetime) -> ReviewFacts:
    """
    Send the draft: a first review waits for its moment, a shown one changes at once.

    Sending again returns the review that there is.

    :raises NothingToSend: if there is neither draft nor review
    :raises AlreadyWritten: if the same buyer reviewed it with another order
    """
    rating.lock(purchase.product_id)
    facts = queries.own_review(purchase)
    drafts = Draft.objects.filter(product=purchase.product_id, order_number=purchase.order_number)
    draft = drafts.first()
    if draft is None:
        if facts is None:
            raise NothingToSend()
        return facts
    facts = _changed(facts, draft, at=at) if facts else _written(purchase, draft, at=at)
    Photo.objects.filter(facts=facts, leaves=True).update(removed_at=at, leaves=False)
    Photo.objects.filter(draft=draft).update(facts=facts, draft=None)
    drafts.delete()
    return facts


@transaction.atomic
def take_back(*, facts: ReviewFacts, by: Any, at: datetime) -> ReviewFacts:
    """
    Take a review down, as its author may at any time; they may send it again.

    :raises lifecycle.IllegalMove: if it is taken back already
    """
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    was_shown = facts.is_shown
    lifecycle.move(facts, to=Status.TAKEN_BACK, by=by, at=at, also={"publish_at": None})
    set_oscars(facts, OUT)
    promises.withdraw(subject=facts, at=at, why=gettext_noop("taken back by its author"))
    facts.appeals.filter(status=AppealStatus.OPEN).update(status=AppealStatus.OVERTAKEN)
    if was_shown:
        rating.refresh(facts.product_id, at=at)
    return facts


def mail_key(email: str) -> str:
    """Return what stands for an address, and does not tell it."""
    return salted_hmac("reviews.mail", email.strip().lower(), algorithm="sha256").hexdigest()


def set_oscars(facts: ReviewFacts, status: int) -> None:
    """Say in Oscar's own column whether a review counts; it follows ours, nobody else sets it."""
    type(facts.review).objects.filter(pk=facts.review_id).update(status=status)
    facts.review.status = status


def _written(purchase: Purchase, draft: Draft, *, at: datetime) -> ReviewFacts:
    key = mail_key(purchase.email)
    if ReviewFacts.objects.filter(product=purchase.product_id, mail_key=key).exists():
        raise AlreadyWritten()
    found = signals.found(words=draft.body, covered=draft.covered, product_id=draft.product_id)
    # Made in one statement: Oscar's own save() would count the stars, and count them unlocked.
    review = get_model("reviews", "ProductReview").objects.bulk_create(
        [
            get_model("reviews", "ProductReview")(
                product_id=purchase.product_id,
                score=draft.score,
                title=draft.title,
                body=draft.body,
                name=draft.name,
                user=purchase.user,
                email="" if purchase.user else purchase.email,
                status=WAITING,
            )
        ]
    )[0]
    facts = ReviewFacts.objects.create(
        review=review,
        product_id=purchase.product_id,
        language=draft.language,
        written_at=at,
        publish_at=_moment(found, at=at),
        signals=found,
        used_for=draft.used_for,
        delivery_score=draft.delivery_score,
        service_score=draft.service_score,
        stays=draft.stays,
        variant_id=purchase.variant_id,
        bought_at=purchase.bought_at,
        received_at=purchase.received_at,
        sent_back=purchase.sent_back,
        order_number=purchase.order_number,
        mail_key=key,
    )
    telling.promise_to_show(facts, at=at)
    return facts


def _changed(facts: ReviewFacts, draft: Draft, *, at: datetime) -> ReviewFacts:
    review, own = facts.review, ("used_for", "delivery_score", "service_score", "stays")
    before = {name: getattr(facts if name in own else review, name) for name in WORDS}
    Edition.objects.create(
        facts=facts, said_at=facts.changed_at or facts.written_at, replaced_at=at, **before
    )
    type(review).objects.filter(pk=review.pk).update(
        score=draft.score, title=draft.title, body=draft.body, name=draft.name
    )
    found = signals.found(
        words=draft.body, covered=draft.covered, product_id=facts.product_id, of=facts.pk
    )
    new = {name: getattr(draft, name) for name in own}
    new |= {"signals": found, "changed_at": at, "looked_at": None}
    if facts.is_hidden:
        new["signals"] = [*found, str(Signal.WAS_HIDDEN)]
    if facts.is_hidden or facts.is_taken_back:
        new |= {"publish_at": _moment(new["signals"], at=at), "reason": "", "reason_words": ""}
        facts.appeals.filter(status=AppealStatus.OPEN).update(status=AppealStatus.OVERTAKEN)
        why = gettext_noop("changed by its author")
        promises.withdraw(subject=facts, kind=telling.APPEAL, at=at, why=why)
        lifecycle.move(facts, to=Status.WAITING, by=review.user, at=at, also=new)
        set_oscars(facts, WAITING)
        telling.promise_to_show(facts, at=at)
    else:
        if facts.is_waiting and facts.publish_at and new["signals"]:
            # Time for a person to look at it, as far as what was promised leaves it.
            latest = telling.shown_by(facts) - signals.SPARE
            later = min(_moment(new["signals"], at=at), latest)
            new["publish_at"] = max(facts.publish_at, later)
        ReviewFacts.objects.filter(pk=facts.pk).update(**new)
        if facts.is_shown:
            rating.refresh(facts.product_id, at=at)
    return ReviewFacts.objects.select_related("review", "product").get(pk=facts.pk)


def _moment(found: list[str], *, at: datetime) -> datetime:
    """Return when it is shown by itself: soon, or late enough for a person to look at it first."""
    return at + (telling.within() - signals.SPARE if found else signals.PAUSE)
