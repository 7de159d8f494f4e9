"""Money that a person sends back: recorded when it is sent, and sent by no machine as well."""

from decimal import Decimal
from unittest import mock

import pytest

from checkout.payments import operations
from checkout.payments.models import Intent, Refund
from checkout.payments.providers import registry
from checkout.payments.providers.base import Answer, RefundAnswer
from tests.clock import NOON
from tests.factories import make_attempt, make_intent, make_order, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def owe(order):
    return operations.refund(
        order=order, amount=Decimal("5.00"), reason="goodwill", key="k", at=NOON
    )


def pay_out(refund):
    return operations.record_payout(refund=refund, reference="HAND-1", by=make_staff(), at=NOON)


def paid_by_transfer():
    order = make_order(paid=False, status="awaiting_payment")
    attempt = order.intent.attempts.get()
    operations.record_receipt(
        attempt=attempt,
        amount=attempt.amount,
        currency="EUR",
        reference="STMT-1",
        by=make_staff(),
        at=NOON,
    )
    return order


def test_a_refund_that_a_bank_is_giving_back_cannot_be_paid_out_by_hand_as_well():
    refund = owe(make_order())
    provider = registry.get("test_bank")
    give_back = provider.refund

    def staff_press_meanwhile(**asked):
        with pytest.raises(operations.WithTheBank):
            pay_out(refund)
        return give_back(**asked)

    with mock.patch.object(provider, "refund", staff_press_meanwhile):
        operations.send_refund(refund=refund, at=NOON)

    refund.refresh_from_db()
    assert refund.status == "done"
    assert refund.bank_reference.startswith("TBR-")


def test_a_refund_that_is_about_to_be_sent_cannot_be_paid_out_by_hand():
    refund = owe(make_order())

    with pytest.raises(operations.WithTheBank):
        pay_out(refund)

    refund.refresh_from_db()
    assert (refund.status, refund.attempts.count()) == ("owed", 0)


def test_a_refund_that_a_bank_has_refused_is_paid_out_by_hand_and_not_tried_again():
    refund = owe(make_order())
    provider = registry.get("test_bank")
    with mock.patch.object(provider, "refund", return_value=RefundAnswer("failed", "", "closed")):
        operations.send_refund(refund=refund, at=NOON)

    pay_out(refund)
    operations.send_refund(refund=refund, at=NOON)

    refund.refresh_from_db()
    assert (refund.status, refund.bank_reference) == ("done", "HAND-1")
    assert [each.outcome for each in refund.attempts.order_by("n")] == ["failed", "done"]


def test_a_refund_of_a_transfer_is_owed_until_somebody_has_sent_it():
    refund = owe(paid_by_transfer())

    operations.send_refund(refund=refund, at=NOON)
    operations.send_refunds(at=NOON)

    refund.refresh_from_db()
    assert (refund.status, refund.attempts.count()) == ("owed", 0)
    pay_out(refund)
    refund.refresh_from_db()
    assert (refund.status, refund.bank_reference) == ("done", "HAND-1")


def test_a_purchase_that_cost_nothing_and_cannot_be_had_owes_nothing_back():
    intent = make_intent(method="nothing")
    Intent.objects.filter(pk=intent.pk).update(total=0)
    attempt = make_attempt(intent=intent, method="nothing")
    Intent.objects.filter(pk=intent.pk).update(status="abandoned")

    answer = Answer("charged", "nothing-1", Decimal("0.00"), "EUR")
    operations.record_result(attempt=attempt, answer=answer, at=NOON)

    attempt.refresh_from_db()
    assert attempt.status == "charged"
    assert not Refund.objects.exists()
