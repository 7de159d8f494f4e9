from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldBooleanSwitchWidget

from storefront.catalogue.languages import LANGUAGES, column
from storefront.core import destination, marks
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site

from . import operations
from .models import DeliveryMethod

RETIRE, AGAIN = "shipping_deliverymethod_retire", "shipping_deliverymethod_again"


class DeliveryMethodForm(RecordedForm):
    """A way of delivery as staff write it: countries to tick, and refusals in words."""

    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        choices=destination.every,
        required=False,
    )
    sure = forms.BooleanField(
        label=_("Also if a country loses its last way of delivery"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = DeliveryMethod
        fields = (*operations.COLUMNS, *operations.PLAIN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for field in operations.TEXTS:
            title = capfirst(str(DeliveryMethod._meta.get_field(field).verbose_name))
            for code in LANGUAGES:
                if control := self.fields.get(column(field, code)):
                    control.required, control.label = (
                        False,
                        f"{title} {marks.bracketed(names[code])}",
                    )

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.Meta.fields}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        row = self.instance if self.instance.pk else None
        for name, words in operations.problems(self.values, method=row).items():
            if name not in self.errors:
                self.add_error(name, words)
        return said


@admin.register(DeliveryMethod, site=site)
class DeliveryMethodAdmin(RecordedAdmin):
    """
    How goods reach buyers, what it costs and how long it takes.

    A change holds for whoever has not ordered yet: they are shown it before they press.
    """

    form = DeliveryMethodForm
    list_display = ["name", "code", "kind", "price", "free_from", "days", "cutoff", "active"]
    list_filter = ["kind", "active"]
    ordering = ["position", "code"]
    search_fields = ["name", "code", "carrier"]
    readonly_fields = ["standing"]
    this_change = ["why", "sure", "seen"]
    actions_submit_line = ["retire", "again"]
    fieldsets = [
        (None, {"fields": ["standing", *(
            tuple(column(field, code) for code in LANGUAGES) for field in operations.TEXTS
        ), ("code", "kind"), "carrier"]}),
        (_("Where to"), {"fields": ["countries", "position"]}),
        (_("What it costs"), {"fields": [("price", "currency"), "free_from"]}),
        (_("How long it takes"), {"fields": [("cutoff", "dispatch_days"),
                                             ("min_days", "max_days")]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders name the way that they go: it is retired, it does not go away."""
        return False

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id)) if object_id else None
        if row is None or not self.has_change_permission(request, row):
            return []
        either = super().get_actions_submit_line(request, object_id)
        fits = RETIRE if row.active else AGAIN
        return [each for each in either if request.method == "POST" or each.action_name == fits]

    @admin.display(description=_("days"))
    def days(self, method: DeliveryMethod) -> str:
        return f"{method.min_days} – {method.max_days}"

    @admin.display(description=_("standing"))
    def standing(self, method: DeliveryMethod) -> Any:
        if method.pk is None:
            return _("It is offered as soon as it is saved.")
        return _("Offered.") if method.active else _("Retired: nobody is offered it.")

    def save_model(self, request: Any, obj: DeliveryMethod, form: Any, change: bool) -> None:
        said, sure = self.said(request, form), form.cleaned_data["sure"]
        if RETIRE in request.POST:
            operations.retire_method(method=obj, sure=sure, **said)
            words = _("Nobody is offered it any more. Orders that go by it go on as agreed.")
        elif AGAIN in request.POST:
            operations.offer_again(method=obj, **said)
            words = _("It is offered again.")
        else:
            saved = operations.save_method(
                method=obj if change else None, values=form.values, sure=sure, **said
            )
            obj.pk = saved.pk
            words = _("Whoever orders from now on is shown this. Orders made before stay theirs.")
        self.message_user(request, words, messages.SUCCESS)

    def told(self, name: str, value: Any) -> str:
        if name == "countries" and isinstance(value, str):
            return str(destination.name(value))
        if name == "kind":
            return str(dict(DeliveryMethod.Kind.choices).get(value, value or "—"))
        return super().told(name, value)

    @action(description=_("Offer it to nobody any more"))
    def retire(self, request: HttpRequest, obj: DeliveryMethod) -> None:
        """Done in save_model."""

    @action(description=_("Offer it again"))
    def again(self, request: HttpRequest, obj: DeliveryMethod) -> None:
        """Done in save_model."""
