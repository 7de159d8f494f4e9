"""What buyers wrote is shown as they wrote it, with how we know that they bought it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from storefront.catalogue import operations, reviews
from storefront.catalogue.models import Product, ReviewFacts
from tests.clock import NOON
from tests.factories import make_product

from .test_product_page import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain(client):
    translation.activate("en")
    client.cookies["no-page-cache"] = "1"


def write(product, score: int, *, status: int = 1, bought: bool = True, **facts):
    review = get_model("reviews", "ProductReview").objects.create(
        product=product, score=score, title=f"Gave {score}", body="As it is.", name="Maeve",
        status=status,
    )  # fmt: skip
    ReviewFacts.objects.create(
        review=review,
        written_at=NOON - timedelta(days=3),
        bought_at=NOON - timedelta(days=20) if bought else None,
        **facts,
    )
    Product.objects.filter(pk=product.pk).update(rating=product.calculate_rating())
    operations.refresh_cards([product.pk], NOON)
    return review


def page(client, product) -> str:
    kwargs = {"product_slug": product.slug, "pk": product.pk}
    return read(client.get(reverse("catalogue:detail", kwargs=kwargs)))


def test_the_average_is_that_of_all_published_reviews_bad_ones_included(client):
    mug = make_product(title="Mug")
    for score in (5, 5, 1):
        write(mug, score)
    write(mug, 5, status=0)  # waits for moderation

    words = page(client, mug)

    assert "3.7 of 5" in words
    assert "3.7 of 5 from 3 buyers" in words
    assert "Gave 1" in words
    found = reviews.of(mug.pk)
    assert found.bars == ((5, 2), (4, 0), (3, 0), (2, 0), (1, 1))


def test_a_review_says_when_its_writer_bought_and_only_if_we_can_see_it(client):
    mug = make_product(title="Mug")
    write(mug, 4)
    words = page(client, mug)
    assert "Bought here on Tue 10 Feb 2026" in words
    assert "written on Fri 27 Feb 2026" in words

    jug = make_product(title="Jug")
    write(jug, 4, bought=False)
    assert "Bought here" not in page(client, jug)


def test_our_answer_stands_below_with_its_date(client):
    mug = make_product(title="Mug")
    write(mug, 2, answer="You are right.", answered_at=NOON - timedelta(days=1))

    words = page(client, mug)
    assert "Our answer, Sun 1 Mar 2026" in words
    assert "You are right." in words


def test_a_product_without_reviews_says_so(client):
    assert "Nobody has reviewed it yet." in page(client, make_product(title="Mug"))


def test_all_reviews_stand_on_a_page_of_their_own(client):
    mug = make_product(title="Mug")
    for _each in range(8):
        write(mug, 4)

    kwargs = {"product_slug": mug.slug, "pk": mug.pk}
    response = client.get(reverse("catalogue:reviews", kwargs=kwargs))

    assert "Read all 8" in page(client, mug)
    assert read(response).count("Gave 4") == 8
