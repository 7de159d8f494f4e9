"""Whoever is to decide is told how many it is about, and what comes back."""

import re

import pytest
from django.urls import reverse

from aftersales.recalls import operations as recalls
from aftersales.recalls.models import Recall
from aftersales.returns import offers, sums
from aftersales.returns.models import Return, Statement
from aftersales.setbacks import operations as setbacks
from checkout.payments.models import Refund
from tests.aftersales.recalling import THEN, case_of, make_lamp, recalled
from tests.aftersales.test_setbacks import FAILED_AT, lost, sent
from tests.aftersales.test_withdraw import CAME
from tests.factories import make_order, make_product, make_user

pytestmark = pytest.mark.django_db


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def asked(order, units):
    line = order.lines.get()
    return {
        "order": order.number,
        "lines": [str(line.pk)],
        f"units_{line.pk}": str(units),
        "name": "Maeve Doyle",
        "contract": order.number,
        "email": "maeve@example.org",
    }


@pytest.fixture
def at_the_time(monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: CAME)


def cups(status):
    cup = make_product(title="Espresso cup", price="20.80")
    return make_order(status=status, user=make_user(), lines=[(cup, 4)])


def test_the_statement_to_be_confirmed_has_the_numbers_that_are_recorded(client, at_the_time):
    order = cups("delivered")
    client.force_login(order.user)
    given = asked(order, 1)

    words = words_of(client.post(reverse("returns:withdraw"), given))
    client.post(reverse("returns:withdraw"), {**given, "step": "confirm"})

    assert "1 × Espresso cup (3 stay with you)" in words
    assert "Comes back to you €20.80 Once it is back" in words
    line = Return.objects.get().lines.get()
    assert (line.quantity, line.line) == (1, order.lines.get())


def test_what_has_not_left_comes_back_whole(client, at_the_time):
    order = cups("paid")
    client.force_login(order.user)

    words = words_of(client.post(reverse("returns:withdraw"), asked(order, 4)))

    assert "Comes back to you €88.10 It has not left us" in words
    client.post(reverse("returns:withdraw"), {**asked(order, 4), "step": "confirm"})
    assert str(Refund.objects.get().amount) == "88.10"


def test_after_the_last_day_no_sum_is_promised(client):
    order = cups("delivered")
    client.force_login(order.user)

    words = words_of(client.post(reverse("returns:withdraw"), asked(order, 1)))

    assert "1 × Espresso cup (3 stay with you)" in words
    assert "Comes back to you" not in words
    assert not Statement.objects.exists()


def test_what_is_reckoned_beforehand_is_what_the_return_pays():
    order = cups("delivered")
    line = order.lines.get()

    some = sums.planned(order, {line.pk: 1}, kind="withdrawal")
    whole = sums.planned(order, {line.pk: 4}, kind="withdrawal")

    assert (str(some.total), str(whole.total)) == ("20.80", "88.10")
    assert offers.worth_withdrawing(order, {line.pk: 4}) == (whole.total, False)
    assert not Return.objects.exists()


def test_the_choice_about_a_lost_parcel_names_the_sum_that_comes_back(client, monkeypatch):
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: FAILED_AT)
    order = sent(user=make_user())
    setback = lost(order)
    client.force_login(order.user)

    words = words_of(client.get(reverse("setbacks:choose", args=[order.number, 1])))
    setbacks.choose(setback=setback, choice="refund", at=FAILED_AT)

    assert "€44.90, all that you paid for it, the way you paid. You send nothing back." in words
    assert str(Refund.objects.get().amount) == "44.90"


@pytest.mark.parametrize("dispose", [True, False])
def test_the_choice_under_a_recall_names_the_sum_that_comes_back(client, dispose):
    lamp = make_lamp()
    order = make_order(status="delivered", user=make_user(), lines=[(lamp, 2)])
    recalled(lamp, dispose=dispose)
    client.force_login(order.user)
    address = reverse("recalls:case", args=[Recall.objects.get().reference, order.number])

    words = words_of(client.get(address))
    case = recalls.choose(case=case_of(order), remedy="refund", at=THEN)

    assert "€200.90, all that you paid for it, the way you paid" in words
    made = sums.settled(case.returned) if dispose else sums.of(case.returned)
    assert str(made.total) == "200.90"
    assert "all that you paid for it" not in words_of(client.get(address))


def test_leaving_recalled_goods_out_names_the_sum_on_its_button(client):
    lamp = make_lamp()
    order = make_order(status="paid", user=make_user(), lines=[(lamp, 1)])
    recalled(lamp)
    client.force_login(order.user)
    address = reverse("recalls:case", args=[Recall.objects.get().reference, order.number])

    assert "Leave it out, give me €102.90 back" in words_of(client.get(address))

    client.post(address, {"do": "leave_out"})
    assert str(Refund.objects.get().amount) == "102.90"
