import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from aftersales.changes import operations as changes
from checkout.models import CheckoutDraft
from complaints.cases import operations as cases
from privacy.access import files, queries
from privacy.erasure import operations
from privacy.erasure.models import Closure
from storefront.accounts.models import User
from storefront.config import tasks
from storefront.core.uploads import Upload
from storefront.notices.models import Message
from storefront.purposes import personal
from storefront.purposes import queries as purposes
from storefront.purposes.models import Choice
from tests.clock import NOON
from tests.factories import fill_draft, make_intent, make_order, make_staff, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "harbour violet ladder nine"


def _signed_in(client, **fields):
    ada = make_user(username="ada", email="ada@example.test", password=PASSWORD, **fields)
    client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return ada


def test_a_switch_holds_from_the_moment_it_is_pressed(client):
    ada = _signed_in(client)

    page = client.post(
        reverse("privacy:choose"), {"purpose": "news", "granted": "yes"}, follow=True
    )

    assert "Switch off: News by e-mail" in page.content.decode()
    assert purposes.standing(user=ada, at=Choice.objects.get().chosen_at)["news"] is True


def test_a_visitor_without_an_account_chooses_too_and_is_told_apart_from_others(client):
    client.post(reverse("privacy:choose"), {"purpose": "news", "granted": "yes"})

    choice = Choice.objects.get()
    assert len(choice.visitor) == 32
    assert client.cookies["visitor"].value == choice.visitor


def test_what_a_purchase_needs_has_no_switch_and_a_forged_one_is_refused(client):
    page = client.post(
        reverse("privacy:choose"), {"purpose": "contract", "granted": "no"}, follow=True
    )

    assert "cannot be refused" in page.content.decode()
    page = client.post(
        reverse("privacy:choose"), {"purpose": "x' OR 1", "granted": "no"}, follow=True
    )
    assert "There is no such use" in page.content.decode()
    assert not Choice.objects.exists()


def test_every_declared_part_can_be_exported():
    ada = make_user(username="ada", email="ada@example.test")

    parts = {part.model: part for part in queries.holdings(ada)}

    assert parts["accounts.User"].rows[0][1] == "ada@example.test"
    assert set(parts) == {entry.model for entry in personal.declared() if entry.title}


def test_the_files_hold_ones_own_data_and_nobody_elses(client):
    _signed_in(client)
    make_user(username="bob", email="bob@example.test")

    answer = client.get(reverse("privacy:download", args=["json"]))

    content = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "ada@example.test" in json.dumps(content)
    assert "bob@example.test" not in answer.content.decode()


def test_the_workbook_opens_and_takes_no_formula_from_what_people_typed(client):
    ada = make_user(username="ada", email="ada@example.test", first_name="=1+1")

    book = zipfile.ZipFile(io.BytesIO(files.as_workbook(queries.holdings(ada), at=NOON)))

    sheets = [book.read(name).decode() for name in book.namelist() if "sheets/" in name]
    assert sheets
    assert not any("<f>" in sheet for sheet in sheets)
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


def test_a_stranger_gets_no_data(client):
    for name, args in (("data", []), ("download", ["json"]), ("closure", [])):
        answer = client.get(reverse(f"privacy:{name}", args=args))
        assert answer.status_code == 302
        assert reverse("account_login") in answer.url


def test_whoever_finds_a_browser_signed_in_must_prove_who_they_are(client):
    client.force_login(make_user(password=PASSWORD))

    for name, args in (("download", ["json"]), ("proven", ["json"]), ("closure", [])):
        answer = client.get(reverse(f"privacy:{name}", args=args))
        assert answer.url.startswith(reverse("account_reauthenticate"))


def test_who_has_proved_who_they_are_comes_back_to_a_page_with_their_file(client):
    _signed_in(client)

    page = client.get(reverse("privacy:proven", args=["json"]), follow=True)

    assert page.redirect_chain == [(f"{reverse('privacy:data')}?ready=json", 302)]
    assert f'href="{reverse("privacy:download", args=["json"])}"' in page.content.decode()
    assert client.get(reverse("privacy:proven", args=["exe"])).status_code == 404
    assert (
        "Download it now" not in client.get(reverse("privacy:data") + "?ready=exe").content.decode()
    )


def test_an_unknown_kind_of_file_is_not_found(client):
    _signed_in(client)

    assert client.get(reverse("privacy:download", args=["exe"])).status_code == 404


def test_closing_an_account_shows_what_happens_and_asks_once_more(client):
    _signed_in(client)

    page = client.get(reverse("privacy:closure")).content.decode()
    assert "Kept, because the law asks for it" in page
    refused = client.post(reverse("privacy:closure"), {})

    assert refused.status_code == 422
    assert not Closure.objects.exists()


