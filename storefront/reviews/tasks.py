from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task
def publish_due(**_from_newer_code: object) -> int:
    """Show reviews whose time has come."""
    return operations.publish_due(at=timezone.now())


@shared_task
def forget_drafts(**_from_newer_code: object) -> int:
    """Delete drafts that nobody sent."""
    return operations.forget_drafts(at=timezone.now())
