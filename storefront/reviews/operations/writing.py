"""What a buyer does to their own review: draft it, send it, change it, take it back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core import lifecycle, sweeps, typed
from storefront.core.refusal import Refusal
from storefront.core.uploads import Upload
from storefront.promises import operations as promises

from .. import queries, rating, signals, telling
from ..models import AppealStatus, Draft, Edition, Photo, ReviewFacts, Status
from ..models.facts import WORDS, Signal
from ..registry import Purchase

SHORTEST = 10  # letters
MOST_PHOTOS = 4
DRAFT_KEPT_FOR = timedelta(days=30)
WAITING, SHOWN, OUT = 0, 1, 2  # Oscar's words for it: for moderation, approved, rejected


class TooShort(Refusal):
    words = _("Please write a sentence or two, so that others can picture it.")


class NameTellsTooMuch(Refusal):
    words = _(
        "Everybody reads this name, and it is the one of your account. Please choose another, "
        "such as a first name."
    )


class StaffDoNotReview(Refusal):
    words = _("Whoever works here does not review what we sell.")


class AlreadyWritten(Refusal):
    words = _(
        "You reviewed this already, with another order. Open that order to read or change it."
    )


class NothingToSend(Refusal):
    words = _("There is nothing to send any more. Please write it anew.")


class TooManyPhotos(Refusal):
    words = _("A review has four pictures at the most.")


@transaction.atomic
def save_draft(
    *,
    purchase: Purchase,
    said: dict[str, Any],
    at: datetime,
    photos: Sequence[tuple[Upload, tuple[int, int]]] = (),
    without: Iterable[int] = (),
) -> Draft:
    """
    Keep what a buyer typed, for one look at it before it is sent.

    `said` holds what `models.Said` holds; private data in it is covered. `photos` are added, those
    with the keys in `without` go. A draft that is there already is written over.

    :raises TooShort: if the words say too little
    :raises NameTellsTooMuch: if the name is the account's own
    :raises StaffDoNotReview: if the buyer works here
    :raises TooManyPhotos: if there would be more than four
    """
    if purchase.user is not None and purchase.user.is_staff:
        raise StaffDoNotReview()
    words, covered = _covered(said, purchase)
    if typed.letters(words["body"]) < SHORTEST or not words["title"]:
        raise TooShort()
    if _is_the_accounts(words["name"], purchase.user) or not words["name"]:
        raise NameTellsTooMuch()
    rating.lock(purchase.product_id)
    draft, _new = Draft.objects.update_or_create(
        product_id=purchase.product_id,
        order_number=purchase.order_number,
        defaults={
            **words,
            "user": purchase.user,
            "language": get_language() or "en",
            "covered": covered,
            "saved_at": at,
        },
    )
    review = queries.own_review(purchase)
    _photos(draft, review, photos, set(without), at=at)
    return draft


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
    promises.withdraw(subject=facts, at=at, why="taken back by its author")
    facts.appeals.filter(status=AppealStatus.OPEN).update(status=AppealStatus.OVERTAKEN)
    if was_shown:
        rating.refresh(facts.product_id, at=at)
    return facts


def forget_drafts(*, at: datetime) -> int:
    """Delete drafts that nobody has sent in 30 days, with their pictures; returns how many."""
    old = Draft.objects.filter(saved_at__lt=at - DRAFT_KEPT_FOR)
    return sweeps.each("reviews.drafts", old, forget_draft)


@transaction.atomic
def forget_draft(draft: Draft) -> bool:
    """Delete one draft with the pictures that belong to no review."""
    for photo in Photo.objects.filter(draft=draft, facts=None):
        photo.file.delete(save=False)
        photo.delete()
    return bool(Draft.objects.filter(pk=draft.pk).delete()[0])


def mail_key(email: str) -> str:
    """Return what stands for an address, and does not tell it."""
    return salted_hmac("reviews.mail", email.strip().lower(), algorithm="sha256").hexdigest()


def set_oscars(facts: ReviewFacts, status: int) -> None:
    """Say in Oscar's own column whether a review counts; it follows ours, nobody else sets it."""
    type(facts.review).objects.filter(pk=facts.review_id).update(status=status)
    facts.review.status = status


def _covered(said: dict[str, Any], purchase: Purchase) -> tuple[dict[str, Any], bool]:
    plain: dict[str, Any] = {
        **{name: said.get(name) for name in WORDS},
        "title": typed.one_line(said["title"])[:120],
        "body": typed.paragraphs(said["body"]),
        "used_for": typed.one_line(said.get("used_for") or "")[:160],
        "name": typed.one_line(said["name"])[:40],
        "stays": bool(said.get("stays")),
    }
    private = (*purchase.private, purchase.email)
    covered = {
        **plain,
        **{
            name: typed.masked(plain[name], known=private) for name in ("title", "body", "used_for")
        },
        "name": typed.masked(plain["name"]),
    }
    return covered, covered != plain


def _is_the_accounts(name: str, user: Any) -> bool:
    if typed.MASK in name:
        return True
    own = {user.username, user.get_full_name(), user.email} if user else set()
    return name.casefold() in {each.casefold() for each in own if each}


def _photos(
    draft: Draft,
    facts: ReviewFacts | None,
    added: Sequence[tuple[Upload, tuple[int, int]]],
    without: set[int],
    *,
    at: datetime,
) -> None:
    for photo in draft.photos.filter(facts=None, pk__in=without):
        photo.file.delete(save=False)
        photo.delete()
    stay = draft.photos.filter(facts=None).count()
    if facts:
        own = facts.photos.filter(removed_at=None)
        own.update(leaves=False)
        own.filter(pk__in=without).update(leaves=True)
        stay += own.filter(leaves=False).count()
    if stay + len(added) > MOST_PHOTOS:
        raise TooManyPhotos()
    for upload, (width, height) in added:
        Photo.objects.create(
            draft=draft,
            file=ContentFile(upload.content, name=f"{uuid4().hex}.{upload.ending}"),
            width=width,
            height=height,
            added_at=at,
        )


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
        promises.withdraw(subject=facts, kind=telling.APPEAL, at=at, why="changed by its author")
        lifecycle.move(facts, to=Status.WAITING, by=review.user, at=at, also=new)
        set_oscars(facts, WAITING)
        telling.promise_to_show(facts, at=at)
    else:
        ReviewFacts.objects.filter(pk=facts.pk).update(**new)
        if facts.is_shown:
            rating.refresh(facts.product_id, at=at)
    return ReviewFacts.objects.select_related("review", "product").get(pk=facts.pk)


def _moment(found: list[str], *, at: datetime) -> datetime:
    """Return when it is shown by itself: soon, or late enough for a person to look at it first."""
    return at + (telling.within() - signals.SPARE if found else signals.PAUSE)
