from celery import shared_task
from django.utils import timezone

from . import operations, sending
from .models import Setback


@shared_task
def pass_on(*, setback_id: int, **_from_newer_code: object) -> None:
    rows = Setback.objects.select_related("shipment__order__intent")
    sending.pass_on(setback=rows.get(pk=setback_id), at=timezone.now())


@shared_task
def pass_on_waiting(**_from_newer_code: object) -> None:
    sending.pass_on_waiting(at=timezone.now())


@shared_task
def let_time_decide(**_from_newer_code: object) -> None:
    operations.let_time_decide_all(at=timezone.now())
