"""What the order's page and the step before leaving out say of each thing, its number and sum."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.changes import operations
from aftersales.rights.queries import right_of
from aftersales.setbacks import operations as setbacks
from aftersales.tracking import operations as tracking
from checkout.payments import operations as payments
from checkout.payments.models import Refund
from storefront.notices import wording
from storefront.notices.models import Message
from tests.aftersales.test_setbacks import FAILED_AT, lost
from tests.clock import NOON
from tests.factories import make_order, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def bought(client):
    """Return an order of two teapots and a bath salt, its lines, and its owner's browser."""
    user = make_user()
    client.force_login(user)
    teapot = make_product(title="Round teapot", price="68.00")
    salt = make_product(title="Bath salt", price="21.60")
    order = make_order(user=user, lines=[(teapot, 2), (salt, 1)])
    return order, *order.lines.order_by("pk")


def shown(client, order):
    lines = client.get(reverse("orders:detail", args=[order.number])).context["lines"]
    return [(line["became"], line["gone"]) for line in lines]


def test_each_line_says_how_many_were_left_out_when_for_what_sum_and_what_stays(client, bought):
    order, teapots, salt = bought
    operations.cancel_lines(order=order, units={teapots.pk: 1}, at=NOON)
    operations.cancel_lines(order=order, units={salt.pk: 1}, at=NOON + HOUR)

    assert shown(client, order) == [
        (
            [
                "1 of 2 left out on Mon 2 Mar 2026, €68.00 comes back.",
                "1 of 2 stay yours.",
            ],
            False,
        ),
        (["Left out on Mon 2 Mar 2026, €21.60 comes back."], True),
    ]
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    # Of what never comes there is nothing to complain about as a thing.
    assert page.count("Complain about this") == 1


def test_a_line_of_which_nothing_was_left_out_says_nothing(client, bought):
    order, teapots, _salt = bought
    operations.cancel_lines(order=order, units={teapots.pk: 2}, at=NOON)

    assert shown(client, order)[1] == ([], False)


def test_what_we_left_out_is_not_said_to_be_its_buyers_doing(client, bought):
    order, teapots, salt = bought
    given = {"by": make_staff(), "by_staff": True, "at": NOON}
    operations.cancel_lines(order=order, units={teapots.pk: 1}, **given)
    operations.cancel_lines(order=order, units={salt.pk: 1}, **given)

    assert [words[0] for words, _gone in shown(client, order)] == [
        "We left out 1 of 2 on Mon 2 Mar 2026, €68.00 comes back.",
        "We left it out on Mon 2 Mar 2026, €21.60 comes back.",
    ]


def test_what_the_bank_has_confirmed_has_come_back(client, bought):
    order, _teapots, salt = bought
    operations.cancel_lines(order=order, units={salt.pk: 1}, at=NOON)
    Refund.objects.update(status="done", done_at=NOON + HOUR)

    assert shown(client, order)[1][0] == ["Left out on Mon 2 Mar 2026, €21.60 has come back."]


def test_no_sum_is_named_where_less_was_left_to_give_back(client, bought):
    order, teapots, _salt = bought
    payments.refund(order=order, amount=150, reason="goodwill", key="goodwill:1", at=NOON)
    operations.cancel_lines(order=order, units={teapots.pk: 1}, at=NOON)

    assert shown(client, order)[0][0][0] == "1 of 2 left out on Mon 2 Mar 2026."


def test_what_was_lost_and_paid_back_says_that_it_never_came(client):
    user = make_user()
    client.force_login(user)
    mug, bowl = make_product(price="20.00"), make_product(price="7.00")
    order = make_order(user=user, status="packed", lines=[(mug, 2), (bowl, 1)])
    first, _second = order.lines.order_by("pk")
    tracking.hand_over(order=order, lines={first.pk: 1}, at=NOON + HOUR)
    tracking.hand_over(order=order, at=NOON + HOUR)
    setback = lost(order, shipment=order.shipments.get(n=1))
    setbacks.choose(setback=setback, choice="refund", at=FAILED_AT)

    assert shown(client, order) == [
        (
            [
                "1 of 2 did not reach you; what you paid for them goes back to you.",
                "1 of 2 stay yours.",
            ],
            False,
        ),
        ([], False),
    ]


def test_the_page_of_an_order_with_things_left_out_stays_cheap(
    client, bought, django_assert_max_num_queries
):
    order, teapots, _salt = bought
    operations.cancel_lines(order=order, units={teapots.pk: 1}, at=NOON)
    address = reverse("orders:detail", args=[order.number])
    client.get(address)

    with django_assert_max_num_queries(15):
        client.get(address)


def test_who_looks_once_more_reads_how_many_go_and_what_stays(client, bought):
    order, teapots, _salt = bought
    address = reverse("changes:cancel", args=[order.number])

    answer = client.post(address, {"lines": [teapots.pk], f"units_{teapots.pk}": "1"})

    words = words_of(answer)
    assert "1 × Round teapot (1 left after that)" in words
    assert "What stays in your order 1 × Round teapot 1 × Bath salt" in words
    assert "Cancel this: €68.00 comes back" in words


def test_the_letter_of_the_end_names_what_goes_back_now_and_what_went_before(bought):
    order, teapots, salt = bought
    operations.cancel_lines(order=order, units={teapots.pk: 1}, at=NOON)
    operations.cancel_lines(order=order, units={salt.pk: 1}, at=NOON)
    operations.cancel_order(order=order, at=NOON + HOUR)

    message = Message.objects.get(kind="order_cancelled", channel="mail")
    told = wording.write(message).words

    assert "€72.90 goes back the way you paid" in told
    assert "€89.60 of what you paid went back before, or is on its way already." in told
    assert "What you paid (" not in told


def test_who_comes_to_cancel_what_is_late_is_led_to_the_better_right_first(client, monkeypatch):
    order = make_order(status="dispatched", user=make_user())
    monkeypatch.setattr("storefront.core.requests.timezone.now", lambda: NOON + timedelta(days=6))
    client.force_login(order.user)

    page = words_of(client.get(reverse("changes:cancel", args=[order.number])))

    late = right_of(order, "late", NOON + timedelta(days=6))
    assert page.index(str(late.title)) < page.index("Refuse the parcel at the door")
