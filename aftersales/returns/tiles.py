from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="returns-unpack",
        title=_("Returns to unpack"),
        note=_("Each is paid by itself before its promise would break."),
        rows=lambda at: queries.to_unpack(),
        permission="returns.view_return",
        order=22,
    )
)
register(
    Tile(
        key="returns-value",
        title=_("Lost value to decide"),
        note=_("Each is paid in full before its promise would break."),
        rows=lambda at: queries.to_value(),
        permission="returns.change_return",
        order=22,
    )
)
register(
    Tile(
        key="returns-decide",
        title=_("Claims to decide"),
        rows=lambda at: queries.to_decide(),
        permission="returns.change_return",
        order=21,
    )
)
register(
    Tile(
        key="returns-replace",
        title=_("Replacements to send"),
        rows=lambda at: queries.to_replace(),
        permission="returns.view_return",
        order=22,
    )
)
register(
    Tile(
        key="returns-objections",
        title=_("Objections to deductions"),
        rows=lambda at: queries.objections(),
        permission="returns.change_return",
        order=23,
    )
)
register(
    Tile(
        key="withdrawals-unmatched",
        title=_("Withdrawals to match"),
        note=_("They count already; find their orders."),
        rows=lambda at: queries.unmatched(),
        permission="returns.view_statement",
        urgent=True,
        order=15,
    )
)
