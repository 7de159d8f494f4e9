from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.choosing import WithLines
from checkout import addresses
from checkout.forms import MID, AddressForm


class Cancel(WithLines):
    """Which things of an order are to be left out, and how many of each; or all there is."""

    lines_label = _("What do you want to leave out?")
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("You need not say. It helps us do better."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, all_of_it: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.all_of_it = all_of_it
        # Whoever presses for all of it need not tick each.
        self.fields["lines"].required = not all_of_it
        names = [name for name in self.fields if name.startswith(("lines", "units_"))]
        self.order_fields([*names, "reason"])

    def units(self) -> dict[int, int]:
        if self.all_of_it:
            return {line.pk: line.left for line in self.offered}
        return super().units() or {}


class Phone(forms.Form):
    """The number that the driver rings."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        help_text=_("Only the driver gets it, and only on the day."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", **MID}
        ),
    )

    def __init__(self, *args: Any, country: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.country = country

    def clean_phone(self) -> str:
        try:
            return addresses.phone(self.cleaned_data["phone"], country=self.country)
        except ValueError:
            raise forms.ValidationError(
                _("Write the number with its area code, such as 087 123 4567 or +353 87 123 4567.")
            ) from None


class Delivery(AddressForm):
    """Another address in the same country."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].help_text = _(
            "It stays in this country. To send it to another, cancel it without cost and order "
            "again: delivery and rights are not the same there."
        )
