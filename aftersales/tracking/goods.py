"""What was bought, as the order's page shows it: in the words of the agreement, with a picture."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from storefront.catalogue import pictures

ProductImage = get_model("catalogue", "ProductImage")
Product = get_model("catalogue", "Product")


def lines(
    summary: Mapping[str, Any],
    *,
    reviews: Mapping[int, dict[str, str]] = MappingProxyType({}),
    became: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """
    Return the lines of a frozen summary as `components/line.html` takes them.

    `reviews` are, by product, the address and the words of a link to its review; `became` says of
    each line, in the same order, what has become of it.
    """
    # An order's lines are written in the order of its summary, one for one.
    since = became if len(became) == len(summary["lines"]) else [{}] * len(summary["lines"])
    shown = pictures_of(line["product_id"] for line in summary["lines"])
    return [
        {
            "name": line["title"],
            "amount": Decimal(line["price"]),
            "picture": shown.get(line["product_id"], {}).get("picture"),
            "url": shown.get(line["product_id"], {}).get("url", ""),
            "words": _("%(quantity)s pieces") % {"quantity": line["quantity"]}
            if line["quantity"] > 1
            else "",
            "review": reviews.get(line["product_id"]),
            "became": after.get("words", ()),
            "gone": after.get("gone", False),
        }
        for line, after in zip(summary["lines"], since, strict=True)
    ]


def pictures_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """
    Return picture and page of each product that still has one, in two statements.

    A variant without a picture of its own is shown by its parent's, and its page is its parent's.
    """
    products = list(
        Product.objects.filter(pk__in=list(ids))
        .select_related("parent")
        .only("pk", "slug", "is_public", "structure", "parent__slug", "parent__is_public")
    )
    wanted = {product.pk for product in products} | {product.parent_id for product in products}
    first: dict[int, Any] = {}
    images = ProductImage.objects.filter(product__in=wanted - {None}).select_related("picture")
    for image in images.order_by("product_id", "display_order", "pk"):
        first.setdefault(image.product_id, image)
    return {
        product.pk: {
            "picture": _picture(first.get(product.pk) or first.get(product.parent_id)),
            "url": _page(product.parent or product),
        }
        for product in products
    }


def _picture(image: Any) -> dict[str, Any] | None:
    return pictures.shown(image) if image else None


def _page(product: Any) -> str:
    if not product.is_public:
        return ""
    try:
        return reverse("catalogue:detail", args=[product.slug, product.pk])
    except NoReverseMatch:
        return ""
