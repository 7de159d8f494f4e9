from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from storefront.accounts.models import User
from storefront.questions import operations as questions
from storefront.questions.models import Question
from storefront.staff import tiles
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def _staff(client, *, superuser=True):
    boss = User.objects.create_user("boss", "boss@example.test", "x", is_staff=True)
    boss.is_superuser = superuser
    boss.save()
    client.force_login(boss)
    return boss


def test_staff_see_what_is_waiting(client):
    _staff(client)

    page = client.get(reverse("admin:index"))

    assert page.status_code == 200
    assert "What is waiting" in page.content.decode()
    assert "Promises due within a day" in page.content.decode()


def test_staff_without_a_permission_do_not_see_its_tile(client):
    _staff(client, superuser=False)

    assert "Promises due" not in client.get(reverse("admin:index")).content.decode()


def test_staff_sign_in_where_everyone_does(client):
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_customer_is_sent_back_to_the_shop(client):
    client.force_login(User.objects.create_user("ada", "ada@example.test", "x"))

    answer = client.get(reverse("admin:login"))

    assert (answer.status_code, answer.url) == (302, "/")


def test_in_production_a_second_factor_is_asked_for(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = True
    _staff(client)

    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 302

    answer = client.get(answer.url)
    assert answer.url == reverse("mfa_index")


def test_every_staff_list_page_opens(client):
    from storefront.staff.site import site

    _staff(client)
    for model in site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(url).status_code == 200, url


def test_what_waits_stands_before_what_does_not_and_late_things_before_all(client, monkeypatch):
    _staff(client)
    monkeypatch.setattr(tiles, "_tiles", {})
    for key, count, urgent in (("a", 0, True), ("b", 2, False), ("c", 0, False), ("d", 1, True)):
        tiles.register(
            tiles.Tile(key, key, lambda at, n=count: n, lambda: "/admin/", urgent=urgent)
        )

    shown = client.get(reverse("admin:index")).context

    assert [each["title"] for each in shown["tiles"]] == ["d", "b"]
    assert [each["title"] for each in shown["quiet"]] == ["a", "c"]


def test_a_tile_leads_to_just_the_rows_that_it_counts(client):
    _staff(client)
    now = timezone.now()
    late, _other = (
        questions.ask(product=make_product(), text=f"Is it {what}?", language="en", at=now)
        for what in ("heavy", "green")
    )
    Question.objects.filter(pk=late.pk).update(answer_due_at=now - timedelta(days=1))
    tile = tiles.named("questions-late")

    listed = client.get(tile.url()).context["cl"].queryset

    assert tile.count(now) == 1
    assert [each.pk for each in listed] == [late.pk]
    assert client.get(tiles.named("questions-waiting").url()).context["cl"].queryset.count() == 2


@pytest.mark.parametrize("key", [each.key for each in tiles.all_tiles() if each.rows])
def test_the_list_behind_every_tile_opens(client, key):
    _staff(client)

    shown = client.get(tiles.named(key).url())

    assert shown.status_code == 200
    assert f"{tiles.WAITS}={key}" in shown.content.decode()


def test_the_sidebar_stands_in_the_order_of_work(client):
    _staff(client)

    groups = client.get(reverse("admin:index")).context["sidebar_navigation"]

    [sale] = [each for each in groups if each["title"] == "The sale"]
    assert [each["title"] for each in sale["items"]][:3] == ["Orders", "Payments", "Refunds"]
