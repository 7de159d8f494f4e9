"""Staff hide a review under a published rule or not at all, whatever its stars are."""

import inspect
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from storefront.catalogue.models import Product
from storefront.core import lifecycle
from storefront.notices import registry
from storefront.notices.models import Message
from storefront.promises.models import Promise
from storefront.reviews import leaving, operations, queries, reading, signals
from storefront.reviews.models import Appeal, Reason, Report, ReviewFacts
from storefront.staff import tiles
from tests.clock import NOON
from tests.factories import make_product, make_staff, make_user
from tests.racing import race

from .buyers import make_purchase, shown, write

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hidden(purchase=None, *, by=None, reason="insult", **said):
    facts = shown(purchase, **said)
    operations.hide(facts=facts, reason=reason, words="The third sentence.", by=by, at=NOON + HOUR)
    facts.refresh_from_db()
    return facts


@pytest.mark.clause("LBT-6.4.5", "ISO10008-7.1.d")
@pytest.mark.parametrize("reason", ["", "bad for us", "too few stars", "other"])
def test_without_a_published_reason_nothing_is_hidden(reason):
    facts = shown(score=1)

    with pytest.raises(operations.NoReason):
        operations.hide(facts=facts, reason=reason, words="", by=make_staff(), at=NOON)

    facts.refresh_from_db()
    assert facts.status == "shown"
    assert reading.of(facts.product_id).count == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFacts.objects.filter(pk=facts.pk).update(status="hidden", reason="bad for us")


def test_hiding_names_the_words_that_break_the_rule():
    facts = shown(score=1)

    with pytest.raises(operations.WordsNeeded):
        operations.hide(facts=facts, reason="insult", words="  ", by=make_staff(), at=NOON)

    facts.refresh_from_db()
    assert (facts.status, Message.objects.filter(kind="review-hidden").count()) == ("shown", 0)


def test_what_was_hidden_by_mistake_is_shown_again_by_whoever_hid_it_and_its_author_is_told():
    packer = make_staff()
    facts = hidden(by=packer)
    with pytest.raises(operations.WhyNeeded):
        operations.undo_hiding(facts=facts, words="Oh", by=packer, at=NOON + 2 * HOUR)
    assert reading.of(facts.product_id).count == 0

    why = "That word is no insult."
    for _press in range(2):
        operations.undo_hiding(facts=facts, words=why, by=packer, at=NOON + 2 * HOUR)

    facts.refresh_from_db()
    assert (facts.status, facts.reason, facts.hidden_by) == ("shown", "", None)
    assert reading.of(facts.product_id).count == 1
    step = facts.moves.get(from_status="hidden")
    assert (step.to_status, step.moved_by, step.why) == ("shown", packer, why)
    message = Message.objects.get(kind="review-shown-again")
    assert why in registry.kind_of(message.kind).build(message)["shown_again"].why


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_undoing_twice_at_once_is_undoing_once():
    facts, packer = hidden(), make_staff()
    undo = partial(
        operations.undo_hiding,
        facts=facts, words="That word is no insult.", by=packer, at=NOON + 2 * HOUR,
    )  # fmt: skip

    outcomes = race(undo, undo, after="storefront.reviews.queries.locked")

    assert outcomes == [facts, facts]
    assert facts.moves.filter(from_status="hidden").count() == 1
    assert Message.objects.filter(kind="review-shown-again", channel="mail").count() == 1


def test_a_review_whose_author_appealed_is_shown_again_by_deciding_about_that_alone():
    facts = hidden()
    operations.appeal(facts=facts, words="It is no insult at all.", at=NOON + HOUR)

    with pytest.raises(operations.AppealWaits):
        operations.undo_hiding(facts=facts, words="We were wrong.", by=make_staff(), at=NOON)

    facts.refresh_from_db()
    assert facts.status == "hidden"


def test_staff_undo_hiding_with_a_button(client):
    facts, by = hidden(), make_staff()
    client.force_login(by)
    url = reverse("admin:reviewing_reviewfacts_change", args=[facts.pk])
    assert "Show it again: hiding it was a mistake" in client.get(url).content.decode()
    sets = ("appeals", "reports", "answers", "editions", "moves")
    nothing = {f"{name}-{kind}_FORMS": "0" for name in sets for kind in ("TOTAL", "INITIAL")}

    said = {"why": "", "our_answer": "", "to_author": "That word is no insult."}
    press = {**said, **nothing, "reviewing_reviewfacts_undo_hiding": "1"}
    answer = client.post(url, press, follow=True).content.decode()

    facts.refresh_from_db()
    assert facts.status == "shown"
    assert "It is shown again, and its author knows why." in answer


