import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import references
from storefront.core.forms import Cards, FilesField, Pills

from .models import About

MOST_WORDS = 6_000


def _words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Say what happened, in a sentence or more.")},
    )


class NewComplaint(forms.Form):
    """What somebody complains about, and where they want the answer."""

    # Of the page that asked: made anew for each, so that a second press is known as one.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    order_number = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=32,
        help_text=_("On the parcel and in every e-mail from us. Not about an order? Leave it."),
        widget=forms.TextInput(attrs={"class": "input--mid", "autocomplete": "off"}),
    )
    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=About.choices,
        widget=Cards,
        error_messages={"required": _("Choose what comes nearest.")},
    )
    words = _words(
        _("What happened?"), _("When, and who you spoke to, if you know it. Add more later.")
    )
    wish = _words(_("What would put it right for you?"), required=False, rows=3)
    files = FilesField(
        label=_("Photographs or papers"),
        required=False,
        help_text=_("Up to five: JPEG, PNG, WebP or PDF, each up to 6 MB."),
    )
    is_about_safety = forms.TypedChoiceField(
        label=_("Was somebody hurt, or could somebody be?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        initial="no",
        coerce=lambda answer: answer == "yes",
        widget=Pills,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For the answer. We do not add it to any list."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Give an e-mail address that we can answer to.")},
    )

    # The purchase that a page of ours asked about; whose it is, the view asks.
    payment = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def clean_order_number(self) -> str:
        return references.tidy(self.cleaned_data["order_number"])

    def clean_words(self) -> str:
        """What the page wrote before the first word is no complaint yet."""
        words = str(self.cleaned_data["words"])
        begun = str(self.get_initial_for_field(self.fields["words"], "words") or "").strip()
        if begun and words.strip() == begun:
            raise forms.ValidationError(self.fields["words"].error_messages["required"])
        return words


class MoreToSay(forms.Form):
    """A further word on a complaint, with files."""

    words = _words(_("What would you like to add?"), rows=4)
    files = FilesField(
        label=_("Photographs or papers"),
        required=False,
        help_text=_("Up to five: JPEG, PNG, WebP or PDF, each up to 6 MB."),
    )


class NotSettled(forms.Form):
    """Why our answer does not settle it."""

    words = _words(_("What is missing, or wrong?"), required=False, rows=4)
