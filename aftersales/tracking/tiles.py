from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="parcels-stuck",
        title=_("Parcels that somebody should look after"),
        count=lambda at: queries.stuck(at).count(),
        url=lambda: reverse("admin:tracking_shipment_changelist") + "?look=stuck",
        note=_("Nothing heard for three days, lost, or on the way back"),
        permission="tracking.view_shipment",
        urgent=True,
        order=15,
    )
)
register(
    Tile(
        key="carrier-posts-refused",
        title=_("Refused posts in a carrier's name"),
        count=lambda at: queries.refused_posts().count(),
        url=lambda: reverse("admin:tracking_refusedpost_changelist") + "?seen_at__isempty=1",
        permission="tracking.view_refusedpost",
        order=60,
    )
)
