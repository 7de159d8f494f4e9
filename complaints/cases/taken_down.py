"""The form in which staff write down a complaint for whoever rings or writes (ISO10002-7.2)."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from checkout.order import queries as orders
from storefront.core import references
from storefront.core.forms import FilesField

from .models import About, Channel, Complaint


class TakenDown(forms.ModelForm):
    """A complaint that came by telephone, mail or letter, in the words of the complainant."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[each for each in Channel.choices if each[0] != Channel.WEB],
        widget=UnfoldAdminSelectWidget,
    )
    about = forms.ChoiceField(
        label=_("About"), choices=About.choices, widget=UnfoldAdminSelectWidget
    )
    order_number = forms.CharField(
        label=_("Order number"), required=False, max_length=32, widget=UnfoldAdminTextInputWidget
    )
    words = forms.CharField(
        label=_("What happened"), max_length=6_000, widget=UnfoldAdminTextareaWidget
    )
    wish = forms.CharField(
        label=_("What would put it right"),
        required=False,
        max_length=6_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    files = FilesField(label=_("Photographs or papers"), required=False)
    is_about_safety = forms.BooleanField(
        label=_("Somebody could get hurt"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The number and the date of our answer go there at once."),
        widget=UnfoldAdminTextInputWidget,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=UnfoldAdminSelectWidget
    )
    at_once = forms.CharField(
        label=_("What was done at once"),
        required=False,
        help_text=_("Kept as a note among staff."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def clean_order_number(self) -> str:
        number = references.tidy(self.cleaned_data["order_number"])
        if number and orders.by_number(number) is None:
            raise forms.ValidationError(_("There is no order of this number."))
        return number
