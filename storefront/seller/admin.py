from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.staff.admin import OperationAdmin
from storefront.staff.site import site

from . import facts, operations
from .forms import StateSeller
from .models import SellerVersion


@admin.register(SellerVersion, site=site)
class SellerAdmin(OperationAdmin):
    """Every statement of who sells; adding one states the seller anew, from the last one on."""

    form = StateSeller
    list_display = ("version", "name", "why", "written_by", "written_at")
    ordering = ("-version",)

    @admin.display(description=_("Full legal name"))
    def name(self, row: SellerVersion) -> str:
        return str(row.facts.get("legal_name", ""))

    @admin.display(description=_("As stated"))
    def stated(self, row: SellerVersion) -> SafeString:
        shown = [(fact.title, row.facts.get(fact.key)) for fact in facts.FACTS]
        hours = row.facts.get("hours") or {}
        shown += [(f"{_('Hours')} {marks.bracketed(code)}", words) for code, words in hours.items()]
        absent = [facts.MAY_NOT_APPLY[key] for key in row.facts.get("not_applicable", ())]
        shown.append((_("Does not apply to us"), marks.listed(map(str, absent))))
        return format_html_join(
            "", marks.pattern("<p>{}: <strong>{}</strong></p>"), [s for s in shown if s[1]]
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            return [
                (None, {"fields": ["version", "stated", "why", "written_by", "written_at"]}),
            ]
        hours = [facts.hours_key(code) for code, _name in settings.LANGUAGES]
        place = ["street", "town", "region", "postcode", "country"]
        numbers = ["register", "register_no", "vat_id", "supervisor", "licence_no", "icp_no"]
        return [
            (_("Name"), {"fields": ["shop_name", "legal_name", "legal_form", "representative"]}),
            (_("Address"), {"fields": place}),
            (_("How to reach it"), {"fields": ["email", "phone", *hours]}),
            (_("Registration"), {"fields": [*numbers, "not_applicable"]}),
            (_("Account for transfers"), {"fields": ["account_holder", "iban", "bic"]}),
            (_("This statement"), {"fields": ["why", "after"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["version", "stated", "why", "written_by", "written_at"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # The fields are made with the form, so the admin must not look for them on the model.
        return super().get_form(request, obj, **{**kwargs, "fields": ["why"] if not obj else []})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = operations.state(
            values=form.values,
            why=form.cleaned_data["why"],
            after=form.cleaned_data["after"],
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        obj.pk, obj.version, obj.facts = saved.pk, saved.version, saved.facts
