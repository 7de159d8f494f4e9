"""What staff press in the admin, and what the buyer then reads: parcels, complaints, returns."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from aftersales.returns import operations as returns
from aftersales.tracking.simulator import tasks as carrier
from aftersales.tracking.simulator.models import SimulatedParcel
from checkout.order import access
from checkout.payments.models import Refund
from complaints.cases.models import Complaint
from storefront.accounts import demo as accounts
from storefront.promises.models import Promise
from tests.factories import make_order, make_staff, make_user

from .conftest import PHONE

PASSWORD = "a quiet pond under larches 7"


@pytest.fixture
def desk(visit, served):
    """Opens the admin for somebody of staff who is signed in: `desk("packer")`."""

    def open_desk(role: str) -> Page:
        person = make_staff(superuser=role == "manager", username=role, password=PASSWORD)
        if role in accounts.ROLES:
            person.groups.add(accounts.role(role))
        page = visit()
        sign_in(page, person, served)
        page.goto("/admin/")
        return page

    return open_desk


def sign_in(page: Page, user, served: str) -> None:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": served}])


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def open_first(page: Page, tile: str) -> None:
    """Go from the start page through a tile to the first row behind its number."""
    page.get_by_role("link", name=tile).first.click()
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_an_order_is_packed_handed_over_and_delivered_while_its_buyer_watches(
    visit, shop, desk, settings
):
    settings.CANDOUR_SIMULATED_HOUR = 1
    now = timezone.now()
    order = make_order(at=now, lines=[(shop.goods["Weir bowl"], 2)])
    buyer = visit(width=PHONE)
    buyer.goto(access.link_to(order, at=now))
    expect(heading(buyer)).to_contain_text("We pack it and hand it over by")

    packer = desk("packer")
    open_first(packer, "Orders to pack")
    expect(packer.get_by_text("2 × Weir bowl (")).to_be_visible()
    expect(packer.get_by_text("Maeve Doyle, 4 Quay Street")).to_be_visible()
    assert packer.get_by_role("button", name="Cancel, or leave").count() == 0
    press(packer, "Mark packed")
    expect(packer.get_by_text(f"Order {order.number} is now: Packed.")).to_be_visible()
    buyer.reload()
    expect(heading(buyer)).to_have_text("It is packed and waits for the carrier")

    press(packer, "Hand over to a carrier")
    expect(packer.get_by_text(f"Hand order {order.number} over to a carrier").first).to_be_visible()
    expect(packer.get_by_label("Carrier").locator("option").first).to_have_text(
        "Green Post: gives us its number by itself"
    )
    press(packer, "Hand it over")
    expect(packer.get_by_text("is handed over to Green Post")).to_be_visible()
    shipment = order.shipments.get()
    expect(packer.get_by_text(shipment.number).first).to_be_visible()
    buyer.reload()
    expect(heading(buyer)).to_contain_text("It is on its way and comes by")
    expect(buyer.get_by_role("main").get_by_text(shipment.number)).to_be_visible()

    taken_in_at = SimulatedParcel.objects.get().taken_in_at
    carrier.report(at=taken_in_at + timedelta(seconds=23))
    buyer.reload()
    expect(heading(buyer)).to_have_text("It is on the van and comes today")
    carrier.report(at=taken_in_at + timedelta(seconds=60))
    buyer.reload()
    expect(heading(buyer)).to_contain_text("It is with you since")
    order.refresh_from_db()
    assert order.status == "delivered"
    assert {each.status for each in Promise.objects.filter(kind__in=["dispatch", "deliver"])} == {
        "kept"
    }


def test_a_complaint_is_answered_in_time_looked_at_again_and_read_by_its_owner(visit, shop, desk):
    maeve = make_user(username="maeve", email="maeve@doyle.example")
    buyer = visit(width=PHONE)
    sign_in(buyer, maeve, shop.url)
    buyer.goto("/complaints/new/")
    main = buyer.get_by_role("main")
    main.get_by_label("Delivery", exact=True).check()
    main.get_by_label("What happened?").fill("The van came three hours late.")
    main.get_by_role("button", name="Send the complaint").click()
    expect(heading(buyer)).to_have_text("We have your complaint")

    service = desk("service")
    open_first(service, "Complaints to answer")
    expect(service.get_by_text("The van came three hours late.")).to_be_visible()
    service.get_by_label("Our answer, with reasons").fill("The driver was ill. We refund €4.90.")
    press(service, "Send the answer")
    expect(service.get_by_text("Say what caused it.")).to_be_visible()
    service.get_by_label("Cause, as we see it").fill("Carrier")
    press(service, "Send the answer")
    expect(service.get_by_text("The answer is sent to maeve@doyle.example.")).to_be_visible()
    assert Promise.objects.get(kind="complaint-answer").status == "kept"

    buyer.reload()
    expect(heading(buyer)).to_have_text("We have answered: now it is your turn")
    expect(main.get_by_text("We refund €4.90.")).to_be_visible()
    main.get_by_label("What is missing, or wrong?").fill("I lost a day.")
    main.get_by_role("button", name="It does not: let a second person look").click()
    expect(heading(buyer)).to_have_text("A second person looks into it")

    service.reload()
    expect(service.get_by_text("I lost a day.").first).to_be_visible()
    assert service.get_by_role("button", name="Send the answer").count() == 0
    manager = desk("manager")
    open_first(manager, "Complaints to answer")
    manager.get_by_label("Our answer, with reasons").fill("You are right. We refund €20 as well.")
    manager.get_by_label("Cause, as we see it").fill("Carrier")
    press(manager, "Send the answer")
    buyer.reload()
    expect(main.get_by_text("We refund €20 as well.")).to_be_visible()
    complaint = Complaint.objects.get()
    assert complaint.status == "decided"
    assert Promise.objects.get(kind="complaint-review").status == "kept"
    assert [letter.to for letter in mail.outbox] == [["maeve@doyle.example"]] * 3


def test_what_came_back_is_unpacked_paid_and_seen_by_its_buyer(visit, shop, desk):
    now = timezone.now()
    order = make_order(
        at=now - timedelta(days=4), status="delivered", lines=[(shop.goods["Weir bowl"], 1)]
    )
    statement = returns.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        at=now - timedelta(days=1),
    )
    buyer = visit(width=PHONE)
    buyer.goto(access.link_to(order, at=now))
    main = buyer.get_by_role("main")
    assert main.get_by_text("Given back").count() == 0

    service = desk("service")
    service.goto("/admin/returns/return/")
    service.locator("#searchbar").fill(statement.opened.reference)
    service.keyboard.press("Enter")
    service.locator("#result_list tbody th a").first.click()
    service.get_by_role("link", name="It has come").click()
    press(service, "It has come")
    service.goto("/admin/")
    open_first(service, "Returns to unpack")
    service.get_by_role("link", name="Unpack it").click()
    expect(service.get_by_label("Weir bowl: how many came")).to_have_value("1")
    press(service, "Unpack it")
    expect(service.get_by_text("€28.90 goes back to the buyer")).to_be_visible()

    refund = Refund.objects.get()
    assert (str(refund.amount), refund.status) == ("28.90", "done")
    buyer.reload()
    expect(main.get_by_text("Given back: Withdrawal from the contract")).to_be_visible()
    expect(main.get_by_text(refund.bank_reference)).to_be_visible()


def test_nobody_works_in_a_room_that_is_not_theirs(visit, shop, desk):
    order = make_order(at=timezone.now())

    packer = desk("packer")
    for room in ("cases/complaint/", "refunds/goodwill/", "payments/refund/", "accounts/user/"):
        assert packer.goto(f"/admin/{room}").status == 403, room
    expect(heading(packer)).to_be_visible()
    buyer = visit()
    sign_in(buyer, make_user(), shop.url)
    buyer.goto(f"/admin/order/order/{order.pk}/change/")
    assert not buyer.url.startswith(f"{shop.url}/admin/")
    stranger = visit()
    stranger.goto("/admin/")
    assert "/account/login/" in stranger.url


def test_money_on_the_statement_is_recorded_with_its_sum_and_reference(desk):
    order = make_order(paid=False, status="awaiting_payment", at=timezone.now())
    page = desk("manager")

    open_first(page, "Transfers not here yet")
    page.get_by_label("Came in", exact=True).fill("25.00")
    page.get_by_label("Reference of the bank").fill("STMT-7")
    press(page, "The money is here")
    expect(page.get_by_text("€25.00 came in, €24.90 was asked for").first).to_be_visible()
    press(page, "Take it as paid")

    expect(page.get_by_text("It counts as paid. What was too much goes back.")).to_be_visible()
    order.refresh_from_db()
    assert order.status == "paid"
    assert [refund.amount for refund in Refund.objects.all()] == [Decimal("0.10")]
