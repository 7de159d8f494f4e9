"""What a buyer types before it is sent: kept for one look at it, private data covered."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.core import private, sweeps, typed
from storefront.core.refusal import Refusal
from storefront.core.uploads import Upload

from .. import queries, rating
from ..models import Draft, Photo, ReviewFacts
from ..models.facts import WORDS
from ..registry import Purchase

SHORTEST = 10  # letters
MOST_PHOTOS = 4
DRAFT_KEPT_FOR = timedelta(days=30)
# Where a picture was stored, with its width and height.
Placed = tuple[str, tuple[int, int]]


class TooShort(Refusal):
    words = _("Please write a sentence or two, so that others can picture it.")


class NameTellsTooMuch(Refusal):
    words = _(
        "Everybody reads this name, and it is the one of your account. Please choose another, "
        "such as a first name."
    )


class StaffDoNotReview(Refusal):
    words = _("Whoever works here does not review what we sell.")


class TooManyPhotos(Refusal):
    words = _("A review has four pictures at the most.")


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
    photos, without = list(photos), set(without)
    words, covered = _covered(said, purchase)
    if typed.letters(words["body"]) < SHORTEST or not words["title"]:
        raise TooShort()
    if _is_the_accounts(words["name"], purchase.user) or not words["name"]:
        raise NameTellsTooMuch()
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos()
    with private.stored([upload for upload, _size in photos], "reviews") as left:
        sizes = [size for _upload, size in photos]
        placed = list(zip(list(left), sizes, strict=True))
        draft = _write(purchase, {**words, "covered": covered}, placed, without, at=at)
        left.clear()
    return draft


@transaction.atomic
def _write(
    purchase: Purchase,
    words: dict[str, Any],
    placed: Sequence[Placed],
    without: set[int],
    *,
    at: datetime,
) -> Draft:
    rating.lock(purchase.product_id)
    draft, _new = Draft.objects.update_or_create(
        product_id=purchase.product_id,
        order_number=purchase.order_number,
        defaults={
            **words,
            "user": purchase.user,
            "language": get_language() or "en",
            "saved_at": at,
        },
    )
    _photos(draft, queries.own_review(purchase), placed, without, at=at)
    return draft


def forget_drafts(*, at: datetime) -> int:
    """Delete drafts that nobody has sent in 30 days, with their pictures; returns how many."""
    old = Draft.objects.filter(saved_at__lt=at - DRAFT_KEPT_FOR)
    return sweeps.each("reviews.drafts", old, forget_draft)


@transaction.atomic
def forget_draft(draft: Draft) -> bool:
    """Delete one draft with the pictures that belong to no review."""
    forget_photos(Photo.objects.filter(draft=draft, facts=None))
    return bool(Draft.objects.filter(pk=draft.pk).delete()[0])


def forget_photos(photos: QuerySet[Photo]) -> None:
    """Delete pictures; their files go once the transaction stands, or they would be lost for it."""
    for photo in photos:
        transaction.on_commit(partial(photo.file.storage.delete, photo.file.name))
        photo.delete()


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
    added: Sequence[Placed],
    without: set[int],
    *,
    at: datetime,
) -> None:
    drafted = draft.photos.filter(facts=None)
    shown = Photo.objects.filter(facts=facts, removed_at=None) if facts else Photo.objects.none()
    stay = sum(photos.exclude(pk__in=without).count() for photos in (drafted, shown))
    if stay + len(added) > MOST_PHOTOS:
        raise TooManyPhotos()
    shown.update(leaves=False)
    shown.filter(pk__in=without).update(leaves=True)
    forget_photos(drafted.filter(pk__in=without))
    for place, (width, height) in added:
        Photo.objects.create(draft=draft, file=place, width=width, height=height, added_at=at)
