"""A member buys at a desk, follows the order, changes their mind, complains and leaves."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from oscar.core.loading import get_model
from playwright.sync_api import expect

from checkout.payments.models import Refund
from complaints.cases.models import Complaint
from tests.factories import make_order, make_user

from .audit import everybody_can_use
from .buying import Buyer
from .conftest import PHONE

Order = get_model("order", "Order")
PASSWORD = "a quiet pond under larches 7"


@pytest.fixture
def maeve(served):
    """A customer whose address is confirmed."""
    user = make_user(
        username="maeve",
        email="maeve@doyle.example",
        password=PASSWORD,
        first_name="Maeve",
        last_name="Doyle",
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(buyer: Buyer) -> None:
    buyer.page.goto(f"{buyer.root}account/")
    buyer.field("Username or e-mail").or_(buyer.page.locator("#id_login")).first.fill("maeve")
    buyer.page.locator("input[type=password]").fill(PASSWORD)
    buyer.page.get_by_role("main").locator("button.button--main").click()
    buyer.page.wait_for_url(f"**{buyer.root}account/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_member_buys_follows_and_cancels(visit, shop, maeve, language):
    member = Buyer(visit(), language)
    sign_in(member)
    everybody_can_use(member.page)

    number = member.buy(shop.goods["Weir bowl"])

    order = Order.objects.get(number=number)
    assert (order.user, order.status) == (maeve, "paid")
    member.page.goto(f"{member.root}account/")
    member.page.get_by_role("main").get_by_text(number).wait_for()
    member.page.goto(f"{member.root}orders/{number}/cancellation/")
    everybody_can_use(member.page)
    member.page.locator("button[name=all]").click()
    member.page.wait_for_url(f"**/orders/{number}/**")
    everybody_can_use(member.page)
    order.refresh_from_db()
    assert order.status == "cancelled"
    refund = Refund.objects.get()
    assert (refund.amount, refund.status) == (order.total_incl_tax, "done")


def test_what_is_packed_can_still_be_followed_but_not_cancelled(visit, shop, maeve):
    order = make_order(user=maeve, at=timezone.now() - timedelta(hours=6), status="dispatched")
    member = Buyer(visit(width=PHONE))
    sign_in(member)

    member.page.goto(f"/orders/{order.number}/")
    everybody_can_use(member.page)
    member.page.goto(f"/orders/{order.number}/cancellation/")

    everybody_can_use(member.page)
    assert member.page.locator("button[name=all]").count() == 0
    order.refresh_from_db()
    assert order.status == "dispatched"


def test_a_member_withdraws_after_delivery(visit, shop, maeve):
    order = make_order(user=maeve, at=timezone.now() - timedelta(days=4), status="delivered")
    member = Buyer(visit(), look=everybody_can_use)
    sign_in(member)
    page = member.page

    page.goto(f"/something-is-not-right/{order.number}/")
    everybody_can_use(page)
    member.field("I have changed my mind").check()
    member.button("See the ways to put it right").click()
    everybody_can_use(page)
    page.get_by_role("main").locator("a.button--main").first.click()
    everybody_can_use(page)
    member.button("Go on to confirm").click()
    everybody_can_use(page)
    page.get_by_role("main").locator("form button[value=confirm]").click()
    page.get_by_role("heading", name="We have your withdrawal").wait_for()
    everybody_can_use(page)
    member.link("What happens next").click()
    everybody_can_use(page)

    returned = order.returns.get()
    assert returned.status == "accepted"
    assert returned.reference in page.get_by_role("main").inner_text()


def test_a_guest_complains_and_follows_the_complaint(visit, shop):
    guest = Buyer(visit(width=PHONE))
    page = guest.page
    page.goto("/")
    page.get_by_role("link", name="Something is not right").first.click()
    guest.link("Make a complaint").click()

    guest.button("Send the complaint").click()
    everybody_can_use(page)
    assert page.title().startswith("Error: ")
    page.get_by_role("main").get_by_role("radio").first.check()
    guest.field("What happened?").fill("The van came three hours late.")
    guest.field("E-mail").fill("guest@example.org")
    guest.button("Send the complaint").click()

    page.get_by_role("heading", name="We have your complaint", level=1).wait_for()
    everybody_can_use(page)
    complaint = Complaint.objects.get()
    assert complaint.reference in page.get_by_role("main").inner_text()
    guest.field("What would you like to add?").fill("It was raining, too.")
    guest.button("Add this to the complaint").click()
    expect(page.get_by_role("main")).to_contain_text("It was raining, too.")


def test_a_member_takes_their_data_along_and_leaves(visit, shop, maeve):
    make_order(user=maeve, at=timezone.now() - timedelta(days=3))
    member = Buyer(visit(), look=everybody_can_use)
    sign_in(member)
    page = member.page

    page.goto("/privacy/")
    everybody_can_use(page)
    page.get_by_role("button", name="Switch on").first.click()
    expect(page.get_by_role("button", name="Switch off").first).to_be_visible()
    everybody_can_use(page)
    member.link("See and take all of it").click()
    everybody_can_use(page)
    member.link("Download for programs (JSON)").click()
    _confirm(page)
    everybody_can_use(page)
    with page.expect_download() as caught:
        member.link("Download it now").click()
    taken = json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))
    assert "maeve@doyle.example" in json.dumps(taken)

    page.goto("/privacy/closure/")
    _confirm(page)
    everybody_can_use(page)
    page.get_by_role("main").get_by_role("checkbox").check()
    member.button("Close my account for good").click()
    page.wait_for_load_state()
    everybody_can_use(page)
    maeve.refresh_from_db()
    assert not maeve.is_active
    assert "maeve" not in maeve.email
    page.goto("/account/")
    assert "/login/" in page.url


def _confirm(page) -> None:
    """Type the password once more where the shop asks for it."""
    if page.locator("main input[type=password]").count():
        everybody_can_use(page)
        page.locator("main input[type=password]").fill(PASSWORD)
        page.get_by_role("main").locator("button.button--main").click()
        page.wait_for_load_state()