def test_a_closed_account_leads_to_nobody_and_says_goodbye(client):
    ada = _signed_in(client, first_name="Ada")
    Choice.objects.create(
        purpose="news", user=ada, granted=True, words="News", source="test", chosen_at=NOON
    )

    client.post(reverse("privacy:closure"), {"sure": "on"})

    ada.refresh_from_db()
    assert (ada.is_active, ada.first_name) == (False, "")
    assert re.fullmatch(r"closed-[0-9a-f]{32}@account\.invalid", ada.email)
    assert not Choice.objects.exists()
    farewell = Message.objects.get(kind="account-closed")
    assert (farewell.email, farewell.user) == ("ada@example.test", None)
    again = client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    assert again.status_code == 200, "nobody can sign in as a closed account"


def test_nobody_can_take_a_name_that_keeps_an_account_from_being_closed(client):
    ada = make_user()
    for name in (f"closed-{ada.pk}", f"closed:{ada.pk}"):
        answers = {"username": name, "email": f"{name[6:]}@example.org", "password1": PASSWORD}
        client.post(reverse("account_signup"), answers)
        client.logout()

    operations.close_account(user=ada, at=NOON)

    ada.refresh_from_db()
    assert ada.closed_at == NOON
    assert not User.objects.filter(username=f"closed:{ada.pk}").exists()


def test_what_was_filled_in_for_an_order_goes_with_the_account():
    ada = make_user()
    waiting = make_intent(user=ada)
    fill_draft(waiting.basket)

    closure = operations.close_account(user=ada, at=NOON)

    assert closure.done["checkout.CheckoutDraft"]["did"] == "delete"
    assert not CheckoutDraft.objects.exists()


def test_closing_twice_is_closing_once():
    ada = make_user()

    first = operations.close_account(user=ada, at=NOON)
    again = operations.close_account(user=ada, at=NOON)

    assert first == again
    assert Message.objects.filter(kind="account-closed").count() == 1


def test_staff_are_not_closed_from_the_shop():
    boss = make_staff()

    with pytest.raises(operations.StaffStay):
        operations.close_account(user=boss, at=NOON)

    assert User.objects.get(pk=boss.pk).is_active


def test_every_way_of_erasure_declared_can_be_carried_out():
    ada = make_user()

    closure = operations.close_account(user=ada, at=NOON)

    assert set(closure.done) == {entry.model for entry in personal.declared()}


def test_the_export_holds_files_remarks_and_whole_addresses(client):
    ada = _signed_in(client)
    order = make_order(user=ada)
    address = order.shipping_address
    address.line3 = "Xuhui District"
    address.save()
    notes = get_model("order", "OrderNote").objects
    notes.create(order=order, note_type="Buyer", message="Leave it with the baker")
    notes.create(order=order, note_type="System", message="for the shop alone")
    changes.cancel_order(order=order, at=NOON, reason="I moved house")
    cases.receive(
        about="goods",
        words="It is cracked.",
        email=ada.email,
        language="en",
        country="IE",
        user=ada,
        files=[cases.File("mine.png", Upload(b"\x89PNG of ours", "image/png", "png"))],
        at=NOON,
    )

    answer = client.get(reverse("privacy:download", args=["zip"]))
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    said = book.read("data.json").decode()
    for words in ("mine.png", "Leave it with the baker", "Xuhui District", "I moved house"):
        assert words in said
    assert "for the shop alone" not in said
    (name,) = [name for name in book.namelist() if name.startswith("files/")]
    assert book.read(name) == b"\x89PNG of ours"


def _message(kind, **fields):
    values = {"channel": "mail", "made_at": NOON, "next_at": NOON, "status": "sent"}
    return Message.objects.create(kind=kind, dedupe_key=kind + str(fields), **(values | fields))


def test_closing_an_account_deletes_messages_that_are_about_no_order():
    ada, bob = make_user(email="ada@example.test"), make_user(email="bob@example.test")
    _message("question-answered", user=ada, email=ada.email, words="Hello Ada")
    _message("sign-in-mail", email=ada.email)
    _message("order_confirmed", user=ada, email=ada.email, order_number="FH-AAAA-BBBB")
    _message("sign-in-mail", email=bob.email)

    operations.close_account(user=ada, at=NOON)

    left = Message.objects.exclude(kind="account-closed").order_by("pk")
    assert [(each.kind, each.email) for each in left] == [
        ("order_confirmed", "ada@example.test"),
        ("sign-in-mail", "bob@example.test"),
    ]


def test_closing_an_account_signs_out_its_other_browsers():
    ada = make_user()
    phone = Client()
    phone.force_login(ada)
    assert phone.get(reverse("account:home")).status_code == 200

    operations.close_account(user=ada, at=NOON)

    assert phone.get(reverse("account:home")).status_code == 302


def test_sessions_that_have_run_out_are_deleted():
    over = Session.objects.create(
        session_key="over", session_data="x", expire_date=timezone.now() - timedelta(days=1)
    )
    kept = Session.objects.create(
        session_key="kept", session_data="x", expire_date=timezone.now() + timedelta(days=1)
    )

    tasks.forget_sessions()

    assert list(Session.objects.filter(pk__in=[over.pk, kept.pk])) == [kept]