@pytest.mark.clause("LBT-6.4.5", "ISO10008-7.1.d")
def test_the_average_is_recomputed_exactly_from_all_that_are_shown():
    mug = make_product()
    written = [shown(make_purchase(mug, order=str(n)), score=n) for n in (1, 4, 5)]
    assert Product.objects.get(pk=mug.pk).rating == pytest.approx(10 / 3)

    operations.hide(facts=written[1], reason="advert", words="“Fool”", by=make_staff(), at=NOON)

    assert Product.objects.get(pk=mug.pk).rating == 3.0
    found = reading.of(mug.pk)
    assert (found.average, found.count, found.hidden) == (3.0, 2, (("advert", 1),))


def test_its_author_is_told_the_reason_and_everybody_how_many_and_why(client):
    facts = hidden(make_purchase(user=make_user()), by=make_staff())

    assert {each.kind for each in Message.objects.all()} == {"review-hidden"}
    assert facts.moves.order_by("-pk").first().why == "insult"
    product = facts.product
    page = client.get(reverse("reviews:all", args=[product.slug, product.pk])).content.decode()
    assert "One more is hidden, under a published rule:" in page
    assert "1 × It insults somebody" in " ".join(page.split())
    assert "Honest weight" not in page


def test_nothing_hidden_is_lost_its_words_stand_as_they_were():
    facts = hidden()

    assert (facts.review.title, facts.review.score) == ("Honest weight", 5)
    assert facts.review.body == "The foot is rough and I like it."


@pytest.mark.clause("LBT-6.4.5")
def test_another_person_decides_an_appeal_by_the_promised_day():
    first, second = make_staff(), make_staff()
    facts = hidden(by=first)

    appeal = operations.appeal(facts=facts, words="It names nobody at all.", at=NOON + 2 * HOUR)
    assert operations.appeal(facts=facts, words="It names nobody.", at=NOON + 3 * HOUR) == appeal
    with pytest.raises(operations.SamePerson):
        operations.decide(facts=facts, granted=False, words="No, it stays.", by=first, at=NOON)
    facts.refresh_from_db()
    assert facts.status == "hidden"

    operations.decide(facts=facts, granted=True, words="You are right.", by=second, at=NOON + HOUR)

    facts.refresh_from_db()
    assert (facts.status, facts.reason) == ("shown", "")
    assert Appeal.objects.get().status == "granted"
    assert Promise.objects.get(kind="review-appeal").due_at == appeal.due_at
    assert Product.objects.get(pk=facts.product_id).rating == 5.0
    assert Message.objects.filter(kind="review-decided").exists()


def test_an_appeal_that_is_refused_leaves_it_hidden_with_reasons():
    facts = hidden(by=make_staff())
    operations.appeal(facts=facts, words="It names nobody at all.", at=NOON + 2 * HOUR)

    with pytest.raises(operations.NothingSaid):
        operations.decide(facts=facts, granted=False, words=" ", by=make_staff(), at=NOON)
    operations.decide(
        facts=facts, granted=False, words="The neighbour can be known.", by=make_staff(), at=NOON
    )

    facts.refresh_from_db()
    assert facts.status == "hidden"
    assert Promise.objects.get(kind="review-appeal").status in ("kept", "withdrawn")


def test_what_is_not_hidden_needs_no_second_look():
    with pytest.raises(operations.NotHidden):
        operations.appeal(facts=shown(), words="It names nobody at all.", at=NOON)

    assert Appeal.objects.count() == 0


def test_changing_what_was_hidden_has_it_looked_at_anew_and_shown_unless_hidden_again():
    purchase = make_purchase()
    facts = hidden(purchase, by=make_staff())
    operations.appeal(facts=facts, words="It names nobody at all.", at=NOON + 2 * HOUR)

    write(purchase, at=NOON + 3 * HOUR, body="The foot is rough, and I like it so.")

    facts.refresh_from_db()
    assert (facts.status, facts.signals, facts.reason) == ("waiting", ["was_hidden"], "")
    assert Appeal.objects.get().status == "overtaken"
    assert operations.publish_due(at=NOON + 26 * HOUR) == 1


