from celery import shared_task
from django.utils import timezone

from . import acknowledging, closing, operations


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
