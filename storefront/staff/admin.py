"""What every staff page of ours starts from."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline


class StaffAdmin(ModelAdmin):
    """A page over rows that staff may edit within the rules of their model."""

    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False


class FactAdmin(StaffAdmin):
    """A page over facts: they are looked at and searched, and changed by operations only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = [field.name for field in self.model._meta.fields]
        return [*own, *super().get_readonly_fields(request, obj)]


class FactInline(TabularInline):
    """Rows of facts inside a page."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
