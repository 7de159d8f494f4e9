from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aftersales.choosing import WithLines
from storefront.core import references
from storefront.core.forms import Cards, FilesField

from .models import Return


def no_control_signs(value: str) -> None:
    """Refuse what no person types and no database takes."""
    if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in value):
        raise ValidationError(_("This holds signs that cannot be written."))


class Withdraw(WithLines):
    """What the law asks for in a withdrawal, and nothing more: who, which contract, where to."""

    lines_label = _("What do you withdraw from?")
    all_ticked = True
    name = forms.CharField(
        label=_("Your name"),
        max_length=160,
        validators=[no_control_signs],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    contract = forms.CharField(
        label=_("Order number"),
        help_text=_(
            "It begins with FH-. If you cannot find it, write what you ordered and when: "
            "we look for it."
        ),
        max_length=160,
        validators=[no_control_signs],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the order number, or what you ordered and when.")},
    )
    email = forms.EmailField(
        label=_("E-mail address for our confirmation"),
        help_text=_("You get your statement with date and time at once."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write the address that the confirmation should go to.")},
    )
    which = forms.CharField(
        label=_("Only a part of it?"),
        help_text=_("Leave this empty to withdraw from all of it; else write which things."),
        required=False,
        max_length=500,
        validators=[no_control_signs],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.offered:
            # Whoever sees the order ticks its lines in place of writing which.
            del self.fields["which"]
            names = [name for name in self.fields if name.startswith(("lines", "units_"))]
            self.order_fields([*names, "name", "contract", "email"])
            self.fields["contract"].widget.attrs["readonly"] = True
            self.fields["contract"].help_text = ""

    def clean_contract(self) -> str:
        """Write a number of ours in our way, so that its buyer sees that it was understood."""
        return references.in_groups(self.cleaned_data["contract"])


WRONG = [
    (Return.Kind.FAULTY, _("It is faulty, or broke in use")),
    (Return.Kind.DAMAGED, _("It was broken when it came")),
    (Return.Kind.WRONG, _("It is not what I ordered, or not as described")),
    (Return.Kind.MISSING, _("Something is missing")),
]


class Claim(WithLines):
    """What is wrong with which things, shown if the buyer likes, and how it should be put right."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=Cards,
        choices=WRONG,
        error_messages={"required": _("Say what is wrong.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("What happened, and since when."),
        max_length=4000,
        validators=[no_control_signs],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what is wrong.")},
    )
    photos = FilesField(
        label=_("Pictures"),
        help_text=_("JPEG, PNG, WebP or PDF, 6 MB each. A picture helps; none is needed."),
        required=False,
    )
    wish = forms.ChoiceField(label=_("What would you like?"), widget=Cards, required=False)

    def __init__(self, *args: Any, wishes: Iterable[tuple[str, Any]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["wish"].choices = list(wishes)
        names = [name for name in self.fields if name.startswith(("lines", "units_"))]
        self.order_fields([*names, "kind", "words", "photos", "wish"])


class Goodwill(WithLines):
    """A change of mind after the last day: asked for, not demanded."""

    all_ticked = True
    words = forms.CharField(
        label=_("Why, and in which state is it?"),
        max_length=4000,
        validators=[no_control_signs],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )


class Way(forms.Form):
    way = forms.ChoiceField(
        label=_("How will it travel?"),
        widget=Cards,
        error_messages={"required": _("Choose how it will travel.")},
    )

    def __init__(self, *args: Any, ways: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["way"].choices = list(ways.items())


class Sent(forms.Form):
    """That the parcel is on its way: a number or a picture of the receipt, either is enough."""

    carrier = forms.CharField(
        label=_("Carrier"), max_length=80, required=False, validators=[no_control_signs]
    )
    number = forms.CharField(
        label=_("Parcel number"),
        help_text=_("This, or a picture of the receipt: one of the two is needed."),
        max_length=80,
        required=False,
        validators=[no_control_signs],
        widget=forms.TextInput(attrs={"class": "input--mid"}),
    )
    proof = FilesField(
        label=_("Receipt"),
        help_text=_("A picture of it, if there is no number."),
        required=False,
        most=3,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        nothing = not given.get("number") and not given.get("proof")
        if nothing and not self.errors:
            self.add_error("number", _("Write the parcel number, or add the receipt."))
        return given


class Objection(forms.Form):
    words = forms.CharField(
        label=_("Why do you object?"),
        max_length=2000,
        validators=[no_control_signs],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you object.")},
    )
