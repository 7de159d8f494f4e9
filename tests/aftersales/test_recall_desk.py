"""The page on which a recall is written: whose its fields are, and whose its buttons."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from aftersales.recalls.models import Status
from storefront.staff.labels import Coloured
from tests.aftersales.recalling import THEN, make_lamp, make_recall
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
