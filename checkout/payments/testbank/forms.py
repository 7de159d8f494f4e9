from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Payment


class UseCard(forms.Form):
    card = forms.ChoiceField(
        label=_("Which card do you use?"),
        choices=[
            ("good", _("A card that works, ending in 4242")),
            ("insufficient_funds", _("A card without enough money, ending in 9995")),
            ("expired_card", _("A card that has run out, ending in 0069")),
            ("limit_reached", _("A card at its limit for online payments, ending in 4417")),
            (
                "do_not_honour",
                _("A card that the bank refuses without a reason, ending in 0002"),
            ),
            (
                "wrong_amount",
                _("A card that is charged one euro too little, ending in 0101"),
            ),
        ],
        initial="good",
        widget=forms.RadioSelect,
    )
    behaviour = forms.ChoiceField(
        label=_("How does the bank’s answer reach the shop?"),
        choices=Payment.Behaviour.choices,
        initial="normal",
        widget=forms.RadioSelect,
    )


class OneTimeCode(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("Six digits, valid for five minutes."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the code that the bank has sent you.")},
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
