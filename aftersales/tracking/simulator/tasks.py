"""The simulated carrier's postman: over real HTTP, to the shop's public door, signed."""

import json
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from aftersales.tracking.carriers import simulator

from . import depot
from .models import Scan

BATCH = 40
TRIES = 12


@shared_task
def report_due(**_from_newer_code: object) -> None:
    """Report whatever has happened and was not reported yet."""
    report(at=timezone.now())


def report(*, at: datetime) -> int:
    """Post each scan that is due, the oldest first; return how many the shop took."""
    due = Scan.objects.filter(sent_at=None, next_at__lte=at, tries__lt=TRIES)
    return sum(_post(scan, at=at) for scan in list(due.order_by("next_at", "pk")[:BATCH]))


def _post(scan: Scan, *, at: datetime) -> bool:
    import httpx  # heavy, and seldom needed by the web

    # Claimed first, so that two postmen do not carry the same letter; if they do, it counts once.
    claimed = Scan.objects.filter(pk=scan.pk, tries=scan.tries, sent_at=None).update(
        tries=scan.tries + 1, next_at=at + timedelta(seconds=5) * 2**scan.tries
    )
    if not claimed:
        return False
    body = json.dumps(depot.content_of(scan))
    try:
        answer = httpx.post(
            f"{settings.CANDOUR_ORIGIN.rstrip('/')}/carriers/simulator/checkpoints/",
            content=body,
            headers=simulator.sign(post_id=scan.event_id, body=body, at=timezone.now()),
            timeout=5,
        )
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        Scan.objects.filter(pk=scan.pk).update(problem=str(problem)[:200])
        return False
    Scan.objects.filter(pk=scan.pk).update(sent_at=at, problem="")
    return True
