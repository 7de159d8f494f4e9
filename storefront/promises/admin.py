from django.contrib import admin

from storefront.staff.admin import FactAdmin, History
from storefront.staff.site import site

from .models import Promise, PromiseMove


class Moves(History):
    model = PromiseMove


@admin.register(Promise, site=site)
class PromiseAdmin(FactAdmin):
    list_display = ("words", "order_number", "kind", "status", "due_at", "ended_at")
    list_filter = ("status", "kind")
    search_fields = ("order_number", "words")
    date_hierarchy = "due_at"
    ordering = ("due_at",)
    inlines = (Moves,)
