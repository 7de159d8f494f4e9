"""The sweeps of money: whatever stands first in line, all that is due gets done."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest

from checkout.payments import operations
from checkout.payments.models import ProviderEvent, Refund, RefundAttempt
from checkout.payments.providers import registry
from storefront.core import sweeps
from storefront.notices.models import Message
from storefront.promises.models import Promise
from tests.clock import NOON
from tests.factories import make_order

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(sweeps, "PAGE", 2)


def owe(order, key):
    return operations.refund(
        order=order, amount=Decimal("5.00"), reason="goodwill", key=key, at=NOON
    )


def test_a_worker_killed_while_it_ends_an_unpaid_order_leaves_it_to_the_next_one():
    order = make_order(paid=False, status="awaiting_payment")
    late = NOON + 30 * DAY
    with mock.patch("checkout.order.operations.cancel", side_effect=RuntimeError("killed")):
        operations.cancel_unpaid(at=late)
    attempt = order.intent.attempts.get()
    assert attempt.status == "pending"

    assert operations.cancel_unpaid(at=late + MINUTE) == 1

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.status, attempt.status) == ("cancelled", "expired")
    assert order.lines.get().stockrecord.num_allocated == 0


def test_an_unpaid_order_that_cannot_be_ended_keeps_no_other_from_ending():
    first, second = [make_order(paid=False, status="awaiting_payment") for _each in range(2)]
    cancel = operations.sweeps.orders.cancel

    def not_the_first(*, order, **facts):
        if order == first:
            raise RuntimeError("a listener fails")
        return cancel(order=order, **facts)

    with mock.patch("checkout.order.operations.cancel", not_the_first):
        assert operations.cancel_unpaid(at=NOON + 30 * DAY) == 1

    second.refresh_from_db()
    assert second.status == "cancelled"


def test_a_refund_at_which_its_provider_fails_keeps_no_other_from_being_sent():
    first, second = owe(make_order(), "k1"), owe(make_order(), "k2")
    provider = registry.get("test_bank")
    give_back = provider.refund

    def fails_for_the_first(**asked):
        if asked["payment_key"] == str(first.attempt.key):
            raise ValueError("InvalidRequestError")
        return give_back(**asked)

    with mock.patch.object(provider, "refund", fails_for_the_first):
        assert operations.send_refunds(at=NOON + MINUTE) == 1

    second.refresh_from_db()
    assert second.status == "done"


def test_refunds_that_a_bank_refuses_for_good_keep_no_other_from_being_sent():
    refunds = [owe(make_order(), f"k{n}") for n in range(3)]
    for given_up in refunds[:2]:
        Refund.objects.filter(pk=given_up.pk).update(status="failed")
        for n in range(1, 6):
            RefundAttempt.objects.create(
                refund=given_up, n=n, outcome="failed", made_at=NOON, ended_at=NOON
            )

    assert operations.send_refunds(at=NOON + DAY) == 1

    assert [refund.status for refund in Refund.objects.order_by("pk")] == [
        "failed",
        "failed",
        "done",
    ]


def test_confirmations_that_never_arrive_keep_no_other_from_counting_as_sent():
    orders = [make_order() for _each in range(3)]
    mails = Message.objects.filter(channel="mail", kind="order_confirmed")
    mails.filter(order_number__in=[each.number for each in orders[:2]]).update(status="dead")
    mails.filter(order_number=orders[2].number).update(status="sent", sent_at=NOON + MINUTE)

    assert operations.keep_confirmations(at=NOON + 2 * MINUTE) == 1

    statuses = dict(Promise.objects.filter(kind="confirm").values_list("order_number", "status"))
    assert [statuses[each.number] for each in orders] == ["made", "made", "kept"]
    kept = Promise.objects.get(order_number=orders[2].number, kind="confirm")
    assert kept.ended_at == NOON + MINUTE
    assert kept.evidence == {"message": mails.get(order_number=orders[2].number).pk}


def test_a_post_that_cannot_be_handled_is_given_up_and_stays_in_sight():
    ProviderEvent.objects.create(
        provider="test_bank", event_id="e1", payload={"broken": 1}, received_at=NOON
    )

    for turn in range(12):
        operations.handle_waiting(at=NOON + turn * MINUTE)

    event = ProviderEvent.objects.get()
    assert event.tries == 10
    assert "KeyError" in event.problem
    assert operations.inbox.queries.events_to_handle().count() == 1
