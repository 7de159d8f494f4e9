from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries

tiles.register(
    tiles.Tile(
        key="low-stock",
        title=_("Running low"),
        rows=lambda at: queries.running_low(),
        note=_("Goods on sale, at or below the number from which to order more"),
        permission="partner.view_stockrecord",
        order=60,
    )
)
tiles.register(
    tiles.Tile(
        key="sold-out",
        title=_("Sold out"),
        rows=lambda at: queries.sold_out(),
        note=_("Goods on sale of which none is free"),
        permission="partner.view_stockrecord",
        order=61,
    )
)
tiles.register(
    tiles.Tile(
        key="suppliers-unverified",
        title=_("Suppliers to verify"),
        rows=queries.to_verify,
        note=_("Nobody saw their papers, or the verification ends within 60 days"),
        permission="partner.view_supplier",
        order=62,
    )
)
