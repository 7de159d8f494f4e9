from celery import shared_task
from django.utils import timezone

from . import erasing


@shared_task
def forget_old_baskets(**_from_newer_code: object) -> None:
    erasing.old_baskets(at=timezone.now())
