"""Rows are found by what a caller can say: a name, an address, a number however it is typed."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.invoices import operations as invoices
from aftersales.returns.models import Return, ReturnParcel
from checkout.order import operations as orders
from checkout.payments import operations as payments
from complaints.cases import operations as cases
from storefront.accounts import demo as accounts
from storefront.questions import operations as questions
from tests.factories import make_order, make_product, make_staff

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(client, settings):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(make_staff())
    return client


@pytest.fixture
def order():
    """An order of Sinéad's that has left, among others."""
    at = timezone.now() - 3 * HOUR
    make_order(at=at, status="dispatched")
    made = make_order(
        at=at, status="dispatched", email="sinead@kavanagh.example", method="card",
        lines=[(make_product(title="Rye mug", at=at), 2)],
    )  # fmt: skip
    address = made.shipping_address
    address.first_name, address.last_name = "Sinéad", "Kavanagh"
    address.phone_number = "+353861112223"
    address.save()
    return made


def found(desk, name, said):
    listed = desk.get(reverse(f"admin:{name}_changelist"), {"q": said})
    assert listed.status_code == 200
    return list(listed.context["cl"].result_list)


def bare(reference):
    return reference.replace("-", "").lower()


@pytest.mark.parametrize(
    "said",
    [
        "sinead@kavanagh.example",
        "Sinéad Kavanagh",
        "086 111 2223",
        "+353 (86) 111-2223",
        "00353861112223",
        "Rye mug",
    ],
)
def test_an_order_is_found_by_what_its_buyer_says(desk, order, said):
    assert found(desk, "order_order", said) == [order]


def test_orders_are_listed_with_the_name_and_how_many_pieces(desk, order):
    [row] = found(desk, "order_order", "Kavanagh")

    assert row.ordered == 2
    page = desk.get(reverse("admin:order_order_changelist"), {"q": "Kavanagh"}).content.decode()
    assert "Sinéad Kavanagh" in page


def test_invoices_refunds_returns_and_complaints_are_found_by_person_and_by_number(desk, order):
    at = timezone.now()
    invoice = invoices.issue_invoice(order=order, at=at)
    refund = payments.refund(
        order=order, amount=Decimal("2.00"), reason="goodwill", key="g:1", at=at
    )
    returned = Return.objects.create(
        order=order, kind="faulty", told_at=at, language="en", key=uuid.uuid4()
    )
    ReturnParcel.objects.create(of=returned)
    said = cases.receive(
        about="delivery", words="Late", email="sinead@kavanagh.example", language="en",
        country="IE", order_number=order.number, at=at,
    )  # fmt: skip

    for name, row, reference in (
        ("invoices_taxdocument", invoice, order.number),
        ("payments_refund", refund, refund.reference),
        ("returns_return", returned, returned.reference),
        ("cases_complaint", said, said.reference),
    ):
        for words in ("sinead@kavanagh.example", "Sinéad Kavanagh", reference, bare(reference)):
            assert found(desk, name, words) == [row], (name, words)
        assert found(desk, name, "nobody@example.org") == []


def test_a_question_is_found_by_the_product_that_it_is_about(desk):
    at = timezone.now()
    mug = make_product(title="Rye mug", at=at)
    asked = questions.ask(product=mug, text="Is it safe in a dishwasher?", language="en", at=at)

    assert found(desk, "questions_question", "rye mug") == [asked]
    assert found(desk, "questions_question", "bowl") == []


def test_who_may_not_see_money_finds_none(client, settings, order):
    settings.CANDOUR_STAFF_NEEDS_SECOND_FACTOR = False
    packer = make_staff(superuser=False)
    packer.groups.add(accounts.role("packer"))
    client.force_login(packer)

    assert found(client, "order_order", "Kavanagh") == [order]
    for name in ("payments_refund", "payments_attempt", "invoices_taxdocument"):
        answer = client.get(reverse(f"admin:{name}_changelist"), {"q": "Kavanagh"})
        assert answer.status_code == 403, name


def test_staff_read_statuses_in_their_own_words(desk):
    at = timezone.now()
    waiting = make_order(at=at, paid=False, status="awaiting_payment")
    orders.cancel(order=make_order(at=at), at=at, why="x")

    listed = desk.get(reverse("admin:order_order_changelist")).content.decode()
    promised = desk.get(reverse("admin:promises_promise_changelist")).content.decode()
    shown = desk.get(reverse("admin:order_order_change", args=[waiting.pk])).content.decode()

    for page in (listed, shown):
        assert "Waits for its transfer" in page
        assert "Waiting for your transfer" not in page
    assert "Send you the confirmation" not in promised + shown
    assert "the buyer" in shown
