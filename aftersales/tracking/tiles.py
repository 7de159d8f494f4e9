from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="parcels-stuck",
        title=_("Parcels that somebody should look after"),
        rows=queries.stuck,
        note=_("Silent for three days, lost, on the way back, or there after its money went back"),
        permission="tracking.view_shipment",
        urgent=True,
        order=15,
    )
)
register(
    Tile(
        key="carrier-posts-refused",
        title=_("Refused posts in a carrier's name"),
        rows=lambda at: queries.refused_posts(),
        permission="tracking.view_refusedpost",
        order=60,
    )
)
