"""What a crash left behind is found and finished here; each may run twice or beside itself."""

import logging
from datetime import datetime, timedelta

from checkout.order import operations as orders
from checkout.payments import queries
from checkout.payments.models import Attempt
from checkout.payments.providers import base
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from .attempts import ask
from .results import record_result

log = logging.getLogger("candour.payments")

# The buyer is on the provider's page meanwhile; the return page asks first.
QUIET_FOR = timedelta(seconds=20)
BATCH = 50


def reconcile(*, at: datetime, quiet_for: timedelta = QUIET_FOR) -> int:
    """
    Ask the providers about every payment that is not decided; return how many are now.

    This repairs a crash between the charge and the order: the attempt was written before the
    money moved, so it is asked about here and its order placed then. One failure stops no other.
    """
    settled = 0
    for attempt in list(queries.to_reconcile(at, quiet_for=quiet_for)[:BATCH]):
        try:
            settled += _settle(attempt, at=at)
        except Exception:
            log.exception("Attempt %s could not be reconciled", attempt.key)
    return settled


def _settle(attempt: Attempt, *, at: datetime) -> int:
    if attempt.status == Attempt.Status.PREPARED:
        return 0  # never sent; it ends with its intent
    # Those asked longest ago come first, so that no one payment keeps others waiting.
    Attempt.objects.filter(pk=attempt.pk).update(asked_at=at)
    return not ask(attempt=attempt, at=at).is_open


def cancel_unpaid(*, at: datetime) -> int:
    """End orders whose transfer did not come in time; money that comes later goes back."""
    count = 0
    for attempt in queries.transfers_waiting().filter(due_at__lte=at).order_by("pk")[:BATCH]:
        attempt = record_result(attempt=attempt, answer=base.Answer(base.EXPIRED), at=at)
        if attempt.status == Attempt.Status.EXPIRED and attempt.intent.order:
            orders.cancel(order=attempt.intent.order, at=at, why="not paid in time")
            count += 1
    return count


def keep_confirmations(*, at: datetime) -> int:
    """
    Keep the promise to confirm where the mail has gone out, with the moment at which it did.

    The outbox knows nothing of promises, so this looks from one to the other.
    """
    open_ones = Promise.objects.filter(
        kind="confirm", status__in=[PromiseStatus.MADE, PromiseStatus.BROKEN]
    ).order_by("pk")[:BATCH]
    sent = {
        message.order_number: message
        for message in Message.objects.filter(
            kind="order_confirmed",
            channel="mail",
            sent_at__isnull=False,
            order_number__in=[promise.order_number for promise in open_ones],
        )
    }
    kept = 0
    for promise in open_ones:
        if message := sent.get(promise.order_number):
            evidence = {"message": message.pk}
            kept += (
                promises.keep(promise=promise, at=message.sent_at, evidence=evidence) is not None
            )
    return kept
