"""Asking a buyer once, some days after everything came, how the things are."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from checkout.order import access
from checkout.order.models import Order, Status
from storefront.core import sweeps
from storefront.notices import operations as notices
from storefront.notices.models import Message
from storefront.notices.wording import address_of
from storefront.reviews import invitations
from storefront.reviews import queries as reviews

from . import purchases

KIND = "review-invitation"
# Who was not asked for so long after the day is not asked any more: things are no news then.
LATEST = timedelta(days=21)


def invite_due(*, at: datetime) -> int:
    """Invite whoever agreed to it and whose time has come; returns how many."""
    waited = timedelta(days=settings.CANDOUR_REVIEW_INVITATION_DAYS)
    due = Order.objects.filter(
        status__in=[Status.DELIVERED, Status.COMPLETED],
        user__isnull=False,
        moves__to_status=Status.DELIVERED,
        moves__moved_at__lte=at - waited,
        moves__moved_at__gt=at - waited - LATEST,
    ).exclude(number__in=Message.objects.filter(kind=KIND).values("order_number"))
    return sweeps.each("reviews.invite", due, lambda order: invite(order=order, at=at))


@transaction.atomic
def invite(*, order: Any, at: datetime) -> bool:
    """
    Ask the buyer of an order, once, with the purpose's yes; say whether they were asked.

    What was reviewed already, sent back or is recalled is not asked for. Without a yes nothing is
    written.
    """
    written = set(reviews.with_order(order.number).values_list("product_id", flat=True))
    left = [
        each
        for each in purchases.received(order)
        if each.product_id not in written
        and not each.sent_back
        and not each.recalled
        and reviews.own_review(each) is None
    ]
    if not left:
        return False
    told = notices.tell(
        kind=KIND,
        to=notices.Recipient.of(order.user),
        dedupe_key=f"{KIND}:{order.pk}",
        at=at,
        order_number=order.number,
        subject=order,
        context={"titles": [each.title for each in left]},
    )
    return bool(told)


def facts(message: Any) -> dict[str, Any]:
    """Return what the words of an invitation need."""
    order = Order.objects.select_related("user").get(pk=message.context["subject_id"])
    return {
        "order_url": address_of(access.link_to(order, at=message.made_at)),
        "stop_url": address_of(invitations.stop_link(order.user, at=message.made_at)),
    }
