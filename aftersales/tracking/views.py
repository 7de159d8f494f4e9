from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from checkout.order import access
from checkout.order import queries as orders
from checkout.payments import queries as payments
from storefront.core.access import order_holder, signed_in
from storefront.core.refusal import Refusal

from . import ending, mine, page, queries


@order_holder
@require_GET
@never_cache
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show how an order stands, what we promised, and what its buyer can do until when."""
    try:
        order = access.order_for(request, number)
    except Http404:
        if request.user.is_authenticated:
            raise
        # Whether or not there is such an order: its owner may have signed out.
        return redirect_to_login(request.get_full_path())
    context: dict[str, Any] = page.of(order, at=request.at)  # type: ignore[attr-defined]
    return render(request, "tracking/order.html", context)


@order_holder
@require_GET
@never_cache
def state(request: HttpRequest, number: str) -> HttpResponse:
    """Say whether anything on the page of an order has changed (LBT-6.3.1.a)."""
    order = access.order_for(request, number)
    queries.gather(order)
    version = queries.version_of(order, payments.refunds_of(order))
    same = request.headers.get("If-None-Match", "") == version
    return HttpResponse(status=304 if same else 200, headers={"ETag": version})


@order_holder
@require_http_methods(["GET", "POST"])
@never_cache
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Let a buyer end what is late or lost: first what that means, then one press."""
    at = request.at  # type: ignore[attr-defined]
    order = access.order_for(request, number)
    shipments = queries.gather(order)
    refusal = ""
    if request.method == "POST":
        try:
            ending.end_what_has_not_come(order=order, by=request.user, at=at)
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(request, _("It is ended. What you paid for it comes back."))
            return redirect("orders:detail", order.number)
    late = ending.was_missed(order, at=at)
    may = ending.may_be_ended(order, shipments, is_late=late)
    context = {
        "order": order,
        "may": may,
        "late": late,
        "refusal": refusal,
        "amount": ending.worth_of_what_has_not_come(order, shipments) if may else None,
        "parcels": [each for each in shipments if not each.is_delivered],
    }
    return render(request, "tracking/end.html", context, status=422 if refusal else 200)


@signed_in
@require_GET
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """List an account's orders, the newest first, each with how it stands."""
    shown = Paginator(orders.orders_of(request.user), 12).get_page(request.GET.get("page"))
    context = {"page": shown, "orders": mine.rows(shown.object_list)}
    return render(request, "tracking/mine.html", context)
