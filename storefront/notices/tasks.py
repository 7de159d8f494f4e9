from celery import shared_task
from django.utils import timezone


@shared_task
def send(*, message_id: int, **_from_newer_code: object) -> None:
    from . import operations  # operations queue this task, so the import cannot stand above

    operations.send(message_id=message_id, at=timezone.now())


@shared_task
def send_due(**_from_newer_code: object) -> None:
    from . import operations

    operations.send_due(at=timezone.now())
