"""The background half of payments; each task makes one call and may run twice or beside itself."""

from celery import shared_task
from django.utils import timezone

from . import operations
from .models import Attempt, ProviderEvent, Refund


@shared_task
def handle_event(*, event_id: int, **_from_newer_code: object) -> None:
    """Handle one post of a provider at once."""
    operations.handle(event=ProviderEvent.objects.get(pk=event_id), at=timezone.now())


@shared_task
def handle_events(**_from_newer_code: object) -> None:
    """Handle posts that their own task did not."""
    operations.handle_waiting(at=timezone.now())


@shared_task
def forget_refused_events(**_from_newer_code: object) -> None:
    """Delete forged posts that are old."""
    operations.forget_refused(at=timezone.now())


@shared_task
def send_refund(*, refund_id: int, **_from_newer_code: object) -> None:
    """Send one refund at once."""
    operations.send_refund(refund=Refund.objects.get(pk=refund_id), at=timezone.now())


@shared_task
def send_refunds(**_from_newer_code: object) -> None:
    """Send refunds that their own task did not, and ask about those not known."""
    operations.send_refunds(at=timezone.now())


@shared_task
def ask(*, attempt_id: int, **_from_newer_code: object) -> None:
    """Ask a provider about one payment now."""
    operations.ask(attempt=Attempt.objects.get(pk=attempt_id), at=timezone.now())


@shared_task
def reconcile(**_from_newer_code: object) -> None:
    """Ask providers about payments that are not decided."""
    operations.reconcile(at=timezone.now())


@shared_task
def expire_intents(**_from_newer_code: object) -> None:
    """End purchases that nobody paid in time."""
    operations.expire_intents(at=timezone.now())


@shared_task
def cancel_unpaid(**_from_newer_code: object) -> None:
    """End orders whose transfer did not come."""
    operations.cancel_unpaid(at=timezone.now())


@shared_task
def keep_confirmations(**_from_newer_code: object) -> None:
    """Mark the promise of a confirmation kept once its mail has gone out."""
    operations.keep_confirmations(at=timezone.now())
