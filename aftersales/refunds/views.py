from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from checkout.order.views import page_of
from storefront.core.access import order_holder
from storefront.promises import queries as promises

from . import lateness, queries


@order_holder
@never_cache
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one refund: how much, why, by when, when it was done and under which number."""
    refund = queries.refund_for(request, reference)
    at = request.at  # type: ignore[attr-defined]
    context = {
        "refund": refund,
        "order": refund.order,
        "order_url": page_of(refund.order),
        "promises": promises.about(refund),
        "extra": getattr(refund, "late_extra", None),
        "growing": None if hasattr(refund, "late_extra") else lateness.of(refund, at=at),
        "returned": getattr(refund, "paid_return", None),
    }
    return render(request, "refunds/detail.html", context)
