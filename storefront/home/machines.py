"""What the shop tells search engines: where everything public is, and what is nobody's business."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from storefront.catalogue import queries as catalogue
from storefront.catalogue.models import ProductCard
from storefront.core.access import anyone
from storefront.core.pagecache import cacheable

A_FILE = 2_000
MOST_PARTS = 50_000  # files that one index may name
NOT_FOR_ROBOTS = ("/admin/", "/account/", "/basket/", "/checkout/", "/orders/", "/search/")


@anyone
@require_safe
@cacheable
def robots(request: HttpRequest) -> HttpResponse:
    """Say which pages are of no use to a search engine, and where the map is."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@anyone
@require_safe
@cacheable
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the parts of the map: one for departments, one for each two thousand things."""
    number = ProductCard.objects.public().count()
    parts = range(0, 1 + (number + A_FILE - 1) // A_FILE)
    addresses = [
        request.build_absolute_uri(reverse("sitemap-part", kwargs={"part": part})) for part in parts
    ]
    return render(
        request, "home/sitemap_index.xml", {"addresses": addresses}, content_type="application/xml"
    )


@anyone
@require_safe
@cacheable
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """List addresses in every language. One statement."""
    if part > MOST_PARTS:
        raise Http404
    rows = _departments() if part == 0 else _things(part)
    if part and not rows:
        raise Http404
    urls = [
        {
            "changed": changed,
            "addresses": [
                (code, request.build_absolute_uri(_in(code, name, kwargs)))
                for code, _name in settings.LANGUAGES
            ],
        }
        for name, kwargs, changed in rows
    ]
    return render(request, "home/sitemap.xml", {"urls": urls}, content_type="application/xml")


Row = tuple[str, dict[str, object], object]


def _departments() -> list[Row]:
    front: Iterable[Row] = [("storefront:home", {}, None), ("catalogue:index", {}, None)]
    return [
        *front,
        *(
            ("catalogue:category", {"category_slug": each.slug, "pk": each.id}, None)
            for each in catalogue.category_tree().values()
            if each.product_count
        ),
    ]


def _things(part: int) -> list[Row]:
    cards = ProductCard.objects.public().order_by("pk").values_list("pk", "slug", "changed_at")
    return [
        ("catalogue:detail", {"product_slug": slug, "pk": pk}, changed)
        for pk, slug, changed in cards[(part - 1) * A_FILE : part * A_FILE]
    ]


def _in(language: str, name: str, kwargs: dict[str, object]) -> str:
    with override(language):
        return reverse(name, kwargs=kwargs)
