from celery import shared_task
from django.utils import timezone


@shared_task
def tell_members(**_from_newer_code: object) -> None:
    from . import operations  # operations queue this task, so the import cannot stand above

    operations.tell_members(at=timezone.now())
