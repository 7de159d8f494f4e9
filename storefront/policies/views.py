from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from storefront.core.access import anyone

from . import queries, rendering


@anyone
def policy(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    """Show a policy as it is in force, or one version as it was."""
    at = request.at  # type: ignore[attr-defined]
    language = translation.get_language() or "en"
    current = queries.in_force(slug, at=at, language=language)
    shown = current if version is None else queries.exactly(slug, version, language=language)
    if shown is None:
        raise Http404
    context = {
        "policy": shown,
        "body": rendering.html(shown.body),
        "current": current,
        "is_numbered": version is not None,
        "is_current": bool(current and current.version == shown.version),
        "is_future": shown.valid_from > at,
        "coming": queries.coming(slug, at=at, language=language),
        "versions": queries.versions(slug, language=shown.language),
    }
    return render(request, "policies/policy.html", context)


@anyone
def policies(request: HttpRequest) -> HttpResponse:
    """Show which rules there are."""
    in_force = queries.all_in_force(
        at=request.at,  # type: ignore[attr-defined]
        language=translation.get_language() or "en",
    )
    return render(request, "policies/policies.html", {"policies": in_force.values()})
