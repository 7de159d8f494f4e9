from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .visitor import VisitorBasket


class BasketMiddleware:
    """Lets a view ask for the visitor's basket; asks nothing itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = VisitorBasket(request)
        request.visitor_basket = visitor  # type: ignore[attr-defined]
        request.basket = SimpleLazyObject(lambda: visitor.basket)  # type: ignore[attr-defined]
        response = self.get_response(request)
        visitor.finish(response)
        return response
