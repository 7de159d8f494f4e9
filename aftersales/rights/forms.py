from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.order.forms import FindOrder

from .problems import Problem


class Which(FindOrder):
    """Which order it is about, for somebody who is not signed in."""


class WhatIsWrong(forms.Form):
    """What is not right, in the buyer's words."""

    what = forms.ChoiceField(
        label=_("What is it?"),
        help_text=_("Pick the nearest. You can say more in a moment."),
        choices=Problem.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
