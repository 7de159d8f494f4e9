from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="refunds-due",
        title=_("Refunds due within a day"),
        rows=lambda at: queries.due_by(at + timedelta(days=1)),
        permission="payments.view_refund",
        order=12,
    )
)
register(
    Tile(
        key="goodwill-proposed",
        title=_("Goodwill that waits for a second person"),
        rows=lambda at: queries.proposed(),
        permission="refunds.view_goodwillproposal",
        urgent=True,
        order=13,
    )
)
register(
    Tile(
        key="refund-extras",
        title=_("Extras for late refunds to pay"),
        note=_("By transfer; they are not part of what the buyer paid."),
        rows=lambda at: queries.extras_owed(),
        permission="refunds.view_lateextra",
        urgent=True,
        order=13,
    )
)
