from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="complaints-waiting",
        title=_("Complaints to answer"),
        rows=lambda at: queries.waiting(),
        note=_("The second answer is for whoever did not give the first"),
        permission="cases.view_complaint",
        order=15,
    )
)
register(
    Tile(
        key="complaints-owed",
        title=_("Promised in answers to complaints"),
        rows=lambda at: queries.owing(),
        permission="cases.view_complaint",
        order=16,
    )
)
register(
    Tile(
        key="complaints-late",
        title=_("Complaints answered late"),
        rows=lambda at: queries.waiting().filter(next_at__lt=at),
        permission="cases.view_complaint",
        urgent=True,
        order=6,
    )
)
register(
    Tile(
        key="complaints-safety",
        title=_("Complaints about safety"),
        rows=lambda at: queries.waiting().filter(is_about_safety=True),
        permission="cases.view_complaint",
        urgent=True,
        order=1,
    )
)
