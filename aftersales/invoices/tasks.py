from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from checkout.order.models import Order
from checkout.payments.models import Refund

from . import operations, queries


@shared_task
def issue_invoice(*, order_id: int, **_from_newer_code: object) -> None:
    order = Order.objects.get(pk=order_id)
    if queries.left_at(order):  # it may be here again by now
        operations.issue_invoice(order=order, at=timezone.now())


@shared_task
def take_back_invoice(*, order_id: int, **_from_newer_code: object) -> None:
    operations.take_back_invoice(order=Order.objects.get(pk=order_id), at=timezone.now())


@shared_task
def issue_credit_note(*, refund_id: int, **_from_newer_code: object) -> None:
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    if refund.order and queries.left_at(refund.order):
        operations.issue_credit_note(refund=refund, at=timezone.now())


@shared_task
def issue_due(**_from_newer_code: object) -> None:
    operations.issue_due(at=timezone.now())


def when_dispatched(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Have the invoice written once the order is seen to have left; see `apps.py`."""
    issue_invoice.delay_on_commit(order_id=order.pk)


def when_undispatched(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Have the invoice taken back of an order that had not left after all; see `apps.py`."""
    take_back_invoice.delay_on_commit(order_id=order.pk)


def when_refund_is_owed(*, order: Any, by: Any, at: datetime, refund: Any, **_facts: Any) -> None:
    """Have a credit note written for what is owed back; see `apps.py`."""
    issue_credit_note.delay_on_commit(refund_id=refund.pk)
