"""Our label costs who used it, and an objection is offered as long as it is taken."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from aftersales.returns import operations, queries, story, sums
from aftersales.returns.operations import labels
from aftersales.returns.operations.valuing import Found
from storefront.notices import wording
from storefront.notices.models import Message
from tests.aftersales.test_return_goods import BACK, TOLD, withdraw
from tests.factories import make_order, make_product, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LABEL = "GP 900 000 001 IE"


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def with_label(number=LABEL):
    order = make_order(
        status="delivered", user=make_user(), lines=[(make_product(price="20.00"), 1)]
    )
    made = operations.choose_way(returned=withdraw(order), way="label", at=TOLD)
    if number:
        made = labels.record_label(returned=made, carrier="simulator", number=number, at=TOLD)
    return made


def worth(returned):
    return str(sums.of(queries.full().get(pk=returned.pk)).total)


@pytest.mark.parametrize(
    ("label", "number", "comes_back"),
    [
        (LABEL, LABEL, "20.00"),
        (LABEL, "gp900000001ie", "20.00"),
        # A picture of the receipt alone tells no other carrier.
        (LABEL, "", "20.00"),
        (LABEL, "DPD OWN12345", "24.90"),
        ("", "DPD OWN12345", "24.90"),
        ("", "", "24.90"),
    ],
)
def test_our_label_is_charged_to_who_sent_it_with_it(label, number, comes_back):
    made = with_label(label)

    made = operations.tell_sent(returned=made, carrier="", number=number, at=TOLD)

    assert worth(made) == comes_back
    assert made.way_back == ("label" if comes_back == "20.00" else "own")


def test_no_label_is_made_once_it_is_on_its_way():
    made = with_label("")
    made = operations.tell_sent(returned=made, number="DPD OWN12345", at=TOLD)

    labels.record_label(returned=made, carrier="simulator", number=LABEL, at=TOLD)

    made.parcel.refresh_from_db()
    assert made.parcel.label_number == ""


@pytest.fixture
def worn(client):
    """Return a return of which something was taken off, its owner signed in."""
    order = make_order(
        status="delivered", user=make_user(), lines=[(make_product(price="20.00"), 1)]
    )
    made = withdraw(order)
    found = {made.lines.get().pk: Found(1, "used", Decimal("9.00"), "Deep scratches.")}
    operations.receive(returned=made, found=found, at=BACK)
    client.force_login(order.user)
    return queries.full().get(pk=made.pk)


def test_page_and_letter_name_the_last_day_to_object(client, worn, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: BACK)

    page = words_of(client.get(reverse("returns:detail", args=[worn.reference])))

    assert "The last day to object is Wed 8 Apr 2026" in page
    letter = wording.write(Message.objects.get(kind="return_settled", channel="mail")).words
    assert "You may object on the page of your return until Wed 8 Apr 2026" in letter


def test_on_the_last_day_an_objection_is_offered_and_taken(worn):
    last = BACK + 30 * DAY
    assert story.of(worn, at=last)["may_object"]

    made = operations.object_to(returned=worn, words="It was like that.", at=last)

    assert made.objected_at == last


def test_after_the_last_day_none_is_offered_and_what_was_typed_is_kept(client, worn, monkeypatch):
    late = BACK + 31 * DAY
    assert not story.of(worn, at=late)["may_object"]
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: late)
    with pytest.raises(operations.TooLateToObject):
        operations.object_to(returned=worn, words="It was like that.", at=late)

    page = words_of(client.get(reverse("returns:detail", args=[worn.reference])))
    answer = client.post(
        reverse("returns:objection", args=[worn.reference]), {"words": "It was like that."}
    )

    assert "The last day to object was Wed 8 Apr 2026" in page
    assert "Make a complaint: somebody who was not involved reads it" in page
    assert "I object" not in page
    assert answer.status_code == 422
    assert "The last day to object was Wed 8 Apr 2026. You can still" in words_of(answer)
    assert "It was like that." in answer.content.decode()
    worn.refresh_from_db()
    assert worn.objected_at is None


def test_where_nothing_was_taken_off_there_is_nothing_to_object_to():
    made = withdraw(make_order(status="delivered"))
    operations.receive(returned=made, found={}, at=BACK)

    with pytest.raises(operations.NothingTakenOff):
        operations.object_to(returned=made, words="Why?", at=BACK)
