from celery import shared_task
from django.core.cache import cache
from django.utils import timezone


@shared_task
def heartbeat(**_from_newer_code: object) -> None:
    """Say that beat and a worker are alive; /health/ listens."""
    cache.set("worker-heartbeat", timezone.now().timestamp(), 60)
