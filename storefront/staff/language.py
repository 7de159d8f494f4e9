"""Staff pages carry no language in their address: they are in the reader's own."""

from typing import Any

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """
    Reads a page of the shop in the language of its path, and a staff page in that of whoever reads.

    That is the one they chose, else the one of their browser.
    """

    def process_request(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(reverse("admin:index")):
            return super().process_request(request)
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        return None
