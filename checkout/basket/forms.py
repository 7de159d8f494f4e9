from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import operations


class AddForm(forms.Form):
    """What a product page sends: which one, and how many."""

    product = forms.IntegerField(min_value=1, max_value=2**62)
    quantity = forms.IntegerField(min_value=1, max_value=operations.MOST_OF_ONE, required=False)

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1


class LineForm(forms.Form):
    """How many of one line; none takes it out."""

    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=0,
        max_value=operations.MOST_OF_ONE,
        error_messages={
            name: operations.QuantityRefused.words % {"most": operations.MOST_OF_ONE}
            for name in ("required", "invalid", "min_value", "max_value")
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, title: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title:
            self.fields["quantity"].label = _("How many: %(title)s") % {"title": title}


class VoucherForm(forms.Form):
    code = forms.CharField(
        label=_("Voucher code"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "input--mid", "autocomplete": "off"}),
    )
