"""An empty shop has roles to give: each may do its own work, and nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from storefront.accounts import operations, usual_roles
from storefront.accounts.models import User
from storefront.staff import duties, history
from tests.clock import NOON
from tests.factories import make_order, make_staff

pytestmark = pytest.mark.django_db
NAMES = {
    "Catalogue editor", "Price approver", "Stock and packing", "Order desk", "Returns and refunds",
    "Complaint handler", "Complaint manager", "Product safety", "Recall approver",
    "Privacy officer", "Quality manager", "Auditor, who only looks",
}  # fmt: skip


def in_role(name):
    operations.make_usual_roles(at=NOON)
    person = make_staff(superuser=False)
    person.groups.set([Group.objects.get(name=name)])
    return User.objects.get(pk=person.pk)


def test_they_are_made_once_and_on_record_and_what_a_manager_does_to_them_stays():
    boss = make_staff()
    before = set(Group.objects.values_list("name", flat=True))
    call_command("usual_roles")
    made = Group.objects.exclude(name__in=before)
    assert set(made.values_list("name", flat=True)) == NAMES
    desk = Group.objects.get(name="Order desk")
    assert [each.what for each in history.of(desk)] == ["made"]

    operations.save_role(
        role=desk, name="Front desk", may=["order.view_order"], why="Ours", by=boss, at=NOON
    )
    gone = Group.objects.get(name="Privacy officer")
    operations.remove_role(role=gone, why="Nobody here", by=boss, at=NOON)

    assert operations.make_usual_roles(at=NOON) == []
    assert made.count() == len(NAMES) - 1
    assert desk.permissions.count() == 1


def test_a_shop_that_starts_in_another_language_gets_them_no_second_time():
    boss = make_staff()
    with translation.override("zh-hans"):
        operations.make_usual_roles(at=NOON)
    gone = Group.objects.order_by("pk").last()
    operations.remove_role(role=gone, why="Nobody here", by=boss, at=NOON)

    with translation.override("en"):
        assert operations.make_usual_roles(at=NOON) == []


def test_a_role_of_that_name_that_somebody_made_stays_as_it_is():
    mine = Group.objects.create(name="order desk")

    operations.make_usual_roles(at=NOON)

    assert Group.objects.filter(name__iexact="order desk").get() == mine
    assert not mine.permissions.exists()


def test_each_right_of_theirs_is_a_box_of_the_role_page_and_who_writes_does_not_sign(rf):
    request = rf.get("/")
    request.user, request.at = make_staff(), NOON
    boxes = {each for room in duties.rooms(request) for each, _words in room.duties}

    roles = usual_roles.all_roles()

    assert {each for may in roles.values() for each in may} <= boxes
    for may in roles.values():
        for writes, signs in (
            ("promotions.change_promotion", "promotions.approve_promotion"),
            ("recalls.change_recall", "recalls.announce_recall"),
            ("partner.change_stockrecord", "partner.add_pricechange"),
            ("partner.change_supplier", "partner.verify_supplier"),
        ):
            assert not {writes, signs} <= set(may)
    assert all(".view_" in each for each in roles[usual_roles.AUDITOR])


@pytest.mark.clause("LBT-5.1.1.c", lacks="a table of owners and deputies")
def test_a_catalogue_editor_sees_no_refunds_and_reaches_none_by_their_address(client):
    order = make_order()
    client.force_login(in_role("Catalogue editor"))

    start = client.get(reverse("admin:index"))
    products = client.get(reverse("admin:catalogue_product_changelist"))

    assert (start.status_code, products.status_code) == (200, 200)
    assert "efund" not in start.content.decode()
    for url in (
        reverse("admin:payments_refund_changelist"),
        reverse("admin:refunds_goodwill_add"),
        reverse("admin:order_order_change", args=[order.pk]),
        reverse("admin:returns_return_changelist"),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:auth_group_add"),
    ):
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "x"}).status_code == 403


def test_an_auditor_looks_and_changes_nothing(client):
    order = make_order()
    client.force_login(in_role(usual_roles.AUDITOR))
    page = reverse("admin:order_order_change", args=[order.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"order_order_pack": "1"}).status_code == 403
    order.refresh_from_db()
    assert order.status == "paid"
