"""What a crash left behind is found and finished here; each may run twice or beside itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.payments import queries
from checkout.payments.models import Attempt
from checkout.payments.providers import base
from storefront.core import sweeps
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from .attempts import ask
from .results import record_result

# The buyer is on the provider's page meanwhile; the return page asks first.
QUIET_FOR = timedelta(seconds=20)


def reconcile(*, at: datetime, quiet_for: timedelta = QUIET_FOR) -> int:
    """
    Ask the providers about every payment that is not decided; return how many are now.

    This repairs a crash between the charge and the order: the attempt was written before the
    money moved, so it is asked about here and its order placed then. One failure stops no other.
    """
    waiting = queries.to_reconcile(at, quiet_for=quiet_for)
    return sweeps.each("payments.reconcile", waiting, lambda attempt: _settle(attempt, at=at))


def _settle(attempt: Attempt, *, at: datetime) -> int:
    if attempt.status == Attempt.Status.PREPARED:
        return 0  # never sent; it ends with its intent
    Attempt.objects.filter(pk=attempt.pk).update(asked_at=at)
    return not ask(attempt=attempt, at=at).is_open


def cancel_unpaid(*, at: datetime) -> int:
    """End orders whose transfer did not come in time; money that comes later goes back."""
    late = queries.transfers_waiting().filter(due_at__lte=at)
    return sweeps.each("payments.unpaid", late, lambda attempt: _end_unpaid(attempt, at=at))


@transaction.atomic  # the payment and its order end together: a kill in between leaves neither
def _end_unpaid(attempt: Attempt, *, at: datetime) -> bool:
    attempt = record_result(attempt=attempt, answer=base.Answer(base.EXPIRED), at=at)
    order = attempt.intent.order
    if attempt.status != Attempt.Status.EXPIRED or not order:
        return False
    if order.status == order.Status.AWAITING_PAYMENT:  # or other money has paid for it
        orders.cancel(order=order, at=at, why=order_queries.UNPAID)
    return True


def keep_confirmations(*, at: datetime) -> int:
    """
    Keep the promise to confirm where the mail has gone out, with the moment at which it did.

    The outbox knows nothing of promises, so this looks from one to the other: only at those of
    which the mail is out, so that dead letters keep no later one waiting.
    """
    sent = Message.objects.filter(
        kind="order_confirmed",
        channel="mail",
        sent_at__isnull=False,
        order_number=OuterRef("order_number"),
    ).order_by("pk")
    told = Promise.objects.filter(
        kind="confirm", status__in=[PromiseStatus.MADE, PromiseStatus.BROKEN]
    ).annotate(
        message=Subquery(sent.values("pk")[:1]), sent_at=Subquery(sent.values("sent_at")[:1])
    )
    return sweeps.each(
        "payments.confirmed",
        told.filter(message__isnull=False),
        lambda promise: promises.keep(
            promise=promise, at=promise.sent_at, evidence={"message": promise.message}
        ),
    )
