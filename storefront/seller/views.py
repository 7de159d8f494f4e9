import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from storefront.core import marks
from storefront.core.access import anyone
from storefront.core.pagecache import cacheable

from . import facts, queries

# As django.utils.html.json_script: nothing in it can end the element that it stands in.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@anyone
@require_safe
@cacheable
def imprint(request: HttpRequest) -> HttpResponse:
    """Say who sells, on a page of its own (PRE-01, PRE-08, LBT-6.1.2)."""
    seller = queries.current()
    rows = [
        (_("Seller"), seller.name),
        *_stated(seller, "legal_form", "representative"),
        (_("Address"), marks.joined(seller.address)),
        (_("Registered"), seller.registered),
        *_stated(seller, "vat_id", "supervisor", "licence_no", "icp_no"),
    ]
    return render(
        request,
        "seller/imprint.html",
        {
            "rows": [(title, value) for title, value in rows if value],
            "structured": _structured(seller) if seller else "",
        },
    )


def _stated(seller: queries.Seller, *keys: str) -> list[tuple[object, str]]:
    return [(facts.BY_KEY[key].title, getattr(seller, key)) for key in keys]


def _structured(seller: queries.Seller) -> SafeString:
    """Return the same for machines: an Organization of schema.org (LBT-5.3.1.2.e)."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": seller.shop_name,
        "legalName": seller.legal_name,
        "url": settings.CANDOUR_ORIGIN,
        "email": seller.email,
        "telephone": seller.phone,
        "vatID": seller.vat_id,
        "identifier": seller.registered,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": seller.street,
            "addressLocality": seller.town,
            "addressRegion": seller.region,
            "postalCode": seller.postcode,
            "addressCountry": seller.country,
        },
    }
    known = {key: value for key, value in data.items() if value}
    return mark_safe(json.dumps(known, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
