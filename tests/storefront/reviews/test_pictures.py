"""Pictures of a review: stored before anything is locked, and gone only once that stands."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from PIL import Image

from storefront.core import private, uploads
from storefront.reviews import leaving, operations
from storefront.reviews.models import Draft, Photo
from tests.clock import NOON
from tests.factories import make_user
from tests.storefront.reviews.buyers import SAID, make_purchase

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def picture():
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "#e8e4da").save(written, "WEBP")
    return uploads.photograph(SimpleUploadedFile("mug.webp", written.getvalue()))


def save(purchase, *, photos=0, without=()):
    return operations.save_draft(
        purchase=purchase,
        said=SAID,
        photos=[picture() for _each in range(photos)],
        without=without,
        at=NOON,
    )


def files():
    """Return the names of all pictures of reviews that are stored."""
    if not private.storage.exists("reviews"):
        return set()
    return {f"reviews/{name}" for name in private.storage.listdir("reviews")[1]}


def rows():
    return set(Photo.objects.values_list("file", flat=True))


def test_a_draft_that_is_refused_leaves_every_picture_where_it_was(
    django_capture_on_commit_callbacks,
):
    purchase = make_purchase()
    first = save(purchase, photos=4).photos.order_by("pk").first()
    before = files()

    with django_capture_on_commit_callbacks(execute=True):
        for photos, without in ((2, [first.pk]), (5, [])):
            with pytest.raises(operations.TooManyPhotos):
                save(purchase, photos=photos, without=without)

    assert files() == rows() == before
    assert len(before) == 4


def test_a_picture_that_is_left_out_goes_with_its_file_and_one_more_takes_its_place(
    django_capture_on_commit_callbacks,
):
    purchase = make_purchase()
    draft = save(purchase, photos=4)
    first = draft.photos.order_by("pk").first()

    with django_capture_on_commit_callbacks(execute=True):
        save(purchase, photos=1, without=[first.pk])
        assert first.file.name in files()  # until what took it away stands

    assert files() == rows()
    assert first.file.name not in files()
    assert draft.photos.count() == 4


def test_what_fails_on_the_way_leaves_no_picture_that_nobody_knows(monkeypatch):
    def fail(**_row):
        raise DatabaseError()

    monkeypatch.setattr(Photo.objects, "create", fail)

    with pytest.raises(DatabaseError):
        save(make_purchase(), photos=2)

    assert files() == set()


@pytest.mark.parametrize("way", ["forgotten", "left"])
def test_a_draft_that_goes_takes_its_pictures_once_it_is_gone(
    way, django_capture_on_commit_callbacks
):
    user = make_user()
    save(make_purchase(user=user), photos=1)

    with django_capture_on_commit_callbacks(execute=True):
        if way == "forgotten":
            operations.forget_drafts(at=NOON + timedelta(days=31))
        else:
            leaving.leave(user=user, at=NOON)
        assert len(files()) == 1

    assert files() == rows() == set()
    assert not Draft.objects.exists()
