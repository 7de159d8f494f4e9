from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from storefront.staff.admin import FactAdmin, History
from storefront.staff.site import site

from .models import Promise, PromiseMove


class Moves(History):
    model = PromiseMove


@admin.register(Promise, site=site)
class PromiseAdmin(FactAdmin):
    """Promises and how they went; each leads to what it is about, where the work is done."""

    place = 7
    list_display = ("words", "order_number", "kind", "status", "due_at", "ended_at")
    list_filter = ("status", "kind")
    search_fields = ("order_number", "words")
    date_hierarchy = "due_at"
    ordering = ("due_at",)
    inlines = (Moves,)
    readonly_fields = ("about",)

    @admin.display(description=_("what it is about"))
    def about(self, promise: Promise) -> Any:
        model = promise.subject_type.model_class()
        if promise.subject is None or model not in self.admin_site._registry:
            return promise.subject or "—"
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        url = reverse(name, args=[promise.subject_id])
        return format_html('<a class="underline" href="{}">{}</a>', url, promise.subject)
