"""What the page of a claim says before, and after, somebody has decided about it."""

import re

import pytest
from django.urls import reverse

from aftersales.returns import operations, queries, story
from storefront.notices import wording
from storefront.notices.models import Message
from tests.aftersales.test_return_goods import BACK, TOLD, claim, withdraw
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def told(returned, at=TOLD):
    return story.of(queries.full().get(pk=returned.pk), at=at)


def steps(returned):
    return [each["title"] for each in told(returned)["events"]]


@pytest.fixture
def mugs():
    return make_order(
        status="delivered",
        user=make_user(),
        lines=[(make_product(title="Hob mug", price="24.00"), 2)],
    )


def test_a_claim_that_nobody_has_decided_promises_no_money_and_says_what_was_asked_for(
    client, mugs
):
    made = claim(mugs, units={mugs.lines.get().pk: 1}, wish="replace")

    assert steps(made) == ["You told us", "We decided"]
    assert told(made)["made"] is None
    client.force_login(mugs.user)
    words = words_of(client.get(reverse("returns:detail", args=[made.reference])))
    assert "1 of 2 × Hob mug: Faulty." in words
    assert "About 1 of 2 × Hob mug Why Faulty You asked for Replacement" in words
    assert "Money ordered" not in words
    assert "€24.00" not in words


def test_the_answer_to_a_claim_repeats_the_wish(mugs):
    claim(mugs, wish="")

    letter = wording.write(Message.objects.get(kind="return_claimed", channel="mail")).words

    assert "Why: Faulty" in letter
    assert "You asked for: You leave it to us" in letter


def test_money_is_among_the_steps_once_somebody_has_decided_for_it(mugs):
    made = claim(mugs)
    operations.accept(returned=made, remedy="refund", send_back=True, by=make_staff(), at=TOLD)

    assert steps(made)[-2:] == ["Money ordered from our bank", "Confirmed by our bank"]
    assert str(told(made)["made"].total) == "52.90"


@pytest.mark.parametrize("remedy", ["repair", "replace"])
def test_what_is_put_right_never_shows_a_sum(mugs, remedy):
    made = claim(mugs)
    operations.accept(returned=made, remedy=remedy, by=make_staff(), at=TOLD)
    operations.put_right(returned=made, by=make_staff(), at=BACK)

    assert steps(made) == ["You told us", "We decided", "On its way to you"]
    assert told(made)["made"] is None


def test_a_claim_that_a_withdrawal_replaced_asks_for_nothing_and_pays_nothing(mugs):
    made = claim(mugs)
    withdraw(mugs)

    made.refresh_from_db()
    assert made.status == "overtaken"
    assert told(made)["headline"] == "Your withdrawal took the place of this claim"
    assert steps(made) == ["You told us", "Replaced by your withdrawal"]
    assert told(made)["made"] is None


def test_the_orders_page_names_the_things_of_each_return(mugs):
    made = claim(mugs, units={mugs.lines.get().pk: 1})

    assert story.rows(mugs)[0]["words"] == f"{made.reference}: 1 of 2 × Hob mug, Faulty"


def test_our_pictures_are_not_what_the_buyer_told_us(client, mugs):
    made = withdraw(mugs)
    made.photos.create(
        name="unpacked.jpg",
        mime="image/jpeg",
        file="returns/a.jpg",
        by_staff=True,
        added_at=BACK,
    )
    client.force_login(mugs.user)

    page = words_of(client.get(reverse("returns:detail", args=[made.reference])))

    assert "Our pictures of what came unpacked.jpg" in page
    assert "What you told us" not in page
    client.force_login(make_staff())
    desk = client.get(reverse("admin:returns_return_change", args=[made.pk])).content.decode()
    assert desk.index("What we found") < desk.index("unpacked.jpg")
    assert desk.count("unpacked.jpg") == 1


def test_what_staff_read_of_an_open_claim_is_no_promise_of_money(client, mugs):
    made = claim(mugs)
    client.force_login(make_staff())

    desk = words_of(client.get(reverse("admin:returns_return_change", args=[made.pk])))

    assert "All the money back would be: €52.90" in desk
    assert "Back to the buyer" not in desk
