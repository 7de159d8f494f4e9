from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from .models import Hold


@admin.register(Hold, site=site)
class HoldAdmin(FactAdmin):
    """What is set aside, for whom and until when; the sweep and the buyers change it, not staff."""

    place = 30
    list_display = ["stockrecord", "quantity", "status", "taken_at", "expires_at", "ended_at"]
    list_filter = ["status", "expires_at"]
    list_select_related = ["stockrecord__partner", "stockrecord__product"]
    search_fields = ["stockrecord__partner_sku", "stockrecord__product__title"]
    ordering = ["-taken_at"]
    date_hierarchy = "taken_at"
    fieldsets = [
        (None, {"fields": ["stockrecord", "quantity", "basket", "status", "why"]}),
        (_("When"), {"fields": ["taken_at", "expires_at", "extended_at", "ended_at"]}),
    ]
