"""The door for carriers' posts: outside languages, sessions and forms; the signature is the key."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from storefront.core import limits
from storefront.core.access import provider as provider_only

from . import inbox
from .carriers import registry

LARGEST = 64 * 1024


@csrf_exempt
@provider_only
@require_POST
def checkpoints(request: HttpRequest, carrier: str) -> HttpResponse:
    """Take in what a carrier reports; the same report again is welcome and changes nothing."""
    if carrier not in registry.codes():
        raise Http404
    told = request.headers.get("Content-Length", "")
    if not told.isdecimal() or int(told) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        taken = inbox.receive(
            carrier=carrier,
            headers=dict(request.headers),
            body=request.body,
            address=limits.address_of(request),
            at=request.at,  # type: ignore[attr-defined]
        )
    except inbox.PostRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse({"received": taken})
