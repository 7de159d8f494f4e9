"""Whether a POST comes from our own pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class SameOriginMiddleware(CsrfViewMiddleware):
    """
    Django's protection against forged requests, satisfied by the browser's own word as well.

    A page that is the same for every visitor is kept and shown again, so it cannot carry a token.
    Browsers say where a request comes from in headers that no foreign page can set: when these
    say it is ours, that is enough; when they are missing, the token is asked for as ever.
    """

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponse],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if self._says_same_origin(request):
            return self._accept(request)
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _says_same_origin(self, request: HttpRequest) -> bool:
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if origin and not self._origin_verified(request):
            return False
        return site == "same-origin" or (site is None and bool(origin))
