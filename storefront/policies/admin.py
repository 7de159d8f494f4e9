from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from storefront.core.refusal import Refusal
from storefront.staff.admin import StaffAdmin
from storefront.staff.site import site

from . import operations
from .models import PolicyVersion


class PolicyForm(forms.ModelForm):
    """Staff write a version here; one that is in force is shown and not changed."""

    class Meta:
        model = PolicyVersion
        fields = ("slug", "version", "language", "title", "summary", "body", "valid_from")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before = PolicyVersion.objects.filter(
            slug=cleaned.get("slug"), version__lt=cleaned.get("version") or 0
        )
        begins = cleaned.get("valid_from")
        if begins and before.filter(valid_from__gt=begins).exists():
            raise ValidationError(str(operations.NotAfterTheLast()))
        return cleaned


@admin.register(PolicyVersion, site=site)
class PolicyVersionAdmin(StaffAdmin):
    form = PolicyForm
    list_display = ("title", "slug", "version", "language", "valid_from")
    list_filter = ("slug", "language")
    ordering = ("slug", "-version", "language")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj and obj.valid_from <= request.at:  # type: ignore[attr-defined]
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            saved = operations.write_version(
                at=request.at,  # type: ignore[attr-defined]
                **{name: form.cleaned_data[name] for name in PolicyForm.Meta.fields},
            )
        except Refusal as refusal:
            self.message_user(request, str(refusal), "error")
            return
        obj.pk = saved.pk
