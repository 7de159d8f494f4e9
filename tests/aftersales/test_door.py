from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.rights import guarantee, queries, registry
from aftersales.rights.problems import Problem
from checkout.order import access
from storefront.law import queries as law
from storefront.law.calculators import guarantee as calculator
from storefront.law.calculators import periods
from storefront.notices.models import Message
from tests.clock import NOON
from tests.factories import make_order, make_product, make_user

pytestmark = pytest.mark.django_db

DOOR = "/something-is-not-right/"


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


def test_a_member_chooses_among_own_orders(client, member):
    mine = make_order(user=member, lines=[(make_product(), 1)])
    make_order(user=make_user(), lines=[(make_product(), 1)])

    answer = client.get(DOOR)

    assert [row["order"] for row in answer.context["orders"]] == [mine]


def test_a_guest_gets_a_link_by_mail_and_finds_the_order_behind_the_door_after_it(client):
    order = make_order(lines=[(make_product(), 1)])

    answer = client.post(DOOR, {"number": order.number, "email": order.intent.email})
    assert answer.context["sent"] == order.intent.email
    assert Message.objects.filter(kind="order_link", order_number=order.number).count() == 1

    client.get(access.link_to(order, at=timezone.now()))
    assert [row["order"] for row in client.get(DOOR).context["orders"]] == [order]
    known = client.post(DOOR, {"number": order.number, "email": order.intent.email})
    assert known.url == reverse("rights:order", args=[order.number])


def test_where_there_is_only_to_tell_us_the_heading_promises_no_choice(client, member):
    order = make_order(user=member, status="dispatched", lines=[(make_product(), 1)])
    url = reverse("rights:order", args=[order.number])

    page = client.get(f"{url}?what=faulty").content.decode()

    assert "Tell us, and a person sees to it." in page
    assert "As far as we know it has not arrived." in page
    assert "Here is what you can have" not in page
    assert "Best for you first" not in page
    arrived = make_order(user=member, status="delivered", lines=[(make_product(), 1)])
    page = client.get(reverse("rights:order", args=[arrived.number]) + "?what=faulty")
    assert "A fault is ours to put right. Here is what you can have." in page.content.decode()


def test_the_door_does_not_tell_whether_an_order_exists(client):
    order = make_order(user=make_user(), lines=[(make_product(), 1)])

    real = client.post(DOOR, {"number": order.number, "email": "other@example.com"})
    made_up = client.post(DOOR, {"number": "FH-2222-2222", "email": "other@example.com"})

    assert real.status_code == made_up.status_code == 200
    assert real.context["sent"] == made_up.context["sent"]
    assert not Message.objects.filter(kind="order_link").exists()


@pytest.mark.parametrize("data", [{}, {"number": "FH-2222-2222"}, {"number": "", "email": "a@b"}])
def test_the_door_asks_for_what_is_missing_and_keeps_what_was_typed(client, data):
    answer = client.post(DOOR, data)

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_guessing_at_the_door_is_stopped(client):
    for _each in range(10):
        client.post(DOOR, {"number": "FH-2222-2222", "email": "a@example.com"})

    assert client.post(DOOR, {"number": "FH-2222-2222", "email": "a@b.ie"}).status_code == 429


@pytest.mark.parametrize("what", Problem.values)
def test_every_problem_has_an_answer_for_every_state_of_an_order(client, member, what):
    for status in ("paid", "dispatched", "delivered", "cancelled"):
        order = make_order(status=status, user=member, lines=[(make_product(), 1)])

        answer = client.get(reverse("rights:order", args=[order.number]), {"what": what})

        assert answer.status_code == 200
        assert answer.context["answers"] or answer.context["complaint_url"]
        assert len(answer.content.decode().split("<h1")) == 2


@pytest.mark.parametrize("what", ["", "nothing", "<script>"])
def test_a_problem_that_there_is_not_asks_again(client, member, what):
    order = make_order(user=member, lines=[(make_product(), 1)])

    answer = client.get(reverse("rights:order", args=[order.number]), {"what": what})

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "<script>" not in answer.content.decode().split("<main")[1]


def test_who_proves_a_fault_changes_as_the_law_of_the_order_says():
    order = make_order(status="delivered", lines=[(make_product(), 1)])
    came = order.shipments.get().delivered_at
    rules = law.thaw(order.agreement.document["law"])
    last = calculator.guarantee(rules, delivered=came.date()).presumed_until
    assert isinstance(last, date)
    too_late = periods.first_instant_after(last, rules.zone())

    (before,) = guarantee.rights_of(order, too_late - timedelta(seconds=1))
    (after,) = guarantee.rights_of(order, too_late)

    assert (before.open, before.until) == (True, too_late)
    assert (after.open, after.until) == (False, too_late)


@pytest.mark.parametrize("status", ["paid", "dispatched", "cancelled"])
def test_what_has_not_come_has_no_guarantee_yet(status):
    order = make_order(status=status, lines=[(make_product(), 1)])

    assert guarantee.rights_of(order, NOON + timedelta(days=9)) == []


def test_every_right_that_is_open_leads_somewhere():
    for status in ("paid", "packed", "dispatched", "delivered", "completed", "cancelled"):
        order = make_order(status=status, lines=[(make_product(), 1)])
        for right in queries.rights_of(order, NOON + timedelta(days=3)):
            assert right.url if right.open else right.why_not, (status, right)
            assert set(right.answers) <= set(Problem.values)


def test_the_rights_of_the_house_are_registered():
    assert guarantee.rights_of in registry.sources()
