from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="refunds-due",
        title=_("Refunds due within a day"),
        count=lambda at: queries.due_by(at + timedelta(days=1)).count(),
        url=lambda: reverse("admin:payments_refund_changelist"),
        permission="payments.view_refund",
        order=12,
    )
)
register(
    Tile(
        key="refund-extras",
        title=_("Extras for late refunds to pay"),
        note=_("By transfer; they are not part of what the buyer paid."),
        count=lambda at: queries.extras_owed().count(),
        url=lambda: reverse("admin:refunds_lateextra_changelist") + "?paid_at__isnull=1",
        permission="refunds.view_lateextra",
        urgent=True,
        order=13,
    )
)
