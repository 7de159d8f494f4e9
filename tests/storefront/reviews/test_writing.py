"""A buyer writes what a thing is like, once, and changes it or takes it back."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from storefront.catalogue.models import Product, ProductCard
from storefront.promises.models import Promise
from storefront.reviews import operations, queries, rating, reading
from storefront.reviews.models import Draft, Edition, ReviewFacts
from tests.clock import NOON
from tests.factories import make_product, make_staff, make_user
from tests.racing import race

from .buyers import SAID, make_purchase, shown, write

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.mark.clause("LBT-6.4.5")
def test_a_review_of_one_star_appears_by_itself_within_the_promised_time():
    facts = write(score=1, title="Broke", body="The handle came off on the second day.")

    promise = Promise.objects.get(kind="review-shown")
    assert promise.due_at == NOON + 24 * HOUR
    assert operations.publish_due(at=NOON + 59 * timedelta(minutes=1)) == 0
    assert operations.publish_due(at=NOON + HOUR) == 1

    promise.refresh_from_db()
    assert promise.status == "kept"
    (found,) = reading.of(facts.product_id).shown
    assert (found.score, found.body) == (1, "The handle came off on the second day.")
    assert ProductCard.objects.get(pk=facts.product_id).rating == 1.0


def test_what_a_person_should_look_at_is_shown_all_the_same_before_the_promise_ends():
    facts = write(body="Better ones are sold at www.example.org, go there.")

    assert facts.signals == ["link"]
    assert queries.shown_by(facts) == NOON + 24 * HOUR  # as its preview said, and its promise
    assert operations.publish_due(at=NOON + 22 * HOUR) == 0
    assert operations.publish_due(at=NOON + 23 * HOUR) == 1
    assert Promise.objects.get(kind="review-shown").status == "kept"


def test_a_link_that_is_added_while_it_waits_gives_a_person_the_time_to_look():
    purchase = make_purchase()
    write(purchase)

    link = {"body": "Better ones are sold at www.example.org, go there."}
    facts = write(purchase, at=NOON + 59 * timedelta(minutes=1), **link)

    # Never past what was promised when it was sent first.
    assert (facts.signals, facts.publish_at) == (["link"], NOON + 23 * HOUR)
    again = write(purchase, at=NOON + 2 * HOUR, body="The foot is rough and I do like it.")
    assert (again.signals, again.publish_at) == ([], NOON + 23 * HOUR)
    late = write(purchase, at=NOON + 22 * HOUR, **link)
    assert late.publish_at == NOON + 23 * HOUR
    assert operations.publish_due(at=NOON + 23 * HOUR) == 1
    assert Promise.objects.get(kind="review-shown").status == "kept"


@pytest.mark.clause("LBT-6.5.1")
def test_private_data_is_covered_before_anybody_sees_it_and_the_buyers_own_street_too():
    purchase = make_purchase(private=("4 Quay Street", "H91 E2R3", "+353871234567"))

    facts = write(
        purchase,
        title="Ask me at gwen@example.org",
        body="Ring +353 87 123 4567, come to 4 quay street, or to 12 Weir Lane. 340 ml is right.",
    )

    assert facts.review.title == "Ask me at […]"
    assert facts.review.body == "Ring […], come to […], or to […]. 340 ml is right."
    assert facts.signals == ["covered"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"body": "Good."}, operations.TooShort),
        ({"body": "\u202e \x00 \n"}, operations.TooShort),
        ({"title": "\u200b"}, operations.TooShort),
        ({"name": "gwendoline"}, operations.NameTellsTooMuch),
        ({"name": "Gwen Hughes"}, operations.NameTellsTooMuch),
        ({"name": "gwen@example.org"}, operations.NameTellsTooMuch),
    ],
)
def test_what_says_nothing_or_tells_the_account_is_refused_and_nothing_is_kept(said, refusal):
    user = make_user(username="gwendoline", first_name="Gwen", last_name="Hughes")

    with pytest.raises(refusal):
        write(make_purchase(user=user), **said)

    assert Draft.objects.count() == ReviewFacts.objects.count() == 0


def test_whoever_works_here_does_not_review():
    with pytest.raises(operations.StaffDoNotReview):
        write(make_purchase(user=make_staff()))


@pytest.mark.clause("LBT-6.4.5")
def test_sending_again_finds_the_review_that_is_there():
    purchase = make_purchase()
    first = write(purchase)

    assert operations.send(purchase=purchase, at=NOON) == first
    assert ReviewFacts.objects.count() == 1


def test_a_guest_who_bought_it_again_has_one_review_of_it_and_so_has_a_member():
    mug, user = make_product(), make_user()
    write(make_purchase(mug, order="1", email="gwen@example.org"))
    members = write(make_purchase(mug, order="2", user=user))

    with pytest.raises(operations.AlreadyWritten):
        write(make_purchase(mug, order="3", email="GWEN@example.org"))
    again = write(make_purchase(mug, order="4", user=user), title="After a year")

    assert again == members
    assert ReviewFacts.objects.count() == 2


def test_another_with_the_same_address_cannot_touch_the_first_ones_review():
    mug = make_product()
    first = shown(make_purchase(mug, order="1", email="gwen@example.org"))

    with pytest.raises(operations.AlreadyWritten):
        write(make_purchase(mug, order="2", email="gwen@example.org"), title="Forged")

    first.review.refresh_from_db()
    assert first.review.title == "Honest weight"


def test_the_database_holds_one_review_a_buyer_whatever_the_code_does():
    facts = write()
    other = get_model("reviews", "ProductReview").objects.bulk_create(
        [get_model("reviews", "ProductReview")(product=facts.product, score=1, title="x", body="x")]
    )[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFacts.objects.create(
            review=other,
            product=facts.product,
            written_at=NOON,
            publish_at=NOON,
            mail_key=facts.mail_key,
        )


def test_a_change_is_shown_with_its_day_the_stars_follow_and_the_earlier_words_are_kept():
    purchase = make_purchase()
    facts = shown(purchase)

    write(purchase, at=NOON + timedelta(days=30), score=2, body="After a month the glaze is grey.")

    (found,) = reading.of(facts.product_id).shown
    assert (found.score, found.changed_at) == (2, NOON + timedelta(days=30))
    edition = Edition.objects.get()
    assert (edition.score, edition.body, edition.said_at) == (
        5,
        "The foot is rough and I like it.",
        NOON,
    )
    assert Product.objects.get(pk=facts.product_id).rating == 2.0


def test_its_author_takes_it_back_and_may_send_it_again():
    purchase = make_purchase()
    facts = shown(purchase)

    operations.take_back(facts=facts, by=None, at=NOON + HOUR)

    found = reading.of(facts.product_id)
    assert (found.count, found.taken_back) == (0, 1)
    assert Product.objects.get(pk=facts.product_id).rating is None
    again = write(purchase, at=NOON + 2 * HOUR)
    assert again == facts
    assert again.status == "waiting"


def test_a_draft_that_nobody_sent_is_forgotten_after_thirty_days():
    operations.save_draft(purchase=make_purchase(), said=SAID, at=NOON)

    assert operations.forget_drafts(at=NOON + timedelta(days=29)) == 0
    assert operations.forget_drafts(at=NOON + timedelta(days=31)) == 1
    assert Draft.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_pressing_send_twice_at_once_writes_one_review():
    purchase = make_purchase()
    operations.save_draft(purchase=purchase, said=SAID, at=NOON)

    outcomes = race(
        *(partial(operations.send, purchase=purchase, at=NOON) for _each in range(2)),
        after="storefront.reviews.queries.own_review",
    )

    assert outcomes[0] == outcomes[1] == ReviewFacts.objects.get()


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_the_stars_know_both():
    mug = make_product()
    good = write(make_purchase(mug, order="1"), score=5)
    bad = shown(make_purchase(mug, order="2"), score=1, body="Not what I thought it would be.")
    write(make_purchase(mug, order="3"), score=4, body="Good enough for every morning here.")

    outcomes = race(
        partial(operations.publish, facts=good, by=None, at=NOON),
        partial(operations.hide, facts=bad, reason="law", words="Not what", by=None, at=NOON),
        after="storefront.reviews.rating.average",
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    card = ProductCard.objects.get(pk=mug.pk)
    assert (card.rating, card.reviews) == (5.0, 1)
    assert Product.objects.get(pk=mug.pk).rating == rating.average(mug.pk) == 5.0
