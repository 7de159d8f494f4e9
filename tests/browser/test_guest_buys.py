"""A guest buys on a phone, with and without a script, in both languages."""

import pytest
from django.core import mail
from oscar.core.loading import get_model

from checkout.payments.testbank.models import Payment

from . import buying
from .conftest import PHONE

Order = get_model("order", "Order")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_guest_buys_on_a_phone(visit, shop, script):
    page = visit(width=PHONE, script=script)

    buying.find(page)
    buying.put_in_basket(page)
    buying.go_to_review(page)
    number = buying.place(page)

    order = Order.objects.get(number=number)
    assert order.status == "paid"
    assert Payment.objects.get().status == "charged"
    assert [letter.to for letter in mail.outbox] == [["maeve@doyle.example"]]
    page.get_by_role("link", name="See the order").click()
    assert number in page.get_by_role("main").inner_text()
