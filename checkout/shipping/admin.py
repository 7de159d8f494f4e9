from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from storefront.core import destination
from storefront.staff.admin import StaffAdmin
from storefront.staff.site import site

from .models import DeliveryMethod


class DeliveryMethodForm(forms.ModelForm):
    """A method as staff write it: countries to tick, and refusals in words."""

    countries = forms.MultipleChoiceField(
        label=_("countries"), widget=forms.CheckboxSelectMultiple, choices=destination.every
    )

    class Meta:
        model = DeliveryMethod
        fields = "__all__"  # noqa: DJ007 - which ones is said by the page's fieldsets

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        least, most = said.get("min_days"), said.get("max_days")
        if least is not None and most is not None and most < least:
            self.add_error("max_days", _("It cannot be there sooner than at the least."))
        if most is not None and most > 60:
            self.add_error("max_days", _("We promise nothing that takes longer than sixty days."))
        free_from = said.get("free_from")
        if free_from is not None and free_from <= 0:
            self.add_error("free_from", _("Leave it empty, or write a sum above nought."))
        return said


@admin.register(DeliveryMethod, site=site)
class DeliveryMethodAdmin(TranslationAdmin, StaffAdmin):
    """
    How goods reach buyers, what it costs and how long it takes.

    A change holds for whoever has not ordered yet: they are shown it before they press.
    """

    form = DeliveryMethodForm
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
