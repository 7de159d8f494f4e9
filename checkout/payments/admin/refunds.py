"""Money that goes back, as staff see and send it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from checkout.payments import operations, queries, tasks
from checkout.payments.models import (
    Refund,
    RefundAttempt,
    RefundMove,
)
from storefront.core import money
from storefront.staff.admin import FactInline, History
from storefront.staff.searching import FoundByNumber, buyer
from storefront.staff.site import site

from .buttons import ByButton


class RefundMoveInline(History):
    model = RefundMove


class RefundAttemptInline(FactInline):
    model = RefundAttempt
    verbose_name_plural = _("Tries")
    fields = readonly_fields = ("n", "made_at", "outcome", "ended_at", "problem")
    ordering = ("-pk",)


class RefundForm(forms.ModelForm):
    """The one thing that staff type: the reference under which they sent money back."""

    paid_out_as = forms.CharField(
        label=_("Bank reference of the payout"),
        required=False,
        max_length=64,
        help_text=_("For money that was sent back by hand."),
        widget=UnfoldAdminTextInputWidget(),
    )

    class Meta:
        model = Refund
        fields: tuple[str, ...] = ()


@admin.register(Refund, site=site)
class RefundAdmin(FoundByNumber, ByButton):
    """Money that goes back: what is owed by when, and what the bank said."""

    place = 3
    form = RefundForm
    list_display = ("reference", "order", "sum", "reason", "status", "due_at", "bank_reference")
    list_filter = ("status", "reason", "due_at")
    search_fields = (
        *("reference", "bank_reference", "attempt__intent__reference", "attempt__intent__email"),
        *buyer("order"),
    )
    numbers = ("reference", "attempt__intent__reference")
    phones = ("order__shipping_address__phone_number",)
    ordering = ("-pk",)
    inlines = (RefundAttemptInline, RefundMoveInline)
    at_fields = {operations.NotSaidUnderWhat: "paid_out_as"}
    actions_submit_line = ("try_now", "paid_out")
    readonly_fields = ("sum", "to_whom")

    @display(description=_("to whom"))
    def to_whom(self, refund: Refund) -> str:
        """Name the buyer, and the line of the statement whose account the money came from."""
        intent = refund.attempt.intent
        address = intent.snapshot.get("shipping_address") or {}
        who = [address.get("name", ""), intent.email, intent.phone]
        words = ", ".join(each for each in who if each)
        if refund.attempt.provider_reference:
            came = _("To the account from which %(reference)s came; your statement names it.")
            words = f"{words}. {came % {'reference': refund.attempt.provider_reference}}"
        return words

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        by_hand = obj is not None and operations.may_be_paid_by_hand(obj)
        own = [
            "reference",
            "status",
            "order",
            "sum",
            "to_whom",
            *(["paid_out_as"] if by_hand else []),
        ]
        own += ["reason", "words", "attempt", "asked_at"]
        return [*own, "asked_by", "due_at", "done_at", "bank_reference"]

    def offers(self, name: str, row: Refund, request: HttpRequest) -> bool:
        if name == "paid_out":
            return operations.may_be_paid_by_hand(row)
        return not row.is_done and row.attempt.provider not in queries.BY_HAND

    @display(description=_("sum"), ordering="amount")
    def sum(self, refund: Refund) -> str:
        return money.text(refund.amount, refund.currency)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.typed_reference = form.cleaned_data.get("paid_out_as", "")
        super().save_model(request, obj, form, change)

    @action(description=_("Send it now"), permissions=["change"])
    def try_now(self, request: HttpRequest, refund: Refund) -> None:
        tasks.send_refund.delay_on_commit(refund_id=refund.pk)
        messages.info(request, _("On its way. Look again in a few seconds."))

    @action(description=_("It was paid out by hand"), permissions=["change"])
    def paid_out(self, request: HttpRequest, refund: Refund) -> None:
        operations.record_payout(
            refund=refund,
            reference=refund.typed_reference,  # type: ignore[attr-defined]
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        messages.success(request, _("Recorded, and the buyer is told."))
