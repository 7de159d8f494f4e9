"""Prices, stock and suppliers: what stands there is a fact, what is typed goes to an operation."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from storefront.staff.admin import FactInline, OperationAdmin
from storefront.staff.site import site

from . import operations
from .models import Partner, PriceChange, StockCount, StockRecord, Supplier


def may_set_prices(user: Any) -> bool:
    """Say whether somebody may say what things cost: who counts them need not."""
    return bool(user.has_perm("partner.add_pricechange"))


class StockForm(forms.ModelForm):
    """A new price, a new count; what is left empty stays as it is."""

    new_price = forms.DecimalField(
        label=_("New price, with tax"),
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reduced = forms.BooleanField(
        label=_("Announce it as a reduction"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_("The earlier price shown is computed: the lowest of the 30 days before."),
    )
    new_count = forms.IntegerField(
        label=_("Units counted in the warehouse"),
        required=False,
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    low_at = forms.IntegerField(
        label=_("Low from"), required=False, min_value=0, widget=UnfoldAdminIntegerFieldWidget
    )
    why = forms.CharField(
        label=_("Why"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = StockRecord
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["low_at"].initial = self.instance.low_stock_threshold


class Prices(FactInline):
    model = PriceChange
    fields = ["since", "price", "currency", "reduced", "why", "set_by"]
    ordering = ["-since", "-pk"]


class Counts(FactInline):
    model = StockCount
    fields = ["counted_at", "before", "after", "why", "counted_by"]
    ordering = ["-counted_at", "-pk"]


@admin.register(StockRecord, site=site)
class StockRecordAdmin(OperationAdmin):
    """What a thing costs and how many there are; both with their whole history."""

    place = 2
    form = StockForm
    inlines = [Prices, Counts]
    list_display = ["partner_sku", "title", "price", "price_currency", "num_in_stock",
                    "set_aside", "free", "low_stock_threshold"]  # fmt: skip
    list_filter = ["partner"]
    list_select_related = ["product__parent", "partner"]
    search_fields = ["partner_sku", "product__title_en", "product__title_zh_hans"]
    ordering = ["partner_sku"]
    readonly_fields = ["product", "partner", "partner_sku", "price", "price_currency",
                       "num_in_stock", "set_aside", "free"]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["product", ("partner", "partner_sku"), ("price", "price_currency"),
                           ("num_in_stock", "set_aside", "free")]}),
        (_("Change it"), {"fields": [("new_price", "reduced"), ("new_count", "low_at"), "why"]}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("title"))
    def title(self, record: StockRecord) -> str:
        return record.product.title or record.product.get_title()

    @admin.display(description=_("set aside"))
    def set_aside(self, record: StockRecord) -> int:
        return record.num_allocated or 0

    @admin.display(description=_("free"))
    def free(self, record: StockRecord) -> int:
        return max(0, record.net_stock_level)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_fieldsets(request, obj)
        if may_set_prices(request.user):
            return own
        return [*own[:-1], (_("Change it"), {"fields": [("new_count", "low_at"), "why"]})]

    def save_model(self, request: Any, obj: StockRecord, form: Any, change: bool) -> None:
        said, who = form.cleaned_data, {"at": request.at, "by": request.user}
        # What is not shown may still be posted.
        if said["new_price"] is not None and may_set_prices(request.user):
            operations.set_price(
                stockrecord=obj,
                price=said["new_price"],
                reduced=said["reduced"],
                why=said["why"],
                **who,
            )
        if said["new_count"] is not None:
            operations.set_stock(stockrecord=obj, units=said["new_count"], why=said["why"], **who)
        if said["low_at"] != obj.low_stock_threshold:
            operations.set_low_stock_at(stockrecord=obj, units=said["low_at"])


class SupplierForm(forms.ModelForm):
    """Who they are, and what was seen of their papers this time."""

    papers = forms.CharField(
        label=_("Papers seen now"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Register extract, permits, certificates: what, of which day."),
    )
    until = forms.DateField(
        label=_("Verified until"), required=False, widget=UnfoldAdminSingleDateWidget
    )

    class Meta:
        model = Supplier
        fields = ["legal_name", "address", "country", "email", "phone"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("papers")) != bool(cleaned.get("until")):
            self.add_error("until", str(operations.VerificationRefused()))
        return cleaned


@admin.register(Supplier, site=site)
class SupplierAdmin(OperationAdmin):
    """
    Who stands behind the goods. Goods of a supplier whose papers nobody saw, or whose
    verification has ended, are not shown to buyers (LBT-5.3.2.1.1).
    """

    place = 6
    form = SupplierForm
    list_display = ["legal_name", "country", "verified_at", "verified_by", "valid_until"]
    list_filter = ["country"]
    search_fields = ["legal_name", "partner__name"]
    ordering = ["valid_until"]
    readonly_fields = ["proof", "verified_by", "verified_at", "valid_until"]
    fieldsets = [
        (None, {"fields": ["legal_name", "address", ("country", "email", "phone")]}),
        (_("Verification that holds"), {"fields": ["proof", ("verified_by", "verified_at"),
                                                   "valid_until"]}),
        (_("Verify"), {"fields": ["papers", "until"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Supplier, form: Any, change: bool) -> None:
        if not change:
            obj.partner = Partner.objects.create(name=obj.legal_name)
        obj.save()
        said = form.cleaned_data
        if said["papers"]:
            operations.verify_supplier(
                supplier=obj,
                proof=said["papers"],
                until=said["until"],
                by=request.user,
                at=request.at,
            )
            self.message_user(request, _("The verification is recorded."), messages.SUCCESS)
