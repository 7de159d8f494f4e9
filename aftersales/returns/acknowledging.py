"""The promise to confirm a withdrawal at once: kept when the message has really gone out."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises.models import Promise, Status

from .models import Statement


def keep_sent(*, at: datetime) -> int:
    """Keep the promises of which the confirmation has been sent; return how many. Repeatable."""
    open_ = Promise.objects.filter(
        kind="acknowledge_withdrawal",
        subject_type=ContentType.objects.get_for_model(Statement),
        status__in=[Status.MADE, Status.BROKEN],
    ).order_by("pk")[:200]
    by_key = {f"withdrawal_received:{promise.subject_id}:mail": promise for promise in open_}
    count = 0
    for message in Message.objects.filter(dedupe_key__in=by_key, sent_at__isnull=False):
        kept = promises.keep(
            promise=by_key[message.dedupe_key],
            at=message.sent_at,
            evidence={"message": message.pk},
        )
        count += kept is not None
    return count
