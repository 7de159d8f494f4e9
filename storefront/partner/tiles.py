from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries


def _stock(level: str) -> str:
    return f"{reverse('admin:partner_stockrecord_changelist')}?level={level}"


tiles.register(
    tiles.Tile(
        key="low-stock",
        title=_("Running low"),
        count=lambda at: queries.running_low().count(),
        url=lambda: _stock("low"),
        note=_("Goods on sale, at or below the number from which to order more"),
        permission="partner.view_stockrecord",
        order=60,
    )
)
tiles.register(
    tiles.Tile(
        key="sold-out",
        title=_("Sold out"),
        count=lambda at: queries.sold_out().count(),
        url=lambda: _stock("out"),
        note=_("Goods on sale of which none is free"),
        permission="partner.view_stockrecord",
        order=61,
    )
)
tiles.register(
    tiles.Tile(
        key="suppliers-unverified",
        title=_("Suppliers to verify"),
        count=lambda at: queries.to_verify(at).count(),
        url=lambda: reverse("admin:partner_supplier_changelist"),
        note=_("Nobody saw their papers, or the verification ends within 60 days"),
        permission="partner.view_supplier",
        order=62,
    )
)
