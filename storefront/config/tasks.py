from celery import shared_task
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from django.utils import timezone


@shared_task
def heartbeat(**_from_newer_code: object) -> None:
    """Say that beat and a worker are alive; /health/ listens."""
    cache.set("worker-heartbeat", timezone.now().timestamp(), 60)


@shared_task
def forget_sessions(**_from_newer_code: object) -> None:
    """Delete the sessions that have run out, with what they let a guest see."""
    SessionStore.clear_expired()
