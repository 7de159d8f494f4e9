"""Managers decide who works here and as what; nobody decides about themselves."""

from functools import partial

import pytest
from django.contrib.auth.models import Group, Permission

from storefront.accounts import operations
from storefront.accounts.models import User
from storefront.notices.models import Message
from storefront.staff import history
from storefront.staff.models import Change
from tests.clock import NOON
from tests.factories import make_staff, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_staff()


def give(account, by, *, staff=True, manager=False, roles=(), why="Starts on Monday", **more):
    return operations.give_rights(
        account=account, staff=staff, manager=manager, roles=roles, why=why, by=by, at=NOON, **more
    )


def sign_in(client, user):
    client.force_login(user)
    return client


def test_somebody_is_made_staff_in_a_role_and_it_is_recorded(boss):
    packer = Group.objects.create(name="packer")
    ada = make_user()

    give(ada, boss, roles=[packer])

    ada = User.objects.get(pk=ada.pk)
    assert (ada.is_staff, ada.is_superuser, list(ada.groups.all())) == (True, False, [packer])
    change = history.of(ada).get()
    assert change.changed == [["is_staff", False, True], ["groups", [], ["packer"]]]
    assert (change.changed_by, change.changed_at, change.why) == (boss, NOON, "Starts on Monday")


def test_giving_what_is_there_already_changes_nothing(boss):
    ada = make_user()
    give(ada, boss)

    give(ada, boss)

    assert Change.objects.count() == 1
    assert User.objects.get(pk=ada.pk).sessions_ended == 1


@pytest.mark.parametrize("why", ["", "   "])
def test_a_change_without_a_word_on_why_is_refused(boss, why):
    ada = make_user()

    with pytest.raises(history.NotSaidWhy):
        give(ada, boss, why=why)

    assert not User.objects.get(pk=ada.pk).is_staff


@pytest.mark.clause("LBT-5.1.1.c", lacks="a table of owners and deputies")
def test_nobody_raises_themselves_and_that_they_tried_is_in_the_log(boss, caplog):
    service = make_staff(superuser=False)

    with pytest.raises(operations.ManagersOnly):
        give(service, service, manager=True)
    with pytest.raises(operations.OwnAccount):
        give(boss, boss, staff=False)
    with pytest.raises(operations.OwnAccount):
        operations.stop_account(account=boss, why="Leaves", by=boss, at=NOON)

    assert list(User.objects.filter(is_superuser=True)) == [boss]
    assert not Change.objects.exists()
    tried = [each.getMessage() for each in caplog.records if each.name == "candour.rights"]
    assert [each.partition(":")[0] for each in tried] == [
        f"rights refused to account {service.pk}, about accounts.User {service.pk}",
        *[f"rights refused to account {boss.pk}, about accounts.User {boss.pk}"] * 2,
    ]


def test_a_stopped_manager_decides_nothing(boss):
    gone = make_staff(is_active=False)
    ada = make_user()

    with pytest.raises(operations.ManagersOnly):
        give(ada, gone)

    assert not User.objects.get(pk=ada.pk).is_staff


def test_who_is_no_staff_has_no_role(boss):
    ada = make_user()

    with pytest.raises(operations.RolesNeedStaff):
        give(ada, boss, staff=False, manager=True)

    assert not User.objects.get(pk=ada.pk).is_superuser


def test_what_somebody_else_changed_meanwhile_is_looked_at_first(boss):
    ada = make_user()
    give(ada, boss)

    with pytest.raises(history.ChangedMeanwhile):
        give(ada, boss, staff=False, seen=0)

    assert User.objects.get(pk=ada.pk).is_staff


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_remove_each_other_one_stays():
    one, other = make_staff(), make_staff()

    outcomes = race(
        partial(give, other, one, manager=False, seen=0),
        partial(give, one, other, manager=False, seen=0),
        after="storefront.staff.history.last",
    )

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["ManagersOnly", "User"]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_stopped_account_is_signed_out_and_its_owner_told_why(boss, client):
    ada = make_user(password="x" * 12)
    sign_in(client, ada)
    assert client.get("/account/").status_code == 200

    operations.stop_account(account=ada, why="Cards of other people", by=boss, at=NOON)

    assert client.get("/account/").status_code == 302
    letter = Message.objects.get(kind="account-stopped")
    assert (letter.user, letter.context["why"]) == (ada, "Cards of other people")
    operations.reopen_account(account=ada, why="They were hers", by=boss, at=NOON)
    assert client.get("/account/").status_code == 302  # the old session stays ended
    assert sign_in(client, User.objects.get(pk=ada.pk)).get("/account/").status_code == 200
    assert [each.what for each in history.of(ada)] == ["resumed", "stopped"]


