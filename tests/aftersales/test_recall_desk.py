"""The page on which a recall is written: whose its fields are, and whose its buttons."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from aftersales.recalls import operations
from aftersales.recalls.models import Status
from storefront.staff.labels import Coloured
from tests.aftersales.recalling import THEN, announce, make_lamp, make_recall
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
NOTHING = {"moves-TOTAL_FORMS": 0, "moves-INITIAL_FORMS": 0}


@pytest.fixture(autouse=True)
def then(monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: THEN)


def may(client, *rights):
    person = make_staff(superuser=False)
    codes = ["view_recall", *rights]
    person.user_permissions.set(
        Permission.objects.filter(content_type__app_label="recalls", codename__in=codes)
    )
    client.force_login(person)
    return person


def page_of(recall):
    return reverse("admin:recalls_recall_change", args=[recall.pk])


def test_whoever_drafts_has_the_words_and_not_that_button(client):
    waiting = make_recall(make_lamp())
    may(client, "change_recall", "add_recall")

    client.post(page_of(waiting), {**NOTHING, "recalls_recall_announce": "1", "why": ""})

    waiting.refresh_from_db()
    assert waiting.status == Status.TO_APPROVE


def test_a_label_has_its_colour_in_every_language():
    colours = Coloured([(Status.DRAFT.label, "info"), (Status.CLOSED.label, "success")])

    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert colours[str(Status.CLOSED.label)] == "success"
            assert str(Status.ANNOUNCED.label) not in colours


def test_a_recall_is_ended_on_a_page_of_its_own_which_asks_why(client):
    recall = announce(make_recall(make_lamp()))
    may(client, "announce_recall")
    page = reverse("admin:recalls_recall_close", args=[recall.pk])

    assert client.post(page_of(recall), {**NOTHING, "recalls_recall_close": "1"}).url == page
    asked = client.get(page)
    seen = asked.context["form"]["seen"].value()
    assert client.post(page, {"seen": seen, "why": " "}).status_code == 422
    recall.refresh_from_db()
    assert recall.status == Status.ANNOUNCED

    for _press in range(2):
        told = client.post(page, {"seen": seen, "why": "Every buyer has answered."})
        assert told.url == page_of(recall)

    assert recall.moves.filter(to_status=Status.CLOSED).count() == 1
    assert client.get(page).url == page_of(recall)


def test_nobody_lets_out_what_was_given_back_and_asked_for_anew_since_they_looked(client):
    recall = make_recall(make_lamp())
    may(client, "announce_recall")
    page = reverse("admin:recalls_recall_announce", args=[recall.pk])
    seen = client.get(page).context["form"]["seen"].value()
    operations.send_back(recall=recall, why="Say it plainly.", by=make_staff(), at=THEN)
    operations.submit(recall=recall, by=make_staff(), at=THEN)

    refused = client.post(page, {"seen": seen})

    assert refused.status_code == 422
    assert "your page was older than how it stands" in refused.content.decode()
    recall.refresh_from_db()
    assert recall.status == Status.TO_APPROVE


def test_the_last_page_is_for_those_who_may_let_it_go_out(client):
    recall = make_recall(make_lamp())
    may(client, "change_recall", "add_recall")

    for name in ("announce", "close"):
        page = reverse(f"admin:recalls_recall_{name}", args=[recall.pk])
        assert client.post(page, {"seen": 0, "why": "So."}).status_code == 403
