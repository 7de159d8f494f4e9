from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries

tiles.register(
    tiles.Tile(
        key="to_pack",
        title=_("Orders to pack"),
        rows=queries.to_pack,
        note=_("Paid, or to be paid at the door"),
        permission="order.view_order",
        order=10,
    )
)
tiles.register(
    tiles.Tile(
        key="to_dispatch",
        title=_("Parcels to hand over"),
        rows=lambda at: queries.to_dispatch(),
        note=_("Packed, and waiting for the carrier"),
        permission="order.view_order",
        order=11,
    )
)
