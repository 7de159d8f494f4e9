"""The promise to confirm a withdrawal at once: kept when the message has really gone out."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from storefront.core import sweeps
from storefront.notices.models import Message
from storefront.promises import operations as promises
from storefront.promises.models import Promise, Status

from .models import Statement


def keep_sent(*, at: datetime) -> int:
    """
    Keep the promises of which the confirmation has been sent; return how many. Repeatable.

    Looks only at those of which it has, so that dead letters keep no later one waiting.
    """
    open_ = Promise.objects.filter(
        kind="acknowledge_withdrawal",
        subject_type=ContentType.objects.get_for_model(Statement),
        status__in=[Status.MADE, Status.BROKEN],
    )
    key = Concat(
        Value("withdrawal_received:"),
        Cast(OuterRef("subject_id"), CharField()),
        Value(":mail"),
        output_field=CharField(),
    )
    sent = Message.objects.filter(dedupe_key=key, sent_at__isnull=False)
    told = open_.annotate(
        message=Subquery(sent.values("pk")), sent_at=Subquery(sent.values("sent_at"))
    ).filter(message__isnull=False)
    return sweeps.each(
        "returns.acknowledged",
        told,
        lambda promise: promises.keep(
            promise=promise, at=promise.sent_at, evidence={"message": promise.message}
        ),
    )
