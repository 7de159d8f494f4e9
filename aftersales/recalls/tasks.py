from celery import shared_task
from django.utils import timezone

from . import operations
from .models import Recall


@shared_task
def carry_out(*, recall_id: int, **_from_newer_code: object) -> None:
    operations.carry_out(recall=Recall.objects.get(pk=recall_id), at=timezone.now())


@shared_task
def carry_out_all(**_from_newer_code: object) -> None:
    operations.carry_out_all(at=timezone.now())


@shared_task
def tell_again(**_from_newer_code: object) -> None:
    operations.tell_again(at=timezone.now())


@shared_task
def follow_letters(**_from_newer_code: object) -> None:
    operations.follow_letters(at=timezone.now())
