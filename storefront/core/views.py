from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path
from django.views.decorators.http import require_POST

from . import destination, visitor
from .access import anyone

KEPT: dict[str, Any] = {"max_age": 365 * 24 * 60 * 60, "samesite": "Lax", "httponly": True}


@anyone
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Take over how a visitor wants to see the shop, and show the same page that way."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        # This address is in no language: whoever leaves a page must be read in that page's own.
        with translation.override(get_language_from_path(back) or settings.LANGUAGE_CODE):
            back = translate_url(back, language)
    response = HttpResponseRedirect(back)
    kept = {**KEPT, "secure": settings.SESSION_COOKIE_SECURE}
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **kept)
    destination.choose(response, request.POST.get("country", ""))
    scheme = request.POST.get("scheme", "")
    if scheme in ("light", "dark"):
        response.set_cookie(visitor.SCHEME_COOKIE, scheme, **kept)
    elif "scheme" in request.POST:
        response.delete_cookie(visitor.SCHEME_COOKIE, samesite="Lax")
    return response
