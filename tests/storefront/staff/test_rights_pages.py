"""The pages of accounts and roles, and the door that closes by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from storefront.accounts.models import User
from storefront.staff import door, duties
from tests.clock import NOON
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet pond under larches 7"


@pytest.fixture
def boss():
    return make_staff(username="orla", password=PASSWORD)


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_a_manager_gives_a_role_on_the_page(desk):
    ada, role = make_user(), Group.objects.create(name="packer")

    answer = desk.post(page_of(ada), {"staff": "on", "roles": [role.pk], "why": "Packs", "seen": 0})

    assert answer.status_code == 302, answer.context["errors"]
    ada.refresh_from_db()
    assert (ada.is_staff, list(ada.groups.all())) == (True, [role])
    assert "Works here: no → yes" in desk.get(page_of(ada)).content.decode()


def test_a_refusal_keeps_what_was_typed(desk):
    ada = make_user()

    answer = desk.post(page_of(ada), {"manager": "on", "why": "Runs it", "seen": 0})

    html = answer.content.decode()
    assert "Roles and the rights of a manager are for members of staff." in html
    assert 'value="Runs it"' in html
    assert not User.objects.get(pk=ada.pk).is_superuser


def test_an_account_is_stopped_and_opened_by_a_button(desk):
    ada = make_user()

    desk.post(page_of(ada), {"accounts_user_stop": "1", "why": "Stolen cards", "seen": 0})

    assert not User.objects.get(pk=ada.pk).is_active
    html = desk.get(page_of(ada)).content.decode()
    assert "Open it again" in html
    assert "Stop this account" not in html


def test_ones_own_page_and_that_of_others_without_being_a_manager_are_only_read(
    desk, boss, client, caplog
):
    assert 'name="why"' not in desk.get(page_of(boss)).content.decode()
    assert desk.post(page_of(boss), {"why": "Me", "seen": 0}).status_code == 403

    clerk, ada = make_staff(superuser=False), make_user()
    clerk.user_permissions.set(Permission.objects.all())
    client.force_login(clerk)
    assert 'name="why"' not in client.get(page_of(ada)).content.decode()
    assert client.post(page_of(ada), {"staff": "on", "why": "x"}).status_code == 403
    assert not User.objects.get(pk=ada.pk).is_staff
    tried = [each.getMessage() for each in caplog.records if each.name == "candour.rights"]
    assert tried == [
        f"rights refused to account {by.pk}, about accounts.User {about.pk}: 403"
        for by, about in ((boss, boss), (clerk, ada))
    ]


def test_a_role_is_written_in_plain_words_grouped_by_phase(desk):
    add = reverse("admin:auth_group_add")

    html = desk.get(add).content.decode()
    assert "Orders: mark them packed or delivered, keep notes" in html
    assert "Can change" not in html
    answer = desk.post(
        add, {"name": "desk", "may_checkout": ["order.view_order"], "why": "New", "seen": 0}
    )

    assert answer.status_code == 302, answer.context["errors"]
    role = Group.objects.get(name="desk")
    assert [each.codename for each in role.permissions.all()] == ["view_order"]
    html = desk.get(reverse("admin:auth_group_change", args=[role.pk])).content.decode()
    assert "May: — → Orders: look at them" in html


def test_a_right_without_a_box_stays_and_a_role_is_removed_by_a_button(desk):
    role = Group.objects.create(name="packer")
    role.permissions.set(Permission.objects.filter(codename="add_session"))
    page = reverse("admin:auth_group_change", args=[role.pk])

    desk.post(page, {"name": "packers", "why": "More of them", "seen": 0})

    role.refresh_from_db()
    assert (role.name, role.permissions.get().codename) == ("packers", "add_session")
    seen = desk.get(page).context["adminform"].form["seen"].value()
    desk.post(page, {"name": "x", "auth_group_remove": "1", "why": "Nobody left", "seen": seen})
    assert not Group.objects.filter(pk=role.pk).exists()


def test_every_right_is_told_in_words(rf, boss):
    request = rf.get("/")
    request.user, request.at = boss, NOON

    rooms = duties.rooms(request)

    told = [words for room in rooms for _permission, words in room.duties]
    assert len(told) == len(set(told)) > 60
    assert set(duties.WORDS) <= {each for room in rooms for each, _words in room.duties}


# The door


def sign_in_at(client, user, at):
    with time_machine.travel(at, tick=False):
        client.force_login(user)


def asked(answer):
    return answer.status_code == 302 and reverse("account_reauthenticate") in answer.url


def test_the_staff_pages_close_after_half_an_hour_without_a_page_and_the_shop_does_not(
    client, boss
):
    sign_in_at(client, boss, NOON)
    index = reverse("admin:index")

    for minutes in (20, 40, 60):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert client.get(index).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=91), tick=False):
        answer = client.get(index)
        assert asked(answer)
        assert "next=%2Fadmin%2F" in answer.url
        assert "The staff pages ask again" in client.get(answer.url).content.decode()
        assert client.get("/account/").status_code == 200


def test_they_close_after_a_working_day_however_busy(client, boss):
    sign_in_at(client, boss, NOON)
    for quarter in range(1, 40):
        with time_machine.travel(NOON + timedelta(minutes=15 * quarter), tick=False):
            assert client.get(reverse("admin:index")).status_code == 200

    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        assert asked(client.get(reverse("admin:index")))


def test_what_was_typed_is_sent_once_the_password_is_given(client, boss):
    ada = make_user()
    sign_in_at(client, boss, NOON)

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        answer = client.post(
            page_of(ada) + "?_changelist_filters=q", {"staff": "on", "why": "Packs", "seen": 0}
        )
        assert asked(answer)
        wrong = client.post(answer.url, {"password": "guess", "next": page_of(ada)})
        assert wrong.status_code in (200, 422)
        assert not User.objects.get(pk=ada.pk).is_staff
        client.post(answer.url, {"password": PASSWORD, "next": page_of(ada)})

    assert User.objects.get(pk=ada.pk).is_staff


def test_what_is_refused_after_the_password_stands_at_its_own_address(client, boss):
    ada = make_user()
    sign_in_at(client, boss, NOON)

    with time_machine.travel(NOON + timedelta(minutes=17), tick=False):
        answer = client.post(page_of(ada), {"staff": "on", "why": "", "seen": 0})
        assert asked(answer)
        page = client.post(answer.url, {"password": PASSWORD, "next": page_of(ada)})
        html = page.content.decode()
        assert f'stands-at.js" data-at="{page_of(ada)}"' in html
        assert f'action="{page_of(ada)}"' in html
        assert "data-at" not in client.get(page_of(ada)).content.decode()
        client.post(page_of(ada), {"staff": "on", "why": "Packs", "seen": 0})

    assert User.objects.get(pk=ada.pk).is_staff


def test_a_file_is_asked_for_again(client, boss):
    sign_in_at(client, boss, NOON)
    add = reverse("admin:partner_supplier_add")

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        answer = client.post(
            add, {"legal_name": "Weir", "picture": SimpleUploadedFile("a.png", b"\x89PNG")}
        )
        page = client.post(answer.url, {"password": PASSWORD, "next": add})

    html = page.content.decode()
    assert "Please choose the file again, then save." in html
    assert 'value="Weir"' in html
    assert f'action="{add}"' in html


def test_rights_are_changed_only_by_somebody_who_has_just_shown_who_they_are(client, boss):
    ada = make_user()
    sign_in_at(client, boss, NOON)

    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        assert client.get(page_of(ada)).status_code == 200
        assert asked(client.post(page_of(ada), {"staff": "on", "why": "Packs", "seen": 0}))

    assert not User.objects.get(pk=ada.pk).is_staff


def test_a_customer_keeps_no_stamp_of_the_door(client):
    client.force_login(make_user())

    assert door.SIGNED_IN not in client.session
