"""Posts of carriers: believed only when signed, written down when they cannot be believed."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from storefront.core import limits
from storefront.core.refusal import Refusal

from . import numbering, operations, queries
from .carriers import base, registry
from .models import RefusedPost

log = logging.getLogger("candour.parcels")

KEPT = 4000
# Forged posts beyond this many are counted by Redis only, so that nobody fills our tables.
REFUSED_PER_HOUR = 200


KEEP_REFUSED_FOR = timedelta(days=90)


class PostRefused(Refusal):
    """A post that did not count; `status` is what its sender is answered."""

    def __init__(self, why: str, *, status: int) -> None:
        self.status = status
        super().__init__(why)


def receive(
    *, carrier: str, headers: Mapping[str, str], body: bytes, address: str, at: datetime
) -> int:
    """
    Write down what a carrier reports; return how many reports the post held.

    Each report stands in its own transaction, so a post that is sent again goes on where it failed.
    A parcel that we do not know may have overtaken our own booking: the carrier is asked to repeat.

    :raises PostRefused: if it was forged, is old, cannot be read, or tells of what cannot be
    """
    try:
        reports = registry.get(carrier).read_post(headers=headers, body=body, at=at)
    except base.ForgedPost as forged:
        raise _refuse(carrier, str(forged), body, address, at, status=403) from forged
    except base.UnreadablePost as problem:
        raise _refuse(
            carrier, str(problem), body, address, at, status=422, signed=True
        ) from problem
    problems = [
        (status, why) for report in reports for status, why in _take(carrier, report, at=at)
    ]
    if problems:
        status, why = problems[0]
        raise _refuse(carrier, why, body, address, at, status=status, signed=True)
    return len(reports)


def _take(carrier: str, report: base.Report, *, at: datetime) -> list[tuple[int, str]]:
    shipment = queries.by_number(carrier=carrier, number=report.number)
    if shipment is None:
        return [(404, f"we have no parcel {report.number}")]
    try:
        operations.record_checkpoint(
            shipment=shipment,
            event_id=report.event_id,
            kind=report.kind,
            happened_at=report.happened_at,
            at=at,
            reason=report.reason,
            place=report.place,
            words=report.words,
            received_by=report.received_by,
            expected_at=report.expected_at,
        )
    except (operations.NotPossible, numbering.WasTakenBack) as refusal:
        return [(422, str(refusal))]
    return []


def _refuse(
    carrier: str,
    why: str,
    body: bytes,
    address: str,
    at: datetime,
    *,
    status: int,
    signed: bool = False,
) -> PostRefused:
    log.warning("A post in the name of %s from %s was refused: %s", carrier, address, why)
    try:
        limits.check("refused-carrier-post", address, limit=REFUSED_PER_HOUR, per=3600)
    except limits.TooMany:
        return PostRefused(why, status=429)
    kept = body[:KEPT].decode("utf-8", "replace").replace("\0", "")
    known = {"carrier": carrier, "why": why[:200], "body": kept, "seen_at": None}
    if not RefusedPost.objects.filter(**known).exists():
        RefusedPost.objects.create(**known, signed=signed, address=address[:64], received_at=at)
    return PostRefused(why, status=status)


def forget_refused(*, at: datetime) -> int:
    """Delete refused posts that nobody will ask about any more; return how many."""
    return RefusedPost.objects.filter(received_at__lt=at - KEEP_REFUSED_FOR).delete()[0]
