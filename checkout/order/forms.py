from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import references


class FindOrder(forms.Form):
    """What a guest knows of an order: its number and the address it was confirmed to."""

    number = forms.CharField(
        label=_("Order number"),
        help_text=_("It begins with FH- and stands in the confirmation."),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "input--mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the order number.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you ordered with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write the e-mail address that you ordered with.")},
    )

    def clean_number(self) -> str:
        return references.tidy(references.in_groups(self.cleaned_data["number"]))
