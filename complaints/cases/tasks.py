from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task
def keep_informed(**_from_newer_code: object) -> int:
    """Tell whoever waits for our answer how it stands, every five working days."""
    return operations.keep_informed(at=timezone.now())
