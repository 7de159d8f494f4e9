from django.contrib import admin

from storefront.staff.admin import FactAdmin, FactInline
from storefront.staff.site import site

from .models import Cancellation, CancelledLine


class CancelledLineInline(FactInline):
    model = CancelledLine
    fields = ["line", "quantity", "amount"]
    readonly_fields = fields


@admin.register(Cancellation, site=site)
class CancellationAdmin(FactAdmin):
    """What was left out of orders, by whom and why; orders are cancelled on their own page."""

    list_display = ["order", "asked_at", "whole", "by_staff", "reason"]
    list_filter = ["by_staff", "whole"]
    search_fields = ["order__number", "reason"]
    ordering = ["-asked_at"]
    inlines = [CancelledLineInline]
    list_select_related = ["order"]

    def has_change_permission(self, request, obj=None):
        return False
