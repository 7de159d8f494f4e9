from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import queries
from .models import Product


def _drafts(at: object) -> QuerySet[Any]:
    goods = Product.objects.exclude(structure=Product.CHILD)
    return goods.filter(is_public=False).exclude(sheet__status="off_sale")


tiles.register(
    tiles.Tile(
        key="drafts",
        title=_("Drafts"),
        rows=_drafts,
        note=_("Products that are not on sale yet, most of them for lack of a fact"),
        permission="catalogue.view_product",
        order=70,
    )
)
tiles.register(
    tiles.Tile(
        key="stale",
        title=_("Descriptions to look at again"),
        rows=queries.stale,
        note=_("On sale, and nobody has looked at what is stated for a year"),
        permission="catalogue.view_product",
        order=72,
    )
)
