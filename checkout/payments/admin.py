"""Money as staff see it: payments, refunds and what providers posted; every button an operation."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from storefront.core import money
from storefront.core.refusal import Refusal
from storefront.staff.admin import FactAdmin, FactInline, History
from storefront.staff.site import site

from . import operations, queries, tasks
from .models import (
    Attempt,
    AttemptMove,
    Intent,
    IntentMove,
    ProviderEvent,
    Refund,
    RefundAttempt,
    RefundMove,
)


class ByButton(FactAdmin):
    """A page on which nothing is saved but what a pressed button does."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        for press in self.pressed(request):
            try:
                press(request, obj)
            except Refusal as refusal:
                messages.error(request, str(refusal))


class AttemptMoveInline(History):
    model = AttemptMove


class IntentMoveInline(History):
    model = IntentMove


class RefundMoveInline(History):
    model = RefundMove


class RefundAttemptInline(FactInline):
    model = RefundAttempt
    verbose_name_plural = _("Tries")
    fields = readonly_fields = ("n", "made_at", "outcome", "ended_at", "problem")
    ordering = ("-pk",)


class AttemptInline(FactInline):
    model = Attempt
    verbose_name_plural = _("Payments")
    fields = readonly_fields = ("n", "method", "amount", "status", "reason", "made_at")
    show_change_link = True
    ordering = ("n",)


@admin.register(Intent, site=site)
class IntentAdmin(FactAdmin):
    """Every press of the order button and what became of it."""

    list_display = ("reference", "status", "email", "sum", "made_at", "expires_at")
    list_filter = ("status", "country", "made_at")
    search_fields = ("reference", "email")
    ordering = ("-pk",)
    inlines = (AttemptInline, IntentMoveInline)
    exclude = ("snapshot",)

    @display(description=_("sum"))
    def sum(self, intent: Intent) -> str:
        return money.text(intent.total, intent.currency)


@admin.register(Attempt, site=site)
class AttemptAdmin(ByButton):
    """Payments; those that need a look, and transfers whose money staff see arrive."""

    list_display = ("purchase", "method", "sum", "status", "reason", "made_at", "due_at")
    list_filter = ("status", "method", "made_at")
    search_fields = ("intent__reference", "provider_reference", "intent__email")
    ordering = ("-pk",)
    inlines = (AttemptMoveInline,)
    actions = ("receive_all",)
    actions_submit_line = ("receive_one", "return_it", "ask_now")

    def offers(self, name: str, row: Attempt, request: HttpRequest) -> bool:
        by_hand = row.provider in queries.BY_HAND
        return {
            "receive_one": by_hand and row.is_open,
            "return_it": row.status == Attempt.Status.REVIEW,
            "ask_now": not by_hand and row.is_open,
        }[name]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return super().get_queryset(request).select_related("intent")

    @display(description=_("purchase"), ordering="intent__reference")
    def purchase(self, attempt: Attempt) -> str:
        return attempt.intent.reference

    @display(description=_("sum"), ordering="amount")
    def sum(self, attempt: Attempt) -> str:
        return money.text(attempt.amount, attempt.currency)

    @action(description=_("Ask the provider now"), permissions=["change"])
    def ask_now(self, request: HttpRequest, attempt: Attempt) -> None:
        # In the background: no network call may happen inside the transaction of this page.
        tasks.ask.delay_on_commit(attempt_id=attempt.pk)
        messages.info(request, _("Asked. Look again in a few seconds."))

    @action(description=_("The money is here"), permissions=["change"])
    def receive_one(self, request: HttpRequest, attempt: Attempt) -> None:
        self._receive(request, attempt)

    @action(description=_("The money is here"), permissions=["change"])
    def receive_all(self, request: HttpRequest, attempts: QuerySet[Attempt]) -> None:
        for attempt in attempts:
            try:
                self._receive(request, attempt)
            except Refusal as refusal:
                messages.error(request, f"{attempt.intent.reference}: {refusal}")

    @action(description=_("Give the wrong sum back"), permissions=["change"])
    def return_it(self, request: HttpRequest, attempt: Attempt) -> None:
        operations.return_wrong_amount(
            attempt=attempt,
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        messages.success(request, _("The money goes back, and the buyer is told."))

    def _receive(self, request: HttpRequest, attempt: Attempt) -> None:
        """Record the whole sum as received; another sum comes in through the bank's file."""
        after = operations.record_receipt(
            attempt=attempt,
            amount=attempt.amount,
            currency=attempt.currency,
            reference=f"{attempt.provider}-{attempt.intent.reference}-{attempt.n}",
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        messages.success(request, f"{after.intent.reference}: {after.get_status_display()}")


class RefundForm(forms.ModelForm):
    """The one thing that staff type: the reference under which they sent money back."""

    paid_out_as = forms.CharField(
        label=_("Bank reference of the payout"),
        required=False,
        max_length=64,
        help_text=_("For money that was sent back by hand."),
    )

    class Meta:
        model = Refund
        fields: tuple[str, ...] = ()


@admin.register(Refund, site=site)
class RefundAdmin(ByButton):
    """Money that goes back: what is owed by when, and what the bank said."""

    form = RefundForm
    list_display = ("reference", "order", "sum", "reason", "status", "due_at", "bank_reference")
    list_filter = ("status", "reason", "due_at")
    search_fields = ("reference", "order__number", "bank_reference")
    ordering = ("-pk",)
    inlines = (RefundAttemptInline, RefundMoveInline)
    actions_submit_line = ("try_now", "paid_out")
    readonly_fields = ("sum",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = ["reference", "status", "order", "sum", "reason", "words", "attempt", "asked_at"]
        own += ["asked_by", "due_at", "done_at", "bank_reference"]
        by_hand = obj is not None and not obj.is_done
        return [*own, "paid_out_as"] if by_hand else own

    def offers(self, name: str, row: Refund, request: HttpRequest) -> bool:
        return not row.is_done

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
        reference = getattr(refund, "typed_reference", "")
        if not reference:
            messages.error(request, _("Write the bank's reference, so that the buyer finds it."))
            return
        operations.record_payout(
            refund=refund,
            reference=reference,
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        messages.success(request, _("Recorded, and the buyer is told."))


@admin.register(ProviderEvent, site=site)
class ProviderEventAdmin(FactAdmin):
    """Every post of a provider, the refused ones too."""

    list_display = ("received_at", "provider", "kind", "event_id", "handled_at", "refused")
    list_filter = ("provider", "handled_at", "received_at")
    search_fields = ("event_id", "kind", "refused")
    ordering = ("-pk",)
