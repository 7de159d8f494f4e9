import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, Sum
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.returns.models import Return
from checkout.order import access
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.core import money, references
from storefront.promises.models import Promise, Status

from .models import Goodwill, GoodwillProposal, LateExtra

# What one person gives back of an order of their own accord, in its currency; above, two decide.
MOST_ALONE = Decimal("50.00")


def may_give_alone(order: Any, amount: Decimal) -> bool:
    """Say whether one person may give this, with what was given for the order before."""
    return bool(given_before(order) + amount <= MOST_ALONE)


def given_before(order: Any) -> Decimal:
    """Return what was given back of an order of our own accord so far, in its currency."""
    sums = Goodwill.objects.filter(order=order).aggregate(sum=Sum("amount", default=money.ZERO))
    return Decimal(sums["sum"])


def pressed(key: uuid.UUID) -> Goodwill | GoodwillProposal | None:
    """Return what one press of the button gave or proposed, None for a first press."""
    rows = (Goodwill.objects.filter(key=key), GoodwillProposal.objects.filter(key=key))
    return rows[0].first() or rows[1].first()


def locked_proposal(proposal: Any) -> GoodwillProposal:
    """Return a proposal as it stands, locked; the order is locked first."""
    rows = GoodwillProposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("goodwill").get(pk=proposal.pk)


def proposed() -> QuerySet[GoodwillProposal]:
    """Return goodwill that waits for a second person, the oldest first."""
    return GoodwillProposal.objects.filter(decided_at=None).order_by("proposed_at", "pk")


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name what staff can give back of an order, what waits for a colleague, and what is gone."""
    left = payments.refundable(order)
    links = [
        (
            _("%(sum)s of goodwill waits for a second person")
            % {"sum": money.text(each.amount, order.currency)},
            reverse("admin:refunds_goodwillproposal_change", args=[each.pk]),
        )
        for each in proposed().filter(order=order)
    ]
    if left > 0:
        add = f"{reverse('admin:refunds_goodwill_add')}?order={order.number}"
        links.append((_("Give something back of our own accord"), add))
    elif payments.refunds_of(order).exists():
        given = f"{reverse('admin:payments_refund_changelist')}?q={order.number}"
        links.append((_("All the money of this order is given back, or on its way"), given))
    return links


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
