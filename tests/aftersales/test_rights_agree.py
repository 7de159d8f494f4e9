"""A page and the operation behind it cannot disagree: both are driven side by side."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from aftersales.changes import operations as changes
from aftersales.returns import operations as returns
from aftersales.rights import queries as rights
from aftersales.tracking import ending
from checkout.order.models import Order
from storefront.core.refusal import Refusal
from tests.clock import NOON
from tests.factories import make_order

DAY = timedelta(days=1)
MOMENTS = {
    "at once": NOON + timedelta(hours=1),
    "when it is late": NOON + 5 * DAY,
    "on the last day": NOON + 16 * DAY,
    "after the last day": NOON + 17 * DAY,
    "years later": NOON + 3 * 365 * DAY,
}


def _withdraw(order, at):
    said = returns.state(
        key=uuid.uuid4(),
        name="Maeve Doyle",
        contract=order.number,
        email=order.intent.email,
        language="en",
        order=order,
        at=at,
    )
    return said.outcome == "opened"


def _claim(order, at):
    return returns.claim(
        order=order,
        kind="faulty",
        units={line.pk: line.quantity for line in order.lines.all()},
        words="The handle came off.",
        key=uuid.uuid4(),
        language="en",
        at=at,
    )


def _cancel(order, at):
    # Asked again it finds the first cancellation, which is no new right.
    return order.status != "cancelled" and changes.cancel_order(order=order, at=at)


OPERATIONS = {
    "withdraw": _withdraw,
    "cancel": _cancel,
    "late": lambda order, at: ending.end_what_has_not_come(order=order, at=at),
    "faulty": _claim,
}


def permitted(operation, order, at):
    """Say whether an operation goes through, and undo it."""
    with transaction.atomic():
        try:
            return bool(operation(Order.objects.get(pk=order.pk), at))
        except Refusal:
            return False
        finally:
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("status", ["paid", "packed", "dispatched", "delivered", "cancelled"])
def test_what_the_page_offers_is_what_the_operation_permits(status, moment):
    order, at = make_order(status=status), MOMENTS[moment]

    offered = {key: rights.right_of(order, key, at) for key in OPERATIONS}
    shown = {key: bool(right and right.open) for key, right in offered.items()}

    assert shown == {key: permitted(do, order, at) for key, do in OPERATIONS.items()}
