from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest

from aftersales.returns.models import Return
from checkout.order import access
from checkout.payments.models import Refund
from storefront.core import references
from storefront.promises.models import Promise, Status

from .models import LateExtra


def refund_for(request: HttpRequest, reference: str) -> Refund:
    """
    Return a refund that this visitor may see, as one may see its order.

    :raises Http404: for a stranger's refund as for one that does not exist
    """
    found = full().filter(reference=references.tidy(reference)).first()
    if found is None or found.order is None or not access.may_see(request, found.order):
        raise Http404
    return found


def full() -> QuerySet[Refund]:
    return Refund.objects.select_related(
        "order__intent", "order__agreement", "attempt__intent", "late_extra", "paid_return"
    )


def late_and_done() -> QuerySet[Refund]:
    """Return refunds that were given back after their day and have no extra worked out yet."""
    done = full().filter(status=Refund.Status.DONE, late_extra=None, order__isnull=False)
    late = done.filter(done_at__gt=F("due_at"))
    ordered_late = Promise.objects.filter(
        kind="return_refund",
        subject_type=ContentType.objects.get_for_model(Return),
        status__in=[Status.BROKEN, Status.KEPT_LATE],
    ).values("subject_id")
    return (late | done.filter(paid_return__in=ordered_late)).order_by("pk").distinct()


def extras_owed() -> QuerySet[LateExtra]:
    return LateExtra.objects.filter(paid_at=None).order_by("worked_out_at")


def due_by(at: datetime) -> QuerySet[Any]:
    """Return refunds that are not done and due by a moment, the longest overdue first."""
    return (
        Refund.objects.exclude(status=Refund.Status.DONE).filter(due_at__lte=at).order_by("due_at")
    )
