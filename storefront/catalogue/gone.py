"""
What stands at the address of a product that is not sold, where somebody knows why.

A later package registers `fn(request, product_id) -> HttpResponse | None` at start-up.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Explain = Callable[[HttpRequest, int], HttpResponse | None]

_explain: list[Explain] = []


def explain_with(fn: Explain) -> None:
    if fn not in _explain:
        _explain.append(fn)


def answer(request: HttpRequest, product_id: int) -> HttpResponse | None:
    """Return the page that says why a product is not sold; None where nobody says."""
    return next((found for fn in _explain if (found := fn(request, product_id))), None)
