"""
The shop's pictures, served by the shop itself where no web server stands in front of it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve

from storefront.core.access import anyone

KEPT_FOR = 365 * 24 * 60 * 60  # seconds; a changed picture gets a new name


@anyone
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    answer = serve(request, path, document_root=settings.MEDIA_ROOT)
    answer["Cache-Control"] = f"public, max-age={KEPT_FOR}, immutable"
    return answer
