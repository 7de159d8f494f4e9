"""Goods go back: a guest withdraws without script, a member claims with a picture, all may read."""

import uuid
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from aftersales.returns import operations
from aftersales.returns.models import Return, Statement
from aftersales.returns.operations.valuing import Found
from checkout.order import access
from checkout.payments.models import Refund
from tests.factories import make_order, make_product, make_staff

from .audit import everybody_can_use
from .conftest import PHONE


def _order(**fields):
    at = timezone.now() - timedelta(days=6)
    return make_order(at=at, status="delivered", **fields)


def _enter(page, order):
    page.goto(access.link_to(order, at=timezone.now()))


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_withdraws_on_a_phone_without_an_account(visit, shop, script):
    order = _order(email="ruth@guests.example")
    page = visit(width=PHONE, script=script)
    page.goto("/")
    page.get_by_role("link", name="Withdraw from contract here").click()

    page.get_by_label("Your name").fill("Ruth Adebayo")
    page.get_by_label("Order number").fill(order.number.lower())
    page.get_by_label("E-mail address").fill("ruth@guests.example")
    page.get_by_role("button", name="Go on to confirm").click()
    assert Statement.objects.count() == 0
    page.get_by_role("button", name="Confirm withdrawal").click()
    page.get_by_role("heading", name="We have your withdrawal").wait_for()

    made = Statement.objects.get()
    assert (made.outcome, made.order) == ("opened", order)
    assert made.reference in page.get_by_role("main").inner_text()
    # Who only knows number and address is not led to the order from here.
    assert page.get_by_role("link", name="What happens next").count() == 0


def test_a_mistyped_withdrawal_keeps_what_was_typed(visit, shop):
    page = visit(width=PHONE)
    page.goto("/withdrawal/")
    everybody_can_use(page)
    page.get_by_label("Your name").fill("Ruth Adebayo")

    page.get_by_role("button", name="Go on to confirm").click()

    page.get_by_text("Write the order number").first.wait_for()
    assert page.get_by_label("Your name").input_value() == "Ruth Adebayo"
    everybody_can_use(page)


def test_a_claim_with_a_picture_is_for_everybody(visit, shop):
    order = _order(lines=[(make_product(title="Weir mug"), 2)])
    page = visit(width=PHONE)
    _enter(page, order)
    page.goto(f"/orders/{order.number}/claims/new/")
    everybody_can_use(page)
    picture = BytesIO()
    Image.new("RGB", (60, 40), "brown").save(picture, "JPEG")

    page.get_by_label("Weir mug", exact=True).check()
    page.get_by_label("It was broken when it came").check()
    page.get_by_label("In your words").fill("The handle was off.")
    page.get_by_label("Pictures").set_input_files(
        {"name": "handle.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_label("Replacement").check()
    page.get_by_role("button", name="Send it to us").click()
    page.get_by_role("heading", name="We have your message and look into it").wait_for()

    made = Return.objects.get()
    assert (made.kind, made.wish, made.photos.count()) == ("damaged", "replace", 1)
    everybody_can_use(page)


def test_every_stage_of_a_return_is_for_everybody(visit, shop):
    order = _order(lines=[(make_product(title="Weir mug", price="20.00"), 3)])
    now, pk = timezone.now(), order.lines.get().pk
    page = visit()
    _enter(page, order)

    def withdraw():
        operations.state(
            key=uuid.uuid4(), name="Maeve Doyle", contract=order.number, email="m@example.org",
            language="en", order=order, units={pk: 1}, at=now - timedelta(days=3),
        )  # fmt: skip
        return Return.objects.order_by("-pk").first()

    waiting = withdraw()
    page.goto(f"/returns/{waiting.reference}/")
    everybody_can_use(page)
    page.get_by_label("With our label").check()
    page.get_by_role("button", name="Send it this way").click()
    page.get_by_role("link", name="Print it from here").click()
    everybody_can_use(page)

    unpacked = withdraw()
    found = {unpacked.lines.get().pk: Found(1, "used", Decimal("2.00"), "Stained")}
    operations.receive(returned=unpacked, found=found, by=make_staff(), at=now)
    page.goto(f"/returns/{unpacked.reference}/")
    everybody_can_use(page)
    page.get_by_label("Why do you object?").fill("It came like that.")
    page.get_by_role("button", name="I object").click()
    page.get_by_text("You objected on").wait_for()
    page.goto(f"/refunds/{Refund.objects.get().reference}/")
    everybody_can_use(page)

    refused = operations.claim(
        order=order, kind="goodwill", units={pk: 1}, words="Please", key=uuid.uuid4(),
        language="en", at=now - timedelta(hours=5),
    )  # fmt: skip
    operations.refuse(returned=refused, reasons="Used every day.", by=None, at=now)
    page.goto(f"/returns/{refused.reference}/")
    everybody_can_use(page)
    page.goto(f"/orders/{order.number}/")
    everybody_can_use(page)
    page.goto(f"/orders/{order.number}/late-return/")
    everybody_can_use(page)