def test_hiding_twice_tells_the_second_one_that_it_was_done():
    facts = hidden()

    with pytest.raises(lifecycle.IllegalMove):
        operations.hide(facts=facts, reason="law", words="“Fool”", by=make_staff(), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_the_sweep_and_a_hiding_at_once_the_review_ends_hidden_and_is_not_counted():
    facts = write()

    race(
        partial(operations.publish_due, at=NOON + HOUR),
        partial(
            operations.hide, facts=facts, reason="law", words="“Fool”", by=None, at=NOON + HOUR
        ),
        after="storefront.reviews.queries.locked",
    )

    facts.refresh_from_db()
    facts.review.refresh_from_db()
    assert (facts.status, facts.review.status) == ("hidden", 2)
    assert Product.objects.get(pk=facts.product_id).rating is None


# That the stars decide nothing (REV-02)


def test_no_function_that_decides_or_looks_for_what_to_look_at_knows_the_stars():
    for part in (operations.hide, operations.publish_due, operations.decide, signals.found):
        assert "score" not in inspect.getsource(part)
    for each in (queries.to_look_at, queries.reported, queries.appealed):
        assert "score" not in str(each().query).split("ORDER BY")[-1]
    assert set(inspect.signature(signals.found).parameters).isdisjoint({"score", "stars"})


def test_reviews_with_the_same_words_wait_equally_long_whatever_their_stars():
    waits = {
        score: write(make_purchase(order=str(score)), score=score).publish_at
        for score in range(1, 6)
    }

    assert set(waits.values()) == {NOON + HOUR}


def test_staff_cannot_sort_or_filter_their_list_by_stars_and_see_how_many_of_each_are_hidden(
    client,
):
    client.force_login(make_staff())
    mug = make_product()
    shown(make_purchase(mug, order="1"), score=5, body="Good for tea, and the handle stays cool.")
    hidden(make_purchase(mug, order="2"), score=1)

    page = client.get(reverse("admin:reviewing_reviewfacts_changelist"))

    assert page.status_code == 200
    admin = page.context["cl"].model_admin
    told = [*admin.list_display, *map(str, admin.list_filter), *admin.ordering]
    assert not [each for each in told if "score" in each or "star" in each]
    rows = {row["stars"]: (row["all"], row["hidden"]) for row in page.context["by_stars"]}
    assert rows == {5: (1, 0), 4: (0, 0), 3: (0, 0), 2: (0, 0), 1: (1, 1)}


# Answers, votes and reports


def test_we_answer_once_and_a_change_keeps_the_earlier_words():
    facts, staff = shown(), make_staff()
    operations.answer(facts=facts, words="You are right, thank you.", by=staff, at=NOON)
    operations.answer(facts=facts, words="You are right. It is mended.", by=staff, at=NOON + HOUR)

    (found,) = reading.of(facts.product_id).shown
    assert (found.answer, found.answer_changed) == ("You are right. It is mended.", True)
    assert [each.words for each in facts.answers.order_by("pk")][0] == "You are right, thank you."
    assert Message.objects.filter(kind="review-answered").count() == 1
    with pytest.raises(operations.AnswerNeeded):
        operations.answer(facts=facts, words="OK", by=staff, at=NOON)


def test_a_reader_has_one_vote_and_an_author_none():
    author, reader = make_user(), make_user()
    facts = shown(make_purchase(user=author))
    operations.vote(facts=facts, helped=True, by=reader, at=NOON)
    operations.vote(facts=facts, helped=False, by=reader, at=NOON)

    with pytest.raises(operations.OwnReview):
        operations.vote(facts=facts, helped=True, by=author, at=NOON)

    (found,) = reading.of(facts.product_id).shown
    assert (found.votes, found.helped) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_pressing_helpful_twice_at_once_counts_once():
    facts, reader = shown(), make_user()

    outcomes = race(
        *(partial(operations.vote, facts=facts, helped=True, by=reader, at=NOON) for _n in "12"),
        after="storefront.reviews.queries.locked",
    )

    assert outcomes == [None, None]
    (found,) = reading.of(facts.product_id).shown
    assert (found.votes, found.helped) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_vote_at_the_moment_when_another_voter_leaves_is_counted():
    facts, leaver, reader = shown(), make_user(), make_user()
    operations.vote(facts=facts, helped=False, by=leaver, at=NOON)

    def leave():
        with transaction.atomic():
            return leaving.take_votes_back(user=leaver)

    outcomes = race(
        leave,
        partial(operations.vote, facts=facts, helped=True, by=reader, at=NOON),
        after="storefront.reviews.operations.readers.count_votes",
    )

    assert outcomes == [1, None]
    (found,) = reading.of(facts.product_id).shown
    assert (found.votes, found.helped) == (1, 1)


def test_a_report_names_a_rule_and_waits_for_a_person_who_hides_or_leaves_it():
    facts, reader = shown(), make_user()
    with pytest.raises(operations.NoReason):
        operations.report(facts=facts, reason="bad", words="", user=reader, at=NOON)
    first = operations.report(facts=facts, reason="advert", words="x", user=reader, at=NOON)
    again = operations.report(facts=facts, reason="law", words="y", user=reader, at=NOON)

    assert again == first
    assert list(queries.reported()) == [facts]
    assert operations.dismiss_reports(facts=facts, by=make_staff(), at=NOON) == 1
    assert list(queries.reported()) == []
    operations.report(facts=facts, reason="law", words="y", user=None, at=NOON)
    operations.hide(facts=facts, reason="law", words="“Fool”", by=make_staff(), at=NOON)
    assert sorted(Report.objects.values_list("status", flat=True)) == ["dismissed", "followed"]


def test_what_waits_stands_on_the_start_page_of_staff():
    flagged = write(make_purchase(order="1"), body="See www.example.org for better ones.")
    facts = hidden(make_purchase(order="2"), by=make_staff())
    operations.appeal(facts=facts, words="It names nobody at all.", at=NOON + 2 * HOUR)
    operations.report(
        facts=shown(make_purchase(order="3")), reason="law", words="“Fool”", user=None, at=NOON
    )

    counted = {each.key: each.count for each in tiles.all_tiles()}

    assert flagged.signals
    later = NOON + timedelta(days=30)
    assert counted["reviews"](NOON) == 1
    assert counted["reviews-reported"](NOON) == 1
    assert counted["reviews-appealed"](NOON) == 1
    assert (counted["reviews-appealed-late"](NOON), counted["reviews-appealed-late"](later)) == (
        0,
        1,
    )


def test_staff_hide_answer_and_decide_on_the_page_and_each_press_is_an_operation(client):
    first, second = make_staff(), make_staff()
    facts = shown()
    url = reverse("admin:reviewing_reviewfacts_change", args=[facts.pk])
    client.force_login(first)
    nothing = {"why": "", "to_author": "", "our_answer": ""}
    empty = {
        f"{name}-{part}_FORMS": 0
        for name in ("appeals", "reports", "answers", "editions", "moves")
        for part in ("TOTAL", "INITIAL")
    }

    refused = client.post(url, {**empty, **nothing, "reviewing_reviewfacts_hide": "1"})
    assert "A review is hidden only for one of the published reasons" in refused.content.decode()
    client.post(
        url,
        {**empty, **nothing, "our_answer": "You are right there.",
         "reviewing_reviewfacts_answer": "1"},
    )  # fmt: skip
    client.post(
        url,
        {**empty, **nothing, "why": Reason.LAW, "to_author": "Which",
         "reviewing_reviewfacts_hide": "1"},
    )  # fmt: skip
    facts.refresh_from_db()
    assert (facts.status, facts.hidden_by, facts.reason_words) == ("hidden", first, "Which")
    assert facts.answers.get().by == first

    operations.appeal(facts=facts, words="It names nobody at all.", at=NOON)
    assert "Grant the appeal" not in client.get(url).content.decode()
    client.force_login(second)
    assert "Grant the appeal" in client.get(url).content.decode()
    client.post(
        url,
        {**empty, **nothing, "to_author": "You are right.",
         "reviewing_reviewfacts_show_again": "1"},
    )  # fmt: skip
    facts.refresh_from_db()
    assert facts.status == "shown"
    # Both reasons stand in its history, in the words of whoever reads it.
    told = client.get(url).content.decode()
    assert "It breaks the law" in told
    assert "its author appealed, and was right" in told
    assert ">law<" not in told
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    chinese = client.get(url).content.decode()
    assert "作者提出异议，且理由成立" in chinese