def test_an_account_is_stopped_once_and_one_that_its_owner_closed_is_not_opened(boss):
    ada = make_user()
    operations.stop_account(account=ada, why="Lost", by=boss, at=NOON)
    closed = make_user(closed_at=NOON, is_active=False)

    with pytest.raises(operations.AlreadySo):
        operations.stop_account(account=ada, why="Lost", by=boss, at=NOON)
    with pytest.raises(operations.ClosedForGood):
        operations.reopen_account(account=closed, why="Asked", by=boss, at=NOON)
    with pytest.raises(operations.ClosedForGood):
        give(closed, boss)

    assert Change.objects.count() == 1


def test_changed_rights_end_every_session_of_that_person_and_of_nobody_else(boss, client):
    ada, eve = make_staff(superuser=False), make_staff(superuser=False)
    other = type(client)()
    sign_in(client, ada)
    sign_in(other, eve)

    give(ada, boss, staff=False)

    assert client.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200


# Roles


def test_a_role_is_made_and_changed_and_its_people_sign_in_anew(boss, client):
    role = operations.save_role(
        role=None, name=" desk ", may=["order.view_order"], why="New", by=boss, at=NOON
    )
    ada = make_staff(superuser=False)
    ada.groups.add(role)
    sign_in(client, ada)

    operations.save_role(
        role=role, name="desk", may=["order.change_order"], why="May pack", by=boss, at=NOON
    )

    assert User.objects.get(pk=ada.pk).has_perm("order.change_order")
    assert not User.objects.get(pk=ada.pk).has_perm("order.view_order")
    assert client.get("/account/").status_code == 302
    latest, first = history.of(role)
    assert latest.changed == [["may", ["order.view_order"], ["order.change_order"]]]
    assert (first.what, first.changed[0]) == ("made", ["name", None, "desk"])


@pytest.mark.parametrize(
    ("name", "may", "refusal"),
    [
        (" ", [], operations.NoName),
        ("PACKER", [], operations.NameTaken),
        ("desk", ["order.fly_order"], operations.UnknownPermission),
        ("desk", ["nonsense"], operations.UnknownPermission),
    ],
)
def test_a_role_that_cannot_be_is_refused(boss, name, may, refusal):
    Group.objects.create(name="packer")

    with pytest.raises(refusal):
        operations.save_role(role=None, name=name, may=may, why="New", by=boss, at=NOON)

    assert not Change.objects.exists()
    assert not Group.objects.filter(name__iexact="desk").exists()


def test_only_managers_write_roles_also_with_every_permission_at_hand():
    clerk = make_staff(superuser=False)
    clerk.user_permissions.set(Permission.objects.all())
    role = Group.objects.create(name="packer")

    with pytest.raises(operations.ManagersOnly):
        operations.save_role(
            role=role, name="packer", may=["order.view_order"], why="Me", by=clerk, at=NOON
        )

    assert not role.permissions.exists()


def test_a_role_that_somebody_works_in_is_not_removed(boss):
    role = Group.objects.create(name="packer")
    ada = make_staff(superuser=False)
    ada.groups.add(role)

    with pytest.raises(operations.RoleInUse):
        operations.remove_role(role=role, why="Old", by=boss, at=NOON)
    ada.groups.clear()
    operations.remove_role(role=role, why="Old", by=boss, at=NOON)

    assert not Group.objects.filter(pk=role.pk).exists()
    assert Change.objects.get().what == "removed"
