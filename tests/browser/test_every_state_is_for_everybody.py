"""Pages that only a purchase, a parcel or a member of staff leads to pass axe, state by state."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.returns import operations as returns
from aftersales.tracking import operations as parcels
from checkout.order import access
from checkout.payments.models import Refund
from checkout.payments.testbank.models import Payment
from complaints.cases import operations as complaints
from tests.factories import make_order

from .audit import everybody_can_use
from .buying import Buyer
from .conftest import PHONE
from .test_staff import desk, sign_in  # noqa: F401

LOOKS = [(390, "light"), (1280, "dark"), (390, "dark"), (1280, "light")]
# What the theme of the staff pages does by itself: small links above its lists, and boxes that
# scroll and go by one name.
THE_THEMES = ("target-size", "landmark-unique")
HOUR = timedelta(hours=1)
STATES = [
    "awaiting_payment", "placed", "paid", "packed", "dispatched", "delivered", "completed",
    "cancelled",
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_page_of_an_order_is_for_everybody_in_each_state(visit, shop, state):
    now = timezone.now()
    order = make_order(
        at=now - timedelta(days=3),
        status=state,
        paid=state not in ("awaiting_payment", "placed"),
        lines=[(shop.goods["Weir bowl"], 2), (shop.goods["Slate lamp"], 1)],
    )
    page = visit()

    page.goto(access.link_to(order, at=now))

    everybody_can_use(page, LOOKS)


@pytest.mark.parametrize("kind", ["failed_attempt", "to_collect", "lost", "returned"])
def test_the_page_of_a_parcel_in_trouble_is_for_everybody(visit, shop, kind):
    now = timezone.now()
    order = make_order(at=now - timedelta(days=1), status="packed")
    shipment = parcels.hand_over(order=order, carrier="by_hand", number="X1", at=now - 9 * HOUR)
    for hours, each in ((8, "in_transit"), (2, kind)):
        parcels.record_checkpoint(
            shipment=shipment,
            event_id=str(hours),
            kind=each,
            reason="nobody_in",
            place="Galway",
            words="On the van",
            happened_at=now - hours * HOUR,
            at=now - hours * HOUR,
        )
    page = visit()

    page.goto(access.link_to(order, at=now))
    for details in page.locator("details summary").all():
        details.click()

    everybody_can_use(page, LOOKS)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_buyer_whose_bank_is_silent_is_told_so_and_then_led_on(visit, shop, script):
    guest = Buyer(visit(width=PHONE, script=script))
    guest.find(shop.goods["Weir bowl"])
    guest.put_in_basket()
    guest.go_to_review()
    guest.order()
    guest.page.get_by_role("main").locator("details summary").click()
    guest.page.get_by_label("The answer is lost on the way").check()
    guest.pay()

    guest.page.wait_for_url("**/checkout/checking/*/")
    assert guest.heading() == "We are asking your bank"
    if script:
        everybody_can_use(guest.page, LOOKS)
    Payment.objects.update(silent_until=None)
    guest.placed()


def back(order, *, at):
    statement = returns.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        at=at,
    )
    return statement.opened


def test_pages_of_what_goes_back_are_for_everybody(visit, shop):
    now = timezone.now()
    order = make_order(at=now - timedelta(days=4), status="delivered")
    returned = back(order, at=now - timedelta(days=1))
    page = visit()
    page.goto(access.link_to(order, at=now))

    def look():
        page.goto(reverse("returns:detail", args=[returned.reference]))
        everybody_can_use(page, LOOKS)

    look()
    returns.arrive(returned=returned, by=None, at=now - HOUR)
    look()
    returns.receive(returned=returned, found={}, by=None, at=now)
    look()


def test_staff_pages_are_for_everybody(visit, shop, desk):  # noqa: F811
    now = timezone.now()
    order = make_order(at=now, status="packed")
    sent = make_order(at=now - timedelta(days=1), status="dispatched")
    delivered = make_order(at=now - timedelta(days=4), status="delivered")
    returned = back(delivered, at=now - timedelta(days=1))
    cancelled = make_order(at=now, status="cancelled")
    complaint = complaints.receive(
        about="delivery", words="Late.", email="m@doyle.example", language="en", country="IE",
        at=now,
    )  # fmt: skip
    page = desk("manager")
    for url in (
        "/admin/",
        "/admin/order/order/",
        f"/admin/order/order/{order.pk}/change/",
        f"/admin/tracking/shipment/add/?order={order.number}",
        f"/admin/tracking/shipment/{sent.shipments.get().pk}/change/",
        f"/admin/tracking/shipment/{sent.shipments.get().pk}/report/",
        f"/admin/cases/complaint/{complaint.pk}/change/",
        f"/admin/returns/return/{returned.pk}/change/",
        f"/admin/returns/return/{returned.pk}/do/unpack/",
        f"/admin/payments/refund/{Refund.objects.get(order=cancelled).pk}/change/",
        f"/admin/catalogue/product/{shop.goods['Weir bowl'].pk}/change/",
        "/admin/refunds/goodwill/add/",
        "/admin/law/confirmation/add/",
        "/admin/returns/statement/add/",
    ):
        answer = page.goto(url)
        assert answer.status == 200, url
        everybody_can_use(page, LOOKS[:2], but=THE_THEMES)
