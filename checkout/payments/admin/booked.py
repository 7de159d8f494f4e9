"""What was booked on a payment, and what staff type to book it."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from checkout.payments import desk, reasons
from checkout.payments.models import Attempt, AttemptMove, TakenBack
from storefront.core import money
from storefront.staff.admin import FactInline, History


class AttemptMoveInline(History):
    model = AttemptMove

    def why_in_words(self, move: AttemptMove) -> Any:
        if move.to_status == Attempt.Status.REVIEW:
            return desk.what_was_wrong(move.why)
        if move.why in reasons.WORDS:
            return reasons.words(move.why)[0]
        return super().why_in_words(move)


class TakenBackInline(FactInline):
    """What was booked here by mistake."""

    model = TakenBack
    fk_name = "attempt"
    verbose_name_plural = _("Bookings taken back")
    fields = readonly_fields = (
        *("taken_back_at", "sum", "reference", "instead", "taken_back_by", "why"),
    )
    ordering = ("-pk",)

    @display(description=_("sum"))
    def sum(self, taken: TakenBack) -> str:
        return money.text(taken.amount, taken.currency)

    @display(description=_("booked instead on"))
    def instead(self, taken: TakenBack) -> Any:
        if taken.moved_to is None:
            return _("nothing yet")
        url = reverse("admin:payments_attempt_change", args=[taken.moved_to_id])
        words = taken.moved_to.intent.reference
        if taken.moved_to_id == taken.attempt_id:
            words = taken.moved_to.provider_reference
        return format_html('<a class="underline" href="{}">{}</a>', url, words)


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
