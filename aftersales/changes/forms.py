from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout import addresses
from checkout.forms import MID, AddressForm
from storefront.core import money
from storefront.core.forms import Card, TickCards


class Cancel(forms.Form):
    """Which lines of an order are to be left out; all of them unless the buyer says otherwise."""

    lines = forms.MultipleChoiceField(
        label=_("What do you want to leave out?"),
        widget=TickCards,
        error_messages={"required": _("Choose at least one thing to leave out.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("You need not say. It helps us do better."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lines: Iterable[Any], currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines"].choices = [
            (
                str(line.pk),
                Card(
                    line.title,
                    note=_("%(count)s pieces") % {"count": line.left} if line.left > 1 else "",
                    aside=money.text(line.left_amount, currency),
                ),
            )
            for line in lines
        ]
        self.fields["lines"].initial = [str(line.pk) for line in lines]


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
