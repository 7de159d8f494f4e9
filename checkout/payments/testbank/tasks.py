"""The bank's postman: over real HTTP, to the shop's public door, signed."""

import json
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .models import Callback

TRIES = 8


@shared_task
def post_callback(*, callback_id: int, **_from_newer_code: object) -> None:
    """Post one callback that is due."""
    _post(callback_id, at=timezone.now())


@shared_task
def post_due(**_from_newer_code: object) -> None:
    """Post whatever is due and was not posted by its own task."""
    now = timezone.now()
    due = Callback.objects.filter(sent_at=None, due_at__lte=now, tries__lt=TRIES)
    for pk in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:50]):
        _post(pk, at=now)


def _post(pk: int, *, at: datetime) -> None:
    import httpx  # heavy, and seldom needed by the web

    from checkout.payments.providers import test_bank

    post = Callback.objects.filter(pk=pk, sent_at=None).first()
    if post is None:
        return
    body = json.dumps(post.body)
    post.tries += 1
    try:
        answer = httpx.post(
            f"{settings.CANDOUR_ORIGIN.rstrip('/')}/webhooks/payments/test_bank/",
            content=body,
            headers=test_bank.sign(event_id=post.event_id, body=body, at=timezone.now()),
            timeout=5,
        )
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        post.problem = str(problem)[:200]
    else:
        post.sent_at, post.problem = at, ""
    post.save(update_fields=["tries", "problem", "sent_at"])
