from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from .models import Choice
from .registry import all_purposes


def _titles() -> dict[str, Any]:
    return {each.key: each.title for each in all_purposes()}


class OfPurpose(admin.SimpleListFilter):
    title = _("purpose")
    parameter_name = "purpose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(_titles().items())

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.filter(purpose=self.value()) if self.value() else rows


@admin.register(Choice, site=site)
class ChoiceAdmin(FactAdmin):
    list_display = ("what_for", "user", "granted", "source", "chosen_at")
    list_filter = (OfPurpose, "granted")
    search_fields = ("user__username", "user__email")
    ordering = ("-chosen_at",)

    @admin.display(description=_("purpose"), ordering="purpose")
    def what_for(self, choice: Choice) -> Any:
        return _titles().get(choice.purpose, choice.purpose)
