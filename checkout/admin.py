"""Offers and codes: what staff may set, and the counts that only orders change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.staff.admin import FactInline, StaffAdmin
from storefront.staff.site import site

Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")
Voucher = get_model("voucher", "Voucher")
VoucherApplication = get_model("voucher", "VoucherApplication")


class UsedInline(FactInline):
    model = VoucherApplication
    verbose_name_plural = _("Used in")
    fields = readonly_fields = ("order", "user", "date_created")


@admin.register(ConditionalOffer, site=site)
class OfferAdmin(StaffAdmin):
    """An offer: who gets what off, for what, from when until when."""

    list_display = ("name", "offer_type", "status", "start_datetime", "end_datetime", "num_orders")
    list_filter = ("offer_type", "status")
    search_fields = ("name", "description")
    autocomplete_fields = ("condition", "benefit")
    readonly_fields = ("total_discount", "num_applications", "num_orders")
    fieldsets = (
        (None, {"fields": ("name", "description", "offer_type", "status")}),
        (_("For what, and how much"), {"fields": ("condition", "benefit", "exclusive")}),
        (_("From when until when"), {"fields": ("start_datetime", "end_datetime", "priority")}),
        (
            _("Limits"),
            {
                "fields": (
                    "max_global_applications",
                    "max_user_applications",
                    "max_basket_applications",
                    "max_discount",
                )
            },
        ),
        (_("Used so far"), {"fields": ("num_orders", "num_applications", "total_discount")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An offer that orders name is ended, not deleted."""
        used = obj is not None and obj.num_orders
        return not used and super().has_delete_permission(request, obj)


@admin.register(Condition, site=site)
class ConditionAdmin(StaffAdmin):
    list_display = ("__str__", "type", "value", "range")
    search_fields = ("range__name", "type")
    exclude = ("proxy_class",)


@admin.register(Benefit, site=site)
class BenefitAdmin(StaffAdmin):
    list_display = ("__str__", "type", "value", "range")
    search_fields = ("range__name", "type")
    exclude = ("proxy_class",)


@admin.register(Range, site=site)
class RangeAdmin(StaffAdmin):
    """Which goods an offer is about."""

    list_display = ("name", "includes_all_products", "is_public")
    search_fields = ("name",)
    exclude = ("proxy_class", "included_products")
    autocomplete_fields = ("excluded_products", "included_categories", "excluded_categories")


@admin.register(Voucher, site=site)
class VoucherAdmin(StaffAdmin):
    """A code that buyers type in."""

    list_display = ("name", "code", "usage", "start_datetime", "end_datetime", "num_orders")
    list_filter = ("usage",)
    search_fields = ("name", "code")
    filter_horizontal = ("offers",)
    readonly_fields = ("num_basket_additions", "num_orders", "total_discount")
    exclude = ("voucher_set",)
    inlines = (UsedInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = obj is not None and obj.num_orders
        return not used and super().has_delete_permission(request, obj)
