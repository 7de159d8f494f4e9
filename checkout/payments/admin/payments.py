"""Money as staff see it: payments, refunds and what providers posted; every button an operation."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

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

    place = 20
    list_display = ("reference", "status", "email", "sum", "made_at", "expires_at")
    list_filter = ("status", "country", "made_at")
    search_fields = ("reference", "email")
    ordering = ("-pk",)
    inlines = (AttemptInline, IntentMoveInline)
    exclude = ("snapshot",)

    @display(description=_("sum"))
    def sum(self, intent: Intent) -> str:
        return money.text(intent.total, intent.currency)


class ReceiptForm(forms.ModelForm):
    """What staff type from a bank statement or a carrier's list: what came in, and under what."""

    received = forms.DecimalField(
        label=_("Came in"),
        required=False,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        widget=UnfoldAdminDecimalFieldWidget(),
    )
    received_currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        widget=UnfoldAdminTextInputWidget(),
    )
    received_as = forms.CharField(
        label=_("Reference of the bank"),
        required=False,
        max_length=120,
        help_text=_("As the statement has it. Each line of a statement counts once."),
        widget=UnfoldAdminTextInputWidget(),
    )

    class Meta:
        model = Attempt
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "received" in self.fields:
            self.initial |= {
                "received": self.instance.amount,
                "received_currency": self.instance.currency,
            }


@admin.register(Attempt, site=site)
class AttemptAdmin(ByButton):
    """Payments; those that need a look, and those whose money staff see arrive."""

    place = 2
    form = ReceiptForm
    list_display = ("purchase", "method", "sum", "status", "reason", "made_at", "due_at")
    list_filter = ("status", "method", "made_at")
    search_fields = ("intent__reference", "provider_reference", "intent__email")
    ordering = ("-pk",)
    inlines = (AttemptMoveInline,)
    actions_submit_line = (
        "receive_one",
        "accept_it",
        "return_it",
        "let_it_wait",
        "ask_now",
        "give_it_up",
    )
    readonly_fields = ("sum", "came_in", "given_back")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # What a person has to look at or to type stands first, what only happened below it.
        fields = ["intent", "n", "method", "status", "sum"]
        if obj is not None and operations.may_be_received(obj):
            fields += ["received", "received_currency", "received_as"]
        if obj is not None and obj.captured:
            fields += ["came_in", "given_back"]
        if obj is not None and obj.review_words:
            fields += ["review_words"]
        fields += ["provider", "provider_reference", "reason"]
        return [*fields, "made_at", "asked_at", "due_at", "ended_at"]

    def offers(self, name: str, row: Attempt, request: HttpRequest) -> bool:
        review = row.status == Attempt.Status.REVIEW
        at = request.at  # type: ignore[attr-defined]
        return {
            "receive_one": operations.may_be_received(row),
            "accept_it": review
            and row.captured >= row.amount
            and row.came_in_currency == row.currency,
            "return_it": review and bool(row.left),
            "let_it_wait": review and not row.left,
            "ask_now": row.is_open and not review and row.provider not in queries.BY_HAND,
            "give_it_up": queries.unknown_too_long(at).filter(pk=row.pk).exists(),
        }[name]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return super().get_queryset(request).select_related("intent")

    @display(description=_("purchase"), ordering="intent__reference")
    def purchase(self, attempt: Attempt) -> str:
        return attempt.intent.reference

    @display(description=_("sum"), ordering="amount")
    def sum(self, attempt: Attempt) -> str:
        return money.text(attempt.amount, attempt.currency)

    @display(description=_("came in"))
    def came_in(self, attempt: Attempt) -> str:
        return money.text(attempt.captured, attempt.came_in_currency)

    @display(description=_("Given back"))
    def given_back(self, attempt: Attempt) -> str:
        return money.text(attempt.refunded, attempt.came_in_currency)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.typed = form.cleaned_data
        super().save_model(request, obj, form, change)

    @action(description=_("Ask the provider now"), permissions=["change"])
    def ask_now(self, request: HttpRequest, attempt: Attempt) -> None:
        # In the background: no network call may happen inside the transaction of this page.
        tasks.ask.delay_on_commit(attempt_id=attempt.pk)
        messages.info(request, _("Asked. Look again in a few seconds."))

    @action(description=_("The money is here"), permissions=["change"])
    def receive_one(self, request: HttpRequest, attempt: Attempt) -> None:
        typed = attempt.typed  # type: ignore[attr-defined]
        after = operations.record_receipt(
            attempt=attempt,
            amount=typed.get("received") or attempt.amount * 0,
            currency=typed.get("received_currency") or "",
            reference=typed.get("received_as") or "",
            by=request.user,
            at=request.at,  # type: ignore[attr-defined]
        )
        tell = messages.warning if after.status == Attempt.Status.REVIEW else messages.success
        tell(request, f"{after.intent.reference}: {after.get_status_display()}")

    @action(description=_("Take it as paid"), permissions=["change"])
    def accept_it(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.accept_review)
        messages.success(request, _("It counts as paid. What was too much goes back."))
        _say_what_is_owed(request, attempt)

    @action(description=_("Give the wrong sum back"), permissions=["change"])
    def return_it(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.return_wrong_amount)
        messages.success(request, _("The money goes back, and the buyer is told."))
        _say_what_is_owed(request, attempt)

    @action(description=_("It was another purchase’s money"), permissions=["change"])
    def let_it_wait(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.wait_again)
        messages.success(request, _("Closed. This purchase goes on waiting for its own money."))

    @action(description=_("Stop this payment"), permissions=["change"])
    def give_it_up(self, request: HttpRequest, attempt: Attempt) -> None:
        self._decide(request, attempt, operations.give_up)
        messages.success(
            request, _("Stopped. Should its money come after all, it pays the order or goes back.")
        )

    def _decide(self, request: HttpRequest, attempt: Attempt, decision: Any) -> None:
        at = request.at  # type: ignore[attr-defined]
        decision(attempt=attempt, by=request.user, at=at)


def _say_what_is_owed(request: HttpRequest, attempt: Attempt) -> None:
    """Say where money waits that no provider sends: somebody has to."""
    for refund in attempt.refunds.exclude(status=Refund.Status.DONE):
        if operations.may_be_paid_by_hand(refund):
            words = _("%(reference)s is owed: send %(sum)s by hand, and write down under what.")
            named = {
                "reference": refund.reference,
                "sum": money.text(refund.amount, refund.currency),
            }
            page = reverse("admin:payments_refund_change", args=[refund.pk])
            link = format_html('<a class="underline" href="{}">{}</a>', page, words % named)
            messages.warning(request, link)


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
class RefundAdmin(ByButton):
    """Money that goes back: what is owed by when, and what the bank said."""

    place = 3
    form = RefundForm
    list_display = ("reference", "order", "sum", "reason", "status", "due_at", "bank_reference")
    list_filter = ("status", "reason", "due_at")
    search_fields = ("reference", "order__number", "bank_reference")
    ordering = ("-pk",)
    inlines = (RefundAttemptInline, RefundMoveInline)
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

    place = 90
    list_display = ("received_at", "provider", "kind", "event_id", "handled_at", "refused")
    list_filter = ("provider", "handled_at", "received_at")
    search_fields = ("event_id", "kind", "refused")
    ordering = ("-pk",)
