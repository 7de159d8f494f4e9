from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from checkout.order import access
from checkout.order import queries as orders
from storefront.core.access import order_holder, signed_in

from . import mine, page


@order_holder
@require_GET
@never_cache
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show how an order stands, what we promised, and what its buyer can do until when."""
    order = access.order_for(request, number)
    context: dict[str, Any] = page.of(order, at=request.at)  # type: ignore[attr-defined]
    return render(request, "tracking/order.html", context)


@signed_in
@require_GET
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """List an account's orders, the newest first, each with how it stands."""
    shown = Paginator(orders.orders_of(request.user), 12).get_page(request.GET.get("page"))
    context = {"page": shown, "orders": mine.rows(shown.object_list)}
    return render(request, "tracking/mine.html", context)
