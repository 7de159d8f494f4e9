import pytest
from oscar.core.loading import get_model

from storefront.catalogue import reviews
from storefront.catalogue.models import ReviewFacts
from tests.clock import NOON
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_published_reviews_are_counted_and_the_newest_shown():
    mug = make_product()
    written = get_model("reviews", "ProductReview").objects
    for score, status in ((5, 1), (2, 1), (1, 2)):
        review = written.create(
            product=mug, score=score, title="T", body="B", name="Maeve", status=status
        )
        ReviewFacts.objects.create(review=review, place="Galway", written_at=NOON, bought_at=NOON)

    found = reviews.of(mug.pk)

    assert (found.count, found.average) == (2, 3.5)
    assert {each.who for each in found.shown} == {"Maeve, Galway"}
    assert found.shown[0].written_at == NOON
    assert found.shown[0].verified


def test_a_thing_without_reviews_has_none():
    assert reviews.of(make_product().pk) is None
