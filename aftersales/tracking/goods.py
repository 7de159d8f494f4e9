"""What was bought, as the order's page shows it: as the agreement names it, with a picture."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from storefront.catalogue import pictures
from storefront.catalogue.languages import LANGUAGES, column

ProductImage = get_model("catalogue", "ProductImage")
Product = get_model("catalogue", "Product")
_TITLES = [f"{whose}{column('title', code)}" for whose in ("", "parent__") for code in LANGUAGES]


def lines(
    summary: Mapping[str, Any],
    *,
    shown: Mapping[int, dict[str, Any]],
    language: str,
    reviews: Mapping[int, dict[str, str]] = MappingProxyType({}),
    became: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """
    Return the lines of a frozen summary as `components/line.html` takes them.

    `shown` are the products as they are now (`pictures_of`), `language` is that of the agreement;
    `reviews` are, by product, the address and the words of a link to its review; `became` says of
    each line, in the same order, what has become of it.
    """
    # An order's lines are written in the order of its summary, one for one.
    since = became if len(became) == len(summary["lines"]) else [{}] * len(summary["lines"])
    return [
        {
            "name": titled(line["title"], shown.get(line["product_id"]), language=language),
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


def titled(title: str, found: Mapping[str, Any] | None, *, language: str) -> str:
    """Name a thing as the agreement does, or in the language of who reads, if that is another."""
    if language == get_language() or not found:
        return title
    return str(found["title"] or title)


def pictures_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """
    Return picture, page and title of each product that is still there, in two statements.

    A variant without a picture of its own is shown by its parent's, and its page is its parent's.
    """
    products = list(
        Product.objects.filter(pk__in=list(ids))
        .select_related("parent")
        .only(
            *("pk", "slug", "is_public", "structure", "parent__slug", "parent__is_public"),
            *("title", "parent__title", *_TITLES),
        )
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
            "title": product.get_title(),
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
