"""The door for providers' posts: no language, session or form; the signature is the key."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from storefront.core import limits
from storefront.core.access import provider as provider_only

from . import operations
from .providers import registry

LARGEST = 64 * 1024


@csrf_exempt
@provider_only
@require_POST
def payments(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep a post and answer at once; it is handled in the background."""
    if provider not in registry.codes():
        raise Http404
    told = request.headers.get("Content-Length", "")
    if not told.isdecimal() or int(told) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    event = operations.receive(
        provider=provider,
        headers=dict(request.headers),
        body=request.body,
        at=request.at,  # type: ignore[attr-defined]
        address=limits.address_of(request),
    )
    if event.refused:
        return JsonResponse({"error": "refused"}, status=403)
    return JsonResponse({"received": event.event_id})
