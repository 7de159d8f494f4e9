from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from storefront.staff.admin import FactAdmin, History
from storefront.staff.site import site

from . import registry
from .models import Promise, PromiseMove


class Moves(History):
    model = PromiseMove


class OfKind(admin.SimpleListFilter):
    title = _("what we owe")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        kinds = Promise.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, registry.title_of(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Promise, site=site)
class PromiseAdmin(FactAdmin):
    """Promises and how they went; each leads to what it is about, where the work is done."""

    place = 7
    list_display = ("what", "order_number", "status", "due_at", "ended_at")
    list_filter = ("status", OfKind)
    search_fields = ("order_number", "words")
    date_hierarchy = "due_at"
    ordering = ("due_at",)
    inlines = (Moves,)
    readonly_fields = ("what", "about")
    exclude = ("kind",)

    @admin.display(description=_("what we owe"), ordering="kind")
    def what(self, promise: Promise) -> Any:
        """Name it as staff do: its words are said to the buyer, in the buyer's language."""
        return registry.title_of(promise.kind)

    @admin.display(description=_("what it is about"))
    def about(self, promise: Promise) -> Any:
        model = promise.subject_type.model_class()
        if promise.subject is None or model not in self.admin_site._registry:
            return promise.subject or "—"
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        url = reverse(name, args=[promise.subject_id])
        return format_html('<a class="underline" href="{}">{}</a>', url, promise.subject)
