from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core.forms import Card, CardField
from storefront.partner import lots

from .models import Recall, Remedy, remedies_of

NOTES = {
    Remedy.REFUND: (
        _("All that you paid for it, the way you paid. It comes when yours is with us."),
        _("All that you paid for it, the way you paid, at once."),
    ),
    Remedy.REPLACE: (
        _("The same again from what is safe. It comes within 14 days; send yours with our label."),
        _("The same again from what is safe, within 14 days."),
    ),
    Remedy.REPAIR: (
        _("Send it with our label; it comes back to you repaired within 14 days."),
        _("Repaired within 14 days."),
    ),
}
REFUNDED = (
    _("%(sum)s, all that you paid for it, the way you paid. It comes when yours is with us."),
    _("%(sum)s, all that you paid for it, the way you paid, at once."),
)


class Choose(forms.Form):
    """One of the remedies that the recall offers; `sum_` is what money back would be."""

    remedy = CardField(
        label=_("What would you like?"),
        error_messages={"required": _("Choose one of the ways.")},
    )

    def __init__(
        self, *args: Any, recall: Recall, may_replace: bool, sum_: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["remedy"].choices = [
            (value, self._card(value, label, recall, may_replace, sum_))
            for value, label in remedies_of(recall)
        ]

    def _card(self, value: str, label: Any, recall: Recall, may_replace: bool, sum_: str) -> Card:
        if value == Remedy.REPLACE and not may_replace:
            none = _("There is no safe one to send yet. Choose another way, or come back later.")
            return Card(label, note=none, disabled=True)
        if value == Remedy.REFUND and sum_:
            return Card(label, note=str(REFUNDED[recall.dispose]) % {"sum": sum_})
        return Card(label, note=NOTES[Remedy(value)][recall.dispose])


class FindLot(forms.Form):
    """The lot number on one's own thing."""

    lot = forms.CharField(
        label=_("Lot number"),
        help_text=_("It stands on the label or underneath."),
        max_length=lots.LONGEST,
        error_messages={"required": _("Write the number that stands on it.")},
    )

    def clean_lot(self) -> str:
        return lots.tidy(self.cleaned_data["lot"])
