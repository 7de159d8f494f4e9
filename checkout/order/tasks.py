from celery import shared_task
from django.utils import timezone

from . import popularity


@shared_task
def count_popularity(**_from_newer_code: object) -> int:
    return popularity.count_anew(at=timezone.now())
