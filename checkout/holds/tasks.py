from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task
def expire_due(**_from_newer_code: object) -> None:
    operations.expire_due(at=timezone.now())
