from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task
def break_overdue(**_from_newer_code: object) -> None:
    operations.break_overdue(at=timezone.now())
