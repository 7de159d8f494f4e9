"""Who counts as told of a recall and who as having read it: never more than is so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.recalls import operations, queries, standing, telling
from aftersales.recalls.models import Case
from storefront.notices import operations as notices
from storefront.notices.models import Channel, Message
from storefront.promises import queries as promises
from tests.aftersales.recalling import THEN, announce, case_of, make_lamp, make_recall, recalled
from tests.factories import make_order, make_staff, make_user
from tests.racing import race

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def then(monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: THEN + HOUR)


def sold(**fields):
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)], **fields)
    recalled(lamp)
    return order, case_of(order)


def send(rows, at=THEN):
    for message in rows:
        notices.send(message_id=message.pk, at=at)


def page_of(case):
    return reverse("recalls:case", args=[case.recall.reference, case.order.number])


def far(case):
    found = queries.coverage(case.recall)
    return found["told"], found["read"]


def promise_of(case):
    return promises.latest(subject=case, kind="recall_told")


# Told


def test_a_line_in_the_inbox_tells_nobody_before_it_is_opened(client):
    user = make_user()
    _order, case = sold(user=user)
    letters = telling.messages(case)
    letters.filter(channel=Channel.MAIL).update(status="dead")
    letters.filter(channel=Channel.SMS).update(status="dead")
    send(letters.filter(channel=Channel.ACCOUNT))

    operations.follow_letters(at=THEN + HOUR)

    assert (far(case), promise_of(case).status) == ((0, 0), "made")
    assert [each.pk for each in queries.unreachable()] == [case.pk]

    client.force_login(user)
    client.get(reverse("account:inbox"))
    operations.follow_letters(at=THEN + 2 * HOUR)

    assert (far(case), promise_of(case).status) == ((1, 1), "kept")
    assert not queries.unreachable().exists()


def test_whoever_is_rung_up_is_told():
    _order, case = sold()
    telling.messages(case).update(status="dead")

    operations.tell_in_person(case=case, by=make_staff(), at=THEN + HOUR)

    assert (far(case), promise_of(case).status) == ((1, 1), "kept")


# Read


def test_a_link_that_is_only_opened_goes_on_being_reminded(client):
    order, case = sold()
    send(telling.messages(case))
    operations.follow_letters(at=THEN)

    answer = client.get(telling.link_to(case, at=THEN), follow=True)

    assert "we do not know that you have read this" in answer.content.decode()
    case = case_of(order)
    assert (case.looked_at, case.read_at, far(case)) == (THEN + HOUR, None, (1, 0))
    assert standing.in_short(case) == "page opened, not said to be read"
    assert [each.pk for each in queries.unread()] == [case.pk]
    assert operations.tell_again(at=THEN + queries.REMIND_AFTER) == 1

    client.post(page_of(case), {"do": "seen"})
    assert (case_of(order).read_at, far(case)) == (THEN + HOUR, (1, 1))
    assert operations.tell_again(at=THEN + 3 * queries.REMIND_AFTER) == 0


def test_a_buyer_who_is_signed_in_has_read_what_they_open(client):
    user = make_user()
    order, case = sold(user=user)
    client.force_login(user)

    client.get(page_of(case))

    assert (case_of(order).read_at, far(case)) == (THEN + HOUR, (1, 1))


# Withdrawn


def test_the_page_of_a_withdrawn_recall_tells_nobody_to_stop_and_offers_nothing(client):
    user = make_user()
    order, case = sold(user=user)
    operations.withdraw(recall=case.recall, why="The test was wrong.", by=make_staff(), at=THEN)
    client.force_login(user)

    public = reverse("recalls:detail", args=[case.recall.reference])
    pages = [public, f"{public}?lot=26-117", f"{public}?lot=", page_of(case)]
    for url in pages:
        answer = client.get(url)
        said = answer.content.decode().partition("<main")[2]
        assert answer.status_code == 200
        assert "The test was wrong." in said
        for gone in (
            "Stop using it",
            "yours is affected",
            "What you can have",
            "choose",
            "our label",
        ):
            assert gone not in said
    assert client.post(page_of(case), {"do": "leave_out"}).status_code == 409
    assert case_of(order).remedy == ""


def test_a_letter_that_still_waits_when_the_recall_is_withdrawn_says_so():
    _order, case = sold()
    operations.withdraw(recall=case.recall, why="The test was wrong.", by=make_staff(), at=THEN)

    send(telling.messages(case))

    letter = telling.messages(case).get(channel=Channel.MAIL)
    assert letter.status == "sent", letter.last_error
    assert letter.title == "Recall withdrawn: Globe lamp"
    assert "Stop using it" not in letter.words
    assert "It turned out to be wrong" in letter.words


# At the same moment


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_whoever_is_told_at_the_moment_of_withdrawing_is_told_that_it_was_wrong():
    lamp = make_lamp()
    order = make_order(status="delivered", lines=[(lamp, 1)])
    recall, by = announce(make_recall(lamp), carry_out=False), make_staff()

    def withdraw():
        operations.withdraw(recall=recall, why="The test was wrong.", by=by, at=THEN)
        # It is done: the run, where nothing keeps it waiting, goes on only now.
        queries.known_units(recall)

    race(
        withdraw,
        lambda: operations.open_case(recall=recall, order=order, at=THEN),
        after="aftersales.recalls.queries.known_units",
    )

    warned = set(Message.objects.filter(kind="recall_notice").values_list("order_number"))
    relieved = set(Message.objects.filter(kind="recall_withdrawn").values_list("order_number"))
    assert warned == relieved
    assert Case.objects.count() == len(warned)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once():
    order, case = sold()
    at = THEN + queries.REMIND_AFTER

    def run():
        return operations.tell_again(at=at)

    race(run, run, after="aftersales.recalls.queries.to_tell_again")

    assert case_of(order).told == 2
    assert telling.messages(case).filter(channel=Channel.MAIL).count() == 2
