from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.returns import closing, operations
from checkout.payments import operations as payments
from complaints.cases import operations as cases
from tests.aftersales.test_return_goods import TOLD, claim, withdraw
from tests.clock import NOON
from tests.factories import make_order, make_staff

DAY = timedelta(days=1)
# Delivered on Wed 4 March, so the last day to withdraw is Wed 18 March.
OVER = NOON + 17 * DAY


def status_of(order):
    order.refresh_from_db()
    return order.status


@pytest.mark.django_db
def test_an_order_is_completed_when_the_time_to_withdraw_is_over_and_not_before():
    order = make_order(status="delivered")

    assert closing.complete_due(at=NOON + 16 * DAY) == 0
    assert status_of(order) == "delivered"
    assert closing.complete_due(at=OVER) == 1
    assert status_of(order) == "completed"
    assert closing.complete_due(at=OVER) == 0


@pytest.mark.django_db
def test_an_order_of_which_a_return_is_under_way_is_not_completed():
    order = make_order(status="delivered")
    made = withdraw(order)

    assert closing.complete_due(at=OVER) == 0

    operations.receive(returned=made, found={}, at=OVER)
    refund = order.intent.attempts.get().refunds.get()
    payments.send_refund(refund=refund, at=OVER)
    closing.complete_due(at=OVER + DAY)
    refund.refresh_from_db()
    assert (refund.status, status_of(order)) == ("done", "completed")


@pytest.mark.django_db
def test_an_order_of_which_a_claim_or_a_complaint_waits_is_not_completed():
    claimed, complained = make_order(status="delivered"), make_order(status="delivered")
    returned = claim(claimed)
    case = cases.receive(
        about="delivery",
        words="The box was open.",
        email=complained.intent.email,
        language="en",
        country="IE",
        order_number=complained.number,
        at=TOLD,
    )

    assert closing.complete_due(at=OVER) == 0

    operations.refuse(returned=returned, reasons="It is whole.", by=make_staff(), at=TOLD)
    cases.answer(complaint=case, words="We are sorry.", cause="box", by=make_staff(), at=TOLD)
    assert closing.complete_due(at=OVER) == 2


@pytest.mark.django_db
def test_an_order_that_nobody_has_paid_for_is_not_completed():
    order = make_order(paid=False, status="delivered")

    assert closing.complete_due(at=OVER) == 0

    attempt = order.intent.attempts.get()
    payments.record_receipt(
        attempt=attempt,
        amount=Decimal(attempt.amount),
        currency="EUR",
        reference="CASH-1",
        by=None,
        at=OVER,
    )
    assert closing.complete_due(at=OVER + DAY) == 1


@pytest.mark.django_db
def test_a_fault_of_a_completed_order_is_still_put_right():
    order = make_order(status="delivered")
    closing.complete_due(at=OVER)
    order.refresh_from_db()

    assert claim(order, at=OVER + 300 * DAY).status == "open"
