from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="seller-missing",
        title=_("Facts about the seller to state"),
        count=lambda at: len(queries.missing(at)),
        url=lambda: reverse("admin:seller_sellerversion_add"),
        note=_("Nothing is sold until every one is stated, or declared not to apply"),
        permission="seller.add_sellerversion",
        urgent=True,
        order=1,
    )
)
