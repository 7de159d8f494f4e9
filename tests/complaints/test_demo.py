"""The demo shop has a complaint that waits and one that was answered."""

import pytest

from complaints.cases import demo
from complaints.cases.models import Complaint
from tests.clock import NOON
from tests.factories import make_order, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_one_waits_for_us_and_one_for_its_maker_and_a_second_start_adds_none():
    maeve = make_user(username="maeve")
    make_user(username="jonas")
    make_staff(username="service", superuser=False)
    order = make_order(user=maeve, at=NOON)

    for _start in range(2):
        demo.demo(NOON + demo.timedelta(days=10))

    found = {each.user.username: each for each in Complaint.objects.all()}
    assert {name: each.status for name, each in found.items()} == {
        "jonas": "received",
        "maeve": "answered",
    }
    assert found["maeve"].order_number == order.number
    assert found["maeve"].first_answer_by.username == "service"


def test_a_shop_without_these_people_has_none():
    demo.demo(NOON)

    assert not Complaint.objects.exists()
