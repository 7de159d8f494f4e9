from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries


def _list(waiting: str) -> Any:
    return lambda: f"{reverse('admin:returns_return_changelist')}?waiting={waiting}"


register(
    Tile(
        key="returns-unpack",
        title=_("Returns to unpack"),
        note=_("Each is paid by itself before its promise would break."),
        count=lambda at: queries.to_unpack().count(),
        url=_list("unpack"),
        permission="returns.view_return",
        order=22,
    )
)
register(
    Tile(
        key="returns-decide",
        title=_("Claims to decide"),
        count=lambda at: queries.to_decide().count(),
        url=_list("decide"),
        permission="returns.view_return",
        order=21,
    )
)
register(
    Tile(
        key="returns-replace",
        title=_("Replacements to send"),
        count=lambda at: queries.to_replace().count(),
        url=_list("replace"),
        permission="returns.view_return",
        order=22,
    )
)
register(
    Tile(
        key="returns-objections",
        title=_("Objections to deductions"),
        count=lambda at: queries.objections().count(),
        url=_list("objection"),
        permission="returns.view_return",
        order=23,
    )
)
register(
    Tile(
        key="withdrawals-unmatched",
        title=_("Withdrawals to match"),
        note=_("They count already; find their orders."),
        count=lambda at: queries.unmatched().count(),
        url=lambda: f"{reverse('admin:returns_statement_changelist')}?outcome__exact=unmatched",
        permission="returns.view_statement",
        urgent=True,
        order=15,
    )
)
