"""However a buyer presses, goes back, dawdles or is refused: one purchase is one order."""

from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.holds.models import Hold
from checkout.payments.models import Attempt
from checkout.payments.testbank.models import Payment

from .audit import everybody_can_use
from .buying import POOR_CARD, Buyer
from .conftest import PHONE

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")


@pytest.fixture
def guest(visit, shop):
    """A guest on the last page before the order, with the only lamp there is."""
    guest = Buyer(visit())
    guest.find(shop.goods["Slate lamp"])
    guest.put_in_basket()
    guest.go_to_review()
    return guest


def charged() -> int:
    return Payment.objects.filter(status="charged").count()


def test_a_double_click_orders_once(guest):
    guest.order_button().dblclick()
    guest.pay()
    guest.placed()

    assert Order.objects.count() == 1
    assert (Attempt.objects.count(), charged()) == (1, 1)


def test_a_double_click_without_a_script_orders_once(visit, shop):
    guest = Buyer(visit(script=False))
    guest.find(shop.goods["Slate lamp"])
    guest.put_in_basket()
    guest.go_to_review()

    guest.order_button().dblclick()
    guest.pay()
    guest.placed()

    assert Order.objects.count() == 1
    assert (Attempt.objects.count(), charged()) == (1, 1)


def test_going_back_after_the_order_cannot_order_again(guest):
    guest.order()
    guest.pay()
    number = guest.placed()

    for _page in range(6):
        guest.page.go_back()
        guest.page.wait_for_load_state()
        if guest.order_button().count():
            guest.order()
            guest.page.wait_for_load_state()
    guest.page.goto("/basket/")

    assert guest.page.get_by_text("Nothing in it yet").is_visible()
    assert [order.number for order in Order.objects.all()] == [number]
    assert charged() == 1


def test_two_tabs_that_pay_the_same_basket_make_one_order(guest):
    other = Buyer(guest.page.context.new_page())
    other.page.goto("/checkout/review/")

    guest.order()
    guest.page.wait_for_url("**/test-bank/**")
    other.order()
    other.page.wait_for_load_state()
    for each in (guest, other):
        if "/test-bank/" in each.page.url and not charged():
            each.pay()
            each.placed()
    other.page.reload()

    assert Order.objects.count() == 1
    assert charged() == 1


def test_a_refused_payment_is_explained_and_another_way_is_agreed_to_anew(visit, shop):
    guest = Buyer(visit(width=PHONE))
    guest.find(shop.goods["Hob mug"])
    guest.put_in_basket()
    guest.go_to_review()
    guest.order()

    guest.pay(POOR_CARD)

    assert guest.heading() == "Your bank did not approve the payment"
    assert "enough money" in guest.page.get_by_role("main").inner_text()
    assert guest.page.get_by_text("Held for you until").is_visible()
    everybody_can_use(guest.page)
    assert Order.objects.count() == 0
    guest.field("Bank transfer").first.check()
    guest.button("Continue with this").click()
    guest.page.wait_for_url("**/checkout/review/")
    assert Order.objects.count() == 0
    guest.order()
    number = guest.placed()
    order = Order.objects.get(number=number)
    assert order.status == "awaiting_payment"
    assert [each.status for each in order.intent.attempts.order_by("n")] == ["pending"]
    assert charged() == 0


def test_an_expired_hold_is_taken_again_when_the_goods_are_still_there(guest):
    _let_the_holds_run_out()

    guest.order()
    guest.pay()
    guest.placed()

    assert Order.objects.count() == 1


def test_an_expired_hold_says_so_when_somebody_else_has_the_goods(guest):
    _let_the_holds_run_out()
    StockRecord.objects.filter(product__title="Slate lamp").update(num_in_stock=0)

    guest.order()

    guest.page.wait_for_url("**/basket/")
    assert "Slate lamp" in guest.page.get_by_role("main").inner_text()
    alert = guest.page.locator(".notice, .error-summary, .messages").first.inner_text()
    assert "Slate lamp" in alert or "gone" in alert.lower(), alert
    assert (Order.objects.count(), Attempt.objects.count(), charged()) == (0, 0, 0)


def test_a_price_that_changed_is_shown_before_anything_is_charged(guest):
    record = StockRecord.objects.get(product__title="Slate lamp")
    record.price += 10
    record.save()

    guest.order()

    assert guest.page.get_by_text("Something has changed since you looked").is_visible()
    assert guest.page.get_by_role("main").get_by_text("€99.00").first.is_visible()
    assert (Order.objects.count(), Attempt.objects.count(), charged()) == (0, 0, 0)
    guest.order()
    guest.pay()
    guest.placed()
    assert Order.objects.get().total_incl_tax >= 99


def _let_the_holds_run_out() -> None:
    now = timezone.now()
    Hold.objects.update(taken_at=now - timedelta(minutes=16), expires_at=now - timedelta(minutes=1))
    holds.expire_due(at=timezone.now())
