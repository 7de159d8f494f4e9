"""What search engines read of a product: schema.org data that says what the page says."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from .page import ProductPage

# As django.utils.html.json_script: nothing in it can end the element that it stands in.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def product(page: ProductPage, *, url: str, request: HttpRequest) -> SafeString:
    """Return the product with an offer for each variant, as the text of a data block."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.card.title,
        "url": url,
        "sku": page.variants[0].sku if page.variants else "",
        "image": [request.build_absolute_uri(each.src) for each in page.pictures[:5]],
        "offers": [
            {
                "@type": "Offer",
                "sku": each.sku,
                "price": str(each.price.now),
                "priceCurrency": each.price.currency,
                "availability": "https://schema.org/"
                + ("InStock" if each.free > 0 else "OutOfStock"),
                "url": f"{url}?variant={each.product_id}" if len(page.variants) > 1 else url,
            }
            for each in page.variants
            if each.price
        ],
    }
    if page.supplier:
        data["brand"] = {"@type": "Brand", "name": str(page.supplier)}
    if page.card.reviews and page.card.rating:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(page.card.rating, 2),
            "reviewCount": page.card.reviews,
        }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
