from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="reviews",
        title=_("Reviews to look at"),
        rows=lambda at: queries.to_look_at(),
        note=_("Shown by themselves within the promised time, looked at or not"),
        permission="reviewing.view_reviewfacts",
        order=71,
    )
)
register(
    Tile(
        key="reviews-reported",
        title=_("Reported reviews"),
        rows=lambda at: queries.reported(),
        note=_("Somebody says that they break a rule"),
        permission="reviewing.view_reviewfacts",
        order=72,
    )
)
register(
    Tile(
        key="reviews-appealed",
        title=_("Hidden reviews to decide again"),
        rows=lambda at: queries.appealed(),
        note=_("By another person than the one who hid them"),
        permission="reviewing.view_reviewfacts",
        order=42,
    )
)
register(
    Tile(
        key="reviews-appealed-late",
        title=_("Hidden reviews past the promised answer"),
        rows=queries.appealed_late,
        permission="reviewing.view_reviewfacts",
        urgent=True,
        order=43,
    )
)
