"""Staff write the ways of delivery: through operations, with a history, and refusals in words."""

from datetime import time
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse

from checkout.shipping import operations
from checkout.shipping.models import DeliveryMethod
from storefront.staff import history
from tests.clock import NOON
from tests.factories import make_delivery_methods, make_order, make_staff
from tests.racing import race

pytestmark = pytest.mark.django_db
ADD = "admin:shipping_deliverymethod_add"
FILLED = {
    "code": "bike",
    "name_en": "By bicycle",
    "name_zh_hans": "自行车送货",
    "kind": "courier",
    "carrier": "Slaney Couriers",
    "countries": ["IE", "DE"],
    "price": "6.00",
    "currency": "EUR",
    "cutoff": "14:00",
    "dispatch_days": "0",
    "min_days": "1",
    "max_days": "3",
    "position": "5",
    "why": "A new rider",
    "seen": "0",
}


def values(**changed):
    return {
        **dict.fromkeys(operations.COLUMNS, ""),
        "name_en": "By bicycle",
        "name_zh_hans": "自行车送货",
        "code": "bike",
        "kind": "courier",
        "carrier": "Slaney Couriers",
        "countries": ["IE"],
        "price": Decimal("6.00"),
        "currency": "EUR",
        "free_from": None,
        "dispatch_days": 0,
        "min_days": 1,
        "max_days": 3,
        "cutoff": time(14),
        "position": 5,
        **changed,
    }


def save(method=None, *, by=None, why="A new rider", **changed):
    sure = changed.pop("sure", False)
    return operations.save_method(
        method=method, values=values(**changed), why=why, by=by, at=NOON, sure=sure
    )


def retire(method, **more):
    return operations.retire_method(method=method, why="Too slow", by=None, at=NOON, **more)


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def test_countries_are_ticked(staff):
    answer = staff.post(reverse(ADD), FILLED)

    assert answer.status_code == 302, answer.context["errors"]
    method = DeliveryMethod.objects.get()
    assert (method.countries, method.active) == (["IE", "DE"], True)
    assert history.of(method).get().what == "made"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"countries": ["IE", "XX"]}, "XX"),
        ({"countries": []}, "Tick where it goes to."),
        ({"min_days": "3", "max_days": "1"}, "It cannot be there sooner than at the least."),
        ({"max_days": "99"}, "We promise nothing that takes longer than sixty days."),
        ({"free_from": "0"}, "Leave it empty, or write a sum above nought."),
        ({"price": "6.005"}, "no more than 2 decimal places"),
        ({"price": "-1"}, "A price is not below nought."),
        ({"currency": "USD"}, "Goods are priced in EUR"),
        ({"name_zh_hans": ""}, "Write it in Simplified Chinese too"),
        ({"note_en": "Only here"}, "Write it in Simplified Chinese too"),
        ({"code": "By Bike"}, "slug"),
        ({"why": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_in_words(staff, wrong, words):
    answer = staff.post(reverse(ADD), {**FILLED, **wrong})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not DeliveryMethod.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": Decimal("6.005")},
        {"price": Decimal("NaN")},
        {"price": None},
        {"countries": ["ZZ"]},
        {"code": "standard"},
        {"code": "Ünsafe"},
        {"min_days": -1},
        {"cutoff": None},
        {"dispatch_days": 61},
    ],
)
def test_the_operation_itself_refuses_what_cannot_be(wrong):
    make_delivery_methods()

    with pytest.raises(operations.Wrong):
        save(**wrong)

    assert DeliveryMethod.objects.count() == 5


def test_a_change_is_recorded_from_what_to_what_with_who_and_why():
    boss, method = make_staff(), save()

    save(method, by=boss, why="Fuel", price=Decimal("7.00"))

    latest = history.of(method).first()
    assert latest.changed == [["price", "6.00", "7.00"]]
    assert (latest.changed_by, latest.changed_at, latest.why) == (boss, NOON, "Fuel")


def test_what_orders_name_keeps_its_code():
    make_delivery_methods()
    make_order()
    standard = DeliveryMethod.objects.get(code="standard")

    with pytest.raises(operations.Wrong, match="Orders name this code"):
        save(standard, code="post")
    unused = save()
    save(unused, code="by-bike")

    assert set(DeliveryMethod.objects.values_list("code", flat=True)) >= {"standard", "by-bike"}


def test_the_last_way_to_a_country_where_we_sell_goes_only_if_that_is_meant():
    make_delivery_methods()
    china = DeliveryMethod.objects.get(code="china")

    with pytest.raises(operations.LastWay, match="China"):
        retire(china)
    assert DeliveryMethod.objects.get(code="china").active
    with pytest.raises(operations.LastWay, match="China"):
        save(china, code="china", countries=["IE"])
    assert DeliveryMethod.objects.get(code="china").countries == ["CN"]

    retire(china, sure=True)

    assert not DeliveryMethod.objects.get(code="china").active
    with pytest.raises(operations.AlreadySo):
        retire(china, sure=True)
    operations.offer_again(method=china, why="Back", by=None, at=NOON)
    assert [each.what for each in history.of(china)] == ["resumed", "stopped"]


def test_one_of_several_ways_goes_without_a_question():
    make_delivery_methods()

    assert not retire(DeliveryMethod.objects.get(code="express")).active


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_retire_the_last_two_ways_one_is_asked():
    one, other = save(), save(code="van")

    outcomes = race(
        partial(retire, one),
        partial(retire, other),
        after="checkout.shipping.operations._reached",
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["DeliveryMethod", "LastWay"]
    assert DeliveryMethod.objects.filter(active=True).count() == 1


def test_a_button_retires_and_brings_back_and_the_page_tells_the_history(staff):
    make_delivery_methods()
    page = reverse(
        "admin:shipping_deliverymethod_change", args=[DeliveryMethod.objects.get(code="china").pk]
    )
    form = staff.get(page).context["adminform"].form
    held = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else value for name, value in held.items()}
    typed["why"] = "War"
    typed |= {"cutoff": "14:00", "shipping_deliverymethod_retire": "1"}
    typed.pop("sure")

    answer = staff.post(page, typed)
    assert "Then nothing is delivered any more to: China" in answer.content.decode()
    assert "War" in answer.content.decode()
    staff.post(page, {**typed, "sure": "on"})

    assert not DeliveryMethod.objects.get(code="china").active
    html = staff.get(page).content.decode()
    assert "Offered: yes → no" in html
    assert "Offer it again" in html
    assert "Offer it to nobody any more" not in html
