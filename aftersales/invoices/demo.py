"""The invoices of what Fernhill has sent so far, and the credit notes of what it gave back."""

from datetime import datetime, timedelta

from django.utils import translation

from . import operations, queries

MINUTE = timedelta(minutes=1)


def demo(at: datetime) -> None:
    """Write each document a minute after what it tells of, in the order in which that happened."""
    due = [(queries.left_at(order) or at, 0, order) for order in queries.to_invoice()]
    for left_at, _kind, order in sorted(due, key=lambda each: (each[0], each[2].pk)):
        with translation.override(order.intent.language):
            operations.issue_invoice(order=order, at=min(at, left_at + MINUTE))
    for refund in queries.to_credit().select_related("order").order_by("asked_at", "pk"):
        operations.issue_credit_note(refund=refund, at=min(at, refund.asked_at + MINUTE))
