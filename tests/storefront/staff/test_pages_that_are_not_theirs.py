"""Staff who go astray are told by the staff site what is lacking, whom to ask, and the way back."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import make_order, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def packer():
    person = make_staff(superuser=False, username="packer")
    person.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_question", "view_order"])
    )
    return person


def test_who_may_not_reads_which_right_is_lacking_and_whom_to_ask(client, packer):
    make_staff(username="nell", first_name="Nell", last_name="Costigan")
    client.force_login(packer)

    answer = client.get(reverse("admin:policies_policyversion_add"))

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "<strong>Policy versions: add one</strong>" in html
    assert "ask whoever gives out rights here: Nell Costigan." in html
    assert f'href="{reverse("admin:index")}"' in html
    assert "Something is not right" not in html


@pytest.mark.parametrize("path", ["no-such-page/", "questions/question/999999/change/"])
def test_what_is_not_there_is_said_on_a_page_of_the_staff_site(client, packer, path):
    client.force_login(packer)

    answer = client.get(f"{reverse('admin:index')}{path}")

    html = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no such page or entry" in html
    assert f'href="{reverse("admin:index")}"' in html
    lists = reverse("admin:questions_question_changelist")
    assert (f'<a class="underline" href="{lists}">Questions</a>' in html) == ("question" in path)


def test_whoever_is_no_member_of_staff_learns_nothing_there(client):
    client.force_login(make_user())

    answer = client.get(f"{reverse('admin:index')}no-such-page/")

    assert (answer.status_code, b"no such page" in answer.content) == (302, False)


@pytest.mark.parametrize(
    "name", ["changes_cancellation", "changes_deliverychange", "refunds_goodwill"]
)
def test_what_is_about_an_order_asks_for_its_number(client, name):
    client.force_login(make_staff())
    add, number = reverse(f"admin:{name}_add"), make_order().number

    assert "Order number" in client.get(add).content.decode()
    wrong = client.post(add, {"number": "FH-0000-0000"})
    assert (wrong.status_code, b"There is no such order." in wrong.content) == (422, True)
    right = client.post(add, {"number": f" {number.lower()} "})
    assert (right.status_code, right.url) == (302, f"{add}?order={number}")
    assert client.get(right.url).status_code == 200
