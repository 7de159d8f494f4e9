"""The packing slip of an order, or of one of its parcels."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from aftersales.tracking import slip
from aftersales.tracking.models import Shipment
from checkout.order import queries as orders
from storefront.core import references
from storefront.staff.admin import FactAdmin


class Slips(FactAdmin):
    """A page over parcels, with a slip to print for each."""

    def get_urls(self) -> list[Any]:
        page = path(
            "slip/<str:number>/", self.admin_site.admin_view(self.slip_view), name="tracking_slip"
        )
        return [page, *super().get_urls()]

    @action(description=_("Packing slip"), permissions=["view"])
    def packing_slip(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(slip.of_parcel(self.one_or_404(request, object_id)))

    def slip_view(self, request: HttpRequest, number: str) -> HttpResponse:
        if not request.user.has_perm("order.view_order"):  # type: ignore[union-attr]
            raise PermissionDenied
        order = orders.by_number(references.tidy(number)[:32])
        if order is None:
            raise Http404
        asked = request.GET.get("parcel", "")
        parcel = None
        if asked:
            n = int(asked) if asked.isdecimal() and len(asked) < 5 else 0
            parcel = get_object_or_404(Shipment.everything, order=order, n=n)
        context = slip.of(order, parcel=parcel)
        context["back"] = (
            reverse("admin:tracking_shipment_change", args=[parcel.pk])
            if parcel
            else reverse("admin:order_order_change", args=[order.pk])
        )
        return TemplateResponse(request, "tracking/slip.html", context)
