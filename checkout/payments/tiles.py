from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries
from .models import ProviderEvent

# Handled within seconds as a rule; after this something is wrong.
SLOW = timedelta(minutes=5)


def _stuck(at: datetime) -> int:
    return queries.events_to_handle().filter(received_at__lt=at - SLOW).count()


def _forged(at: datetime) -> int:
    since = at - timedelta(days=1)
    return ProviderEvent.objects.filter(received_at__gte=since).exclude(refused="").count()


tiles.register(
    tiles.Tile(
        key="payments_to_review",
        title=_("Payments that need a look"),
        count=lambda at: queries.needing_review().count(),
        url=lambda: f"{reverse('admin:payments_attempt_changelist')}?status__exact=review",
        note=_("Another sum or currency came in than was asked for"),
        permission="payments.view_attempt",
        urgent=True,
        order=12,
    )
)
tiles.register(
    tiles.Tile(
        key="payments_unknown",
        title=_("Payments nobody answers for"),
        count=lambda at: queries.unknown_too_long(at).count(),
        url=lambda: f"{reverse('admin:payments_attempt_changelist')}?status__exact=unknown",
        note=_("The provider has said nothing for an hour: ask again, or stop them"),
        permission="payments.view_attempt",
        urgent=True,
        order=12,
    )
)
tiles.register(
    tiles.Tile(
        key="transfers",
        title=_("Transfers not here yet"),
        count=lambda at: queries.transfers_waiting().count(),
        url=lambda: (
            f"{reverse('admin:payments_attempt_changelist')}"
            "?status__exact=pending&method__exact=bank_transfer"
        ),
        note=_("Look into the bank statement"),
        permission="payments.view_attempt",
        order=13,
    )
)
tiles.register(
    tiles.Tile(
        key="refunds_by_hand",
        title=_("Refunds to send by hand"),
        count=lambda at: queries.refunds_by_hand().count(),
        url=lambda: f"{reverse('admin:payments_refund_changelist')}?o=6",
        note=_("Transfers, and what a bank has refused"),
        permission="payments.view_refund",
        urgent=True,
        order=14,
    )
)
tiles.register(
    tiles.Tile(
        key="events_stuck",
        title=_("Provider posts not handled"),
        count=_stuck,
        url=lambda: f"{reverse('admin:payments_providerevent_changelist')}?handled_at__isnull=1",
        note=_("Older than five minutes"),
        permission="payments.view_providerevent",
        urgent=True,
        order=60,
    )
)
tiles.register(
    tiles.Tile(
        key="events_forged",
        title=_("Provider posts refused since yesterday"),
        count=_forged,
        url=lambda: reverse("admin:payments_providerevent_changelist"),
        note=_("Not signed by the provider"),
        permission="payments.view_providerevent",
        order=61,
    )
)
