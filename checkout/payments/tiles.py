from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries
from .models import ProviderEvent

# Handled within seconds as a rule; after this something is wrong.
SLOW = timedelta(minutes=5)


def _stuck(at: datetime) -> QuerySet[ProviderEvent]:
    return queries.events_to_handle().filter(received_at__lt=at - SLOW)


def _forged(at: datetime) -> QuerySet[ProviderEvent]:
    since = at - timedelta(days=1)
    return ProviderEvent.objects.filter(received_at__gte=since).exclude(refused="")


tiles.register(
    tiles.Tile(
        key="payments_to_review",
        title=_("Payments that need a look"),
        rows=lambda at: queries.needing_review(),
        note=_("Another sum or currency came in than was asked for"),
        permission="payments.change_attempt",
        urgent=True,
        order=12,
    )
)
tiles.register(
    tiles.Tile(
        key="payments_unknown",
        title=_("Payments nobody answers for"),
        rows=queries.unknown_too_long,
        note=_("The provider has said nothing for an hour: ask again, or stop them"),
        permission="payments.change_attempt",
        urgent=True,
        order=12,
    )
)
tiles.register(
    tiles.Tile(
        key="transfers",
        title=_("Transfers not here yet"),
        rows=lambda at: queries.transfers_waiting(),
        note=_("Look into the bank statement"),
        permission="payments.change_attempt",
        order=13,
    )
)
tiles.register(
    tiles.Tile(
        key="cash_overdue",
        title=_("Cash from the door not handed in"),
        rows=queries.cash_overdue,
        note=_("Delivered more than seven working days ago: ask the carrier"),
        permission="payments.change_attempt",
        urgent=True,
        order=13,
    )
)
tiles.register(
    tiles.Tile(
        key="refunds_by_hand",
        title=_("Refunds to send by hand"),
        rows=lambda at: queries.refunds_by_hand(),
        note=_("Transfers, and what a bank has refused"),
        permission="payments.change_refund",
        urgent=True,
        order=14,
    )
)
tiles.register(
    tiles.Tile(
        key="events_stuck",
        title=_("Provider posts not handled"),
        rows=_stuck,
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
        rows=_forged,
        note=_("Not signed by the provider"),
        permission="payments.view_providerevent",
        order=61,
    )
)
