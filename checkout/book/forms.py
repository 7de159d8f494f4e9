from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout import addresses
from checkout.forms import MID, AddressForm


class KeptAddress(AddressForm):
    """An address to be kept, with the number that a driver rings there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].help_text = ""
        self.fields["phone"] = forms.CharField(
            label=_("Phone"),
            max_length=32,
            required=False,
            help_text=_("Only the driver gets it, and only on the day."),
            widget=forms.TextInput(
                attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", **MID}
            ),
        )
        self.fields["first"] = forms.BooleanField(
            label=_("Offer this address first"), required=False
        )

    def clean_phone(self) -> str:
        try:
            return addresses.phone(self.cleaned_data["phone"], country=self.country)
        except ValueError:
            raise forms.ValidationError(
                _("Write the number with its area code, such as 087 123 4567 or +353 87 123 4567.")
            ) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors:
            self.address["phone"] = said.get("phone", "")
        return said
