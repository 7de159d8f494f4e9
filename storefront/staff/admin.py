"""What every staff page of ours starts from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline

from storefront.core.refusal import Refusal


class StaffAdmin(ModelAdmin):
    """A page over rows that staff may edit within the rules of their model."""

    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False


class OperationAdmin(StaffAdmin):
    """
    A page that is saved by operations, in its `save_model` and `save_related`.

    A refusal undoes all that was pressed for; the page comes back with its words and with
    everything that was typed.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refused = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if not (words := getattr(request, "refused", "")):
            return form

        class Refused(form):  # type: ignore[misc, valid-type]
            def clean(self) -> dict[str, Any]:
                cleaned = super().clean()
                self.add_error(None, words)
                return cleaned or {}

        return Refused


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
