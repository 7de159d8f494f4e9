from celery import shared_task
from django.utils import timezone

from . import inbox, operations
from .models import Shipment


@shared_task
def book(*, shipment_id: int, **_from_newer_code: object) -> None:
    shipment = Shipment.objects.select_related("order__intent").filter(pk=shipment_id).first()
    if shipment is None:
        return  # taken back in the meantime: it was handed over by mistake
    operations.book(shipment=shipment, at=timezone.now())


@shared_task
def book_waiting(**_from_newer_code: object) -> None:
    operations.book_waiting(at=timezone.now())


@shared_task
def forget_refused_posts(**_from_newer_code: object) -> None:
    inbox.forget_refused(at=timezone.now())
