from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from storefront.staff.admin import StaffAdmin
from storefront.staff.site import site

from .models import DeliveryMethod


@admin.register(DeliveryMethod, site=site)
class DeliveryMethodAdmin(TranslationAdmin, StaffAdmin):
    """
    How goods reach buyers, what it costs and how long it takes.

    A change holds for whoever has not ordered yet: they are shown it before they press.
    """

    list_display = ["name", "code", "kind", "price", "free_from", "days", "cutoff", "active"]
    list_filter = ["kind", "active"]
    ordering = ["position", "code"]
    search_fields = ["name", "code", "carrier"]
    fieldsets = [
        (None, {"fields": ["code", "name", "note", "kind", "carrier", "tracking", "active"]}),
        (_("Where to"), {"fields": ["countries", "position"]}),
        (_("What it costs"), {"fields": ["price", "currency", "free_from"]}),
        (_("How long it takes"), {"fields": ["cutoff", "dispatch_days", "min_days", "max_days"]}),
    ]

    @admin.display(description=_("days"))
    def days(self, method: DeliveryMethod) -> str:
        return f"{method.min_days} – {method.max_days}"
