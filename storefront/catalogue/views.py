"""The page of a product."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront.core.access import anyone
from storefront.core.pagecache import cacheable


@anyone
@require_safe
@cacheable
def product(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    raise Http404


@anyone
@require_safe
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    raise Http404
