from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task
def work_out_extras(**_from_newer_code: object) -> None:
    operations.work_out_extras(at=timezone.now())
