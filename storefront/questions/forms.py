from django import forms
from django.utils.translation import gettext_lazy as _


class Ask(forms.Form):
    """Asks for a question, and where the answer should go."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "It will be shown to everybody together with our answer. Leave out names, addresses "
            "and phone numbers; we cover what looks like one."
        ),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
    )
    author = forms.CharField(
        label=_("Name to show with it"),
        help_text=_("A first name is enough."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "input--mid"}),
    )
    email = forms.EmailField(
        label=_("E-mail, if we should tell you"),
        help_text=_("For the answer, and nothing else."),
        required=False,
        widget=forms.EmailInput({"class": "input--mid", "autocomplete": "email"}),
    )
