import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from checkout.order import queries as orders
from checkout.payments import queries as payments
from storefront.core import references
from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin
from storefront.staff.site import site

from . import operations
from .models import Goodwill, LateExtra


class Give(forms.ModelForm):
    """Money of our own accord: which order, how much, why."""

    number = forms.CharField(label=_("Order number"), widget=UnfoldAdminTextInputWidget)
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    why = forms.CharField(
        label=_("Why, as the buyer reads it"), max_length=300, widget=UnfoldAdminTextareaWidget
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Goodwill
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        order = orders.by_number(references.tidy(given.get("number", ""))[:32])
        if order is None:
            self.add_error("number", _("There is no such order."))
        elif given.get("amount") is not None:
            left = payments.refundable(order)
            if not 0 < given["amount"] <= left:
                words = _("Between 0.01 and %(left)s %(currency)s can be given back.")
                named = {"left": left, "currency": order.currency}
                self.add_error("amount", words % named)
        given["order"] = order
        return given


@admin.register(Goodwill, site=site)
class GoodwillAdmin(FactAdmin):
    """What we gave back of our own accord; adding one gives money back at once."""

    list_display = ("order", "amount", "why", "given_by", "given_at", "refund")
    search_fields = ("order__number", "why")
    list_select_related = ("order", "given_by", "refund")
    ordering = ("-given_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("refunds.add_goodwill")  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return super().get_readonly_fields(request, obj) if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj:
            return ["order", "amount", "why", "given_by", "given_at", "refund"]
        return ["number", "amount", "why", "key"]

    def get_form(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_form(request, obj, **({} if obj else {"form": Give}) | options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        try:
            made = operations.give(
                order=given["order"],
                amount=given["amount"],
                why=given["why"],
                key=given["key"],
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            obj.__dict__.update(made.__dict__)


class Paid(forms.ModelForm):
    """The reference under which our bank transferred an extra."""

    reference = forms.CharField(
        label=_("Reference of the bank"), required=False, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = LateExtra
        fields: list[str] = []


@admin.register(LateExtra, site=site)
class LateExtraAdmin(FactAdmin):
    """What late refunds have added; each is transferred by hand and marked with its reference."""

    form = Paid
    list_display = ("refund", "amount", "currency", "basis", "due_at", "paid_at")
    list_filter = (("paid_at", admin.EmptyFieldListFilter),)
    list_select_related = ("refund",)
    ordering = ("paid_at", "worked_out_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = ["refund", "amount", "currency", "basis", "due_at", "worked_out_at"]
        if obj and obj.paid_at:
            return [*own, "paid_at", "paid_by", "bank_reference"]
        return [*own, "reference"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            operations.record_paid(
                extra=obj,
                reference=form.cleaned_data.get("reference", ""),
                by=request.user,
                at=request.at,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
