"""The page on which staff take back that an order stands packed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff import asking
from storefront.staff.admin import FactAdmin
from storefront.staff.history import NotSaidWhy

from . import operations
from .models import Order


class PackedByMistake(FactAdmin):
    """A page over orders, with a page of its own for one that was marked packed by mistake."""

    def get_urls(self) -> list[Any]:
        unpack = path(
            "<int:pk>/unpack/",
            self.admin_site.admin_view(self.unpack_view),
            name="order_order_unpack",
        )
        return [unpack, *super().get_urls()]

    def unpack_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why an order does not stand packed after all."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        order = get_object_or_404(Order, pk=pk)
        form = asking.Why(asking.typed(request))
        page = reverse("admin:order_order_change", args=[pk])
        if form.is_valid():
            with asking.Refusals(form, {NotSaidWhy: "why"}):
                at = request.at  # type: ignore[attr-defined]
                operations.unpack(order=order, by=request.user, at=at, **form.cleaned_data)
                words = _("Order %(number)s waits to be packed again, and the buyer is told.")
                messages.success(request, words % {"number": order.number})
                return redirect(page)
        return asking.page(
            self,
            request,
            form,
            title=_("Order %(number)s does not stand packed") % {"number": order.number},
            words=_(
                "For an order that was marked packed by mistake and has not been handed over. "
                "Its things stay set aside for it, and what was promised stands."
            ),
            button=_("It is not packed"),
            back=page,
        )
