from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries


def _cases(waiting: str) -> Any:
    return lambda: f"{reverse('admin:recalls_case_changelist')}?waiting={waiting}"


register(
    Tile(
        key="recalls-approve",
        title=_("Recalls to approve"),
        note=_("Nobody is warned before a second person has looked."),
        count=lambda at: queries.to_approve().count(),
        url=lambda: f"{reverse('admin:recalls_recall_changelist')}?status__exact=to_approve",
        permission="recalls.announce_recall",
        urgent=True,
        order=1,
    )
)
register(
    Tile(
        key="recalls-unread",
        title=_("Recall notices unread"),
        note=_("They are told again by themselves; ring those who cannot be reached."),
        count=lambda at: queries.unread().count(),
        url=_cases("unread"),
        permission="recalls.view_case",
        order=12,
    )
)
register(
    Tile(
        key="recalls-unreachable",
        title=_("Recall notices that reach nobody"),
        count=lambda at: queries.unreachable().count(),
        url=_cases("unreachable"),
        permission="recalls.view_case",
        urgent=True,
        order=2,
    )
)
register(
    Tile(
        key="recalls-remedies",
        title=_("Recall remedies to do"),
        count=lambda at: queries.to_do().count(),
        url=_cases("to_do"),
        permission="recalls.view_case",
        order=13,
    )
)
