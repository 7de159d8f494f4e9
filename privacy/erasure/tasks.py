from celery import shared_task
from django.utils import timezone

from . import retention


@shared_task
def forget_what_is_over(**_from_newer_code: object) -> None:
    """Forget what has been kept for as long as we say, once a day."""
    retention.forget_what_is_over(at=timezone.now())
