from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from storefront.law import confirmations, operations
from storefront.law.facts import Fact
from storefront.law.models import Confirmation
from tests.clock import NOON
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
ONE, TWO = "de:precontract.items", "gb:withdrawal.roll_to_working_day"
PAGE = "/admin/law/confirmation/add/"
NOTE = "Read in the official journal on 1 March 2026"


@pytest.fixture
def later():
    """A day on which both questions are asked."""
    return NOON.replace(month=11, day=21)


def waiting(at):
    return {confirmations.key(question) for question in confirmations.waiting(at)}


def test_a_person_vouches_for_facts_and_they_no_longer_wait(later):
    before = waiting(later)
    assert {ONE, TWO} <= before

    rows = operations.confirm_facts(questions=[ONE, TWO], note=NOTE, by=make_staff(), at=later)

    assert [str(row) for row in rows] == [
        "de: precontract.items",
        "gb: withdrawal.roll_to_working_day",
    ]
    assert waiting(later) == before - {ONE, TWO}


def test_a_confirmation_in_one_country_leaves_the_same_fact_open_in_another(later):
    operations.confirm_facts(questions=[ONE], note=NOTE, by=make_staff(), at=later)

    assert "fr:precontract.items" in waiting(later)


def test_a_fact_that_changes_asks_again(later):
    question = next(q for q in confirmations.waiting(later) if confirmations.key(q) == ONE)
    changed = replace(question.fact, value=("identity",))

    assert confirmations.fingerprint(changed) != confirmations.fingerprint(question.fact)


def test_the_fingerprint_does_not_depend_on_how_sure_we_were():
    fact = Fact(value=14, unit="day", rule="X", sure="P", source="a law", confirm=True)

    same = confirmations.fingerprint(replace(fact, sure="S", confirm=False, note="read again"))

    assert same == confirmations.fingerprint(fact)


def test_confirming_twice_is_refused_and_changes_nothing(later):
    operations.confirm_facts(questions=[ONE], note=NOTE, by=make_staff(), at=later)

    with pytest.raises(operations.NothingToConfirm, match=ONE):
        operations.confirm_facts(questions=[TWO, ONE], note=NOTE, by=make_staff(), at=later)

    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    "question", ["de:withdrawal.period", "xx:precontract.items", "de", "", "de:records.nonsense"]
)
def test_what_does_not_wait_cannot_be_confirmed(question, later):
    with pytest.raises(operations.NothingToConfirm):
        operations.confirm_facts(questions=[question], note=NOTE, by=make_staff(), at=later)

    assert not Confirmation.objects.exists()


def test_an_unread_fact_cannot_be_confirmed_only_written(later):
    unread = {confirmations.key(question) for question in confirmations.unread(later)}

    assert "cn:withdrawal.roll_to_working_day" in unread
    assert not unread & waiting(later)


def test_a_confirmation_without_a_word_on_how_is_refused(later):
    with pytest.raises(operations.NotSaidHow):
        operations.confirm_facts(questions=[ONE], note="  ", by=make_staff(), at=later)

    assert not Confirmation.objects.exists()


def test_only_countries_that_the_shop_delivers_to_are_asked_about(settings):
    settings.CANDOUR_DELIVERS_TO = ["GB"]

    assert {question.country for question in confirmations.waiting(date(2026, 11, 21))} == {"gb"}


def test_staff_confirm_facts_on_a_page(client, time_machine):
    time_machine.move_to("2026-11-21T12:00:00Z")
    boss = make_staff()
    client.force_login(boss)
    assert ONE in client.get(PAGE).content.decode()

    answer = client.post(PAGE, {"questions": [ONE], "note": NOTE})

    assert answer.url == reverse("admin:law_confirmation_changelist")
    row = Confirmation.objects.get()
    assert (row.country, row.path, row.note) == ("de", "precontract.items", NOTE)
    assert row.confirmed_by == boss
    assert client.get(answer.url).status_code == 200


def test_a_refused_form_keeps_what_was_ticked_and_typed(client, time_machine):
    time_machine.move_to("2026-11-21T12:00:00Z")
    client.force_login(make_staff())

    answer = client.post(PAGE, {"questions": [ONE], "note": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{ONE}" checked' in page
    assert "Say where the text stands" in page
    assert not Confirmation.objects.exists()


def test_forged_questions_are_refused(client):
    client.force_login(make_staff())

    answer = client.post(PAGE, {"questions": ["de:withdrawal.period"], "note": NOTE})

    assert answer.status_code == 422
    assert not Confirmation.objects.exists()


def test_staff_without_the_permission_and_customers_cannot_confirm(client):
    for person in (make_staff(superuser=False), make_user()):
        client.force_login(person)
        assert client.post(PAGE, {"questions": [ONE], "note": NOTE}).status_code in (302, 403)
    assert not Confirmation.objects.exists()


def test_a_confirmation_is_never_changed_or_deleted(client, later):
    row = operations.confirm_facts(questions=[ONE], note=NOTE, by=None, at=later)[0]
    clerk = make_staff(superuser=False)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="law"))
    client.force_login(clerk)

    client.post(f"/admin/law/confirmation/{row.pk}/change/", {"note": "nothing"})
    client.post(f"/admin/law/confirmation/{row.pk}/delete/", {"post": "yes"})

    row.refresh_from_db()
    assert row.note == NOTE
