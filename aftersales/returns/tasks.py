from celery import shared_task
from django.utils import timezone

from . import acknowledging, closing, operations, queries


@shared_task
def settle_due(**_from_newer_code: object) -> None:
    operations.settle_due(at=timezone.now())


@shared_task
def keep_acknowledgements(**_from_newer_code: object) -> None:
    acknowledging.keep_sent(at=timezone.now())


@shared_task
def complete_orders(**_from_newer_code: object) -> None:
    """Complete the orders about which nothing is left to do."""
    closing.complete_due(at=timezone.now())


@shared_task
def make_label(*, return_id: int, **_from_newer_code: object) -> None:
    operations.make_label(returned=queries.full().get(pk=return_id), at=timezone.now())


@shared_task
def make_labels(**_from_newer_code: object) -> None:
    operations.make_labels(at=timezone.now())
