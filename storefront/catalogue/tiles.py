from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.staff import tiles

from . import queries
from .models import Product


def _drafts(at: object) -> int:
    goods = Product.objects.exclude(structure=Product.CHILD)
    return goods.filter(is_public=False).exclude(sheet__status="off_sale").count()


def _reviews(at: object) -> int:
    return get_model("reviews", "ProductReview").objects.filter(status=0).count()


tiles.register(
    tiles.Tile(
        key="drafts",
        title=_("Drafts"),
        count=_drafts,
        url=lambda: f"{reverse('admin:catalogue_product_changelist')}?sheet=draft",
        note=_("Products that are not on sale yet, most of them for lack of a fact"),
        permission="catalogue.view_product",
        order=70,
    )
)
tiles.register(
    tiles.Tile(
        key="reviews",
        title=_("Reviews to read"),
        count=_reviews,
        url=lambda: f"{reverse('admin:reviews_productreview_changelist')}?status__exact=0",
        note=_("Written by buyers, not shown yet"),
        permission="reviews.view_productreview",
        order=71,
    )
)
tiles.register(
    tiles.Tile(
        key="stale",
        title=_("Descriptions to look at again"),
        count=lambda at: queries.stale(at).count(),
        url=lambda: f"{reverse('admin:catalogue_product_changelist')}?looked_at=stale",
        note=_("On sale, and nobody has looked at what is stated for a year"),
        permission="catalogue.view_product",
        order=72,
    )
)
