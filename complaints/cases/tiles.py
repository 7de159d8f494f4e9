from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries


def _list() -> str:
    return reverse("admin:cases_complaint_changelist") + "?waiting=yes"


register(
    Tile(
        key="complaints-waiting",
        title=_("Complaints to answer"),
        count=lambda at: queries.waiting().count(),
        url=_list,
        permission="cases.view_complaint",
        order=15,
    )
)
register(
    Tile(
        key="complaints-late",
        title=_("Complaints answered late"),
        count=lambda at: queries.waiting().filter(next_at__lt=at).count(),
        url=_list,
        permission="cases.view_complaint",
        urgent=True,
        order=6,
    )
)
register(
    Tile(
        key="complaints-safety",
        title=_("Complaints about safety"),
        count=lambda at: queries.waiting().filter(is_about_safety=True).count(),
        url=_list,
        permission="cases.view_complaint",
        urgent=True,
        order=1,
    )
)
