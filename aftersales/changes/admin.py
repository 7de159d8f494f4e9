from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from aftersales.which_order import ask_for_the_order
from checkout import addresses
from checkout.order import desk as order_desk
from checkout.order import queries as orders
from checkout.order.models import Status
from storefront.core import marks, references
from storefront.staff import asking
from storefront.staff.admin import FactAdmin, FactInline
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from . import delivery, desk, operations
from .models import Cancellation, CancelledLine, DeliveryChange
from .views import Asked


class CancelledLineInline(FactInline):
    model = CancelledLine
    fields = ["line", "quantity", "amount"]
    readonly_fields = fields


@admin.register(Cancellation, site=site)
class CancellationAdmin(FoundByNumber, FactAdmin):
    """What was left out of orders, by whom and why; orders are cancelled on their own page."""

    list_display = ["order", "asked_at", "whole", "by_staff", "reason"]
    list_filter = ["by_staff", "whole"]
    search_fields = ["order__number", "reason", *buyer("order")]
    numbers = ("order__number",)
    ordering = ["-asked_at"]
    inlines = [CancelledLineInline]
    list_select_related = ["order"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaving out gives money back, which is not for everybody who packs."""
        return request.user.has_perms(  # type: ignore[union-attr]
            ["order.change_order", "payments.add_refund"]
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        order = orders.by_number(references.tidy(request.GET.get("order", ""))[:32])
        if order is None:
            title = _("Which order is cancelled, or sent without some of it?")
            return ask_for_the_order(self, request, title)
        if order.status == Status.CANCELLED:
            self.message_user(request, order_desk.done_before(order), messages.WARNING)
            return redirect("admin:order_order_change", order.pk)
        form = desk.LeaveOut(asking.typed(request), order=order)
        if form.is_valid():
            with asking.Refusals(form):
                made = operations.cancel_lines(
                    order=order,
                    units=form.units,
                    by=request.user,
                    by_staff=True,
                    reason=form.cleaned_data["reason"],
                    at=request.at,  # type: ignore[attr-defined]
                )
                if note := form.cleaned_data["note"]:
                    order.notes.create(user=request.user, note_type="Info", message=note)
                self.message_user(request, desk.in_words(made))
                return redirect("admin:order_order_change", order.pk)
        title = _("Cancel order %(number)s, or leave some of it out") % {"number": order.number}
        return asking.page(
            self,
            request,
            form,
            title=title,
            words=desk.what_goes_back(order),
            button=_("Cancel what stands here"),
        )


@admin.register(DeliveryChange, site=site)
class DeliveryChangeAdmin(FoundByNumber, FactAdmin):
    """Where orders go instead; adding one changes it for the buyer, until it is packed."""

    list_display = ["order", "asked_at", "was", "goes_to", "by_staff"]
    list_filter = ["by_staff"]
    search_fields = ["order__number", *buyer("order")]
    numbers = ("order__number",)
    ordering = ["-asked_at"]
    list_select_related = ["order"]
    fields = ["order", "was", "goes_to", "by_staff", "asked_by", "asked_at"]
    readonly_fields = ["was", "goes_to"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("changes.add_deliverychange")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("address before"))
    def was(self, made: DeliveryChange) -> str:
        return _in_words(made.before)

    @admin.display(description=_("address after"))
    def goes_to(self, made: DeliveryChange) -> str:
        return _in_words(made.after)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        order = orders.by_number(references.tidy(request.GET.get("order", ""))[:32])
        if order is None:
            return ask_for_the_order(self, request, _("Which order goes elsewhere?"))
        asked = Asked(request, order)
        if asked.is_valid:
            with asking.Refusals(asked.phone):
                delivery.change_delivery(
                    order=order,
                    address=asked.address,
                    by=request.user,
                    by_staff=True,
                    at=request.at,  # type: ignore[attr-defined]
                )
                self.message_user(request, _("The address is changed, and the buyer is told."))
                return redirect("admin:order_order_change", order.pk)
        for form in asked.forms:
            asking.in_staff_clothes(form)
        title = _("Change where order %(number)s goes") % {"number": order.number}
        return asking.page(
            self,
            request,
            asked.forms,
            title=title,
            words=_("Within its country, until it is packed. The buyer is told at once."),
            button=_("Change it"),
        )


def _in_words(address: dict[str, str]) -> str:
    return marks.joined([addresses.in_one_line(address), address["phone"]])
