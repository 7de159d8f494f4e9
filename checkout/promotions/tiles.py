from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff import tiles

from . import operations, queries

tiles.register(
    tiles.Tile(
        key="promotions_to_approve",
        title=_("Promotions to approve"),
        count=lambda at: queries.waiting().count(),
        url=lambda: f"{reverse('admin:promotions_promotion_changelist')}?stands=waiting",
        note=_("Signed off by whoever had no part in writing them"),
        permission=operations.RIGHT,
        order=45,
    )
)
