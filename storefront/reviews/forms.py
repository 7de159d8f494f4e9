from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import marks, uploads
from storefront.core.forms import Card, FilesField, Pills, Ticks

from .models import Reason
from .operations.drafting import MOST_PHOTOS

STARS = [
    ("1", Card("★", note=_("1: bad"))),
    ("2", Card("★★", note=_("2: poor"))),
    ("3", Card("★★★", note=_("3: fair"))),
    ("4", Card("★★★★", note=_("4: good"))),
    ("5", Card("★★★★★", note=_("5: very good"))),
]
BESIDE = [
    ("", _("No answer")),
    *((str(number), str(number)) for number in range(1, 6)),
]


class PhotosField(FilesField):
    """Pictures alone, each believed by its content and written anew, small, without its camera."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=MOST_PHOTOS, **options)
        self.widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def _read(self, file: Any) -> Any:
        try:
            return uploads.photograph(file)
        except uploads.UploadRefused as refusal:
            words = marks.labelled(self._name(file), refusal)
            raise forms.ValidationError(words, code="file") from refusal


class Write(forms.Form):
    """Asks how a thing is; the stars first, then words."""

    score = forms.ChoiceField(label=_("How many stars?"), choices=STARS, widget=Pills)
    title = forms.CharField(
        label=_("Headline"), max_length=120, help_text=_("The gist in a few words.")
    )
    body = forms.CharField(
        label=_("How is it?"),
        help_text=_(
            "What is good, what is not. E-mail addresses, phone numbers and addresses are covered "
            "by us; nothing else is changed."
        ),
        max_length=5_000,
        widget=forms.Textarea({"rows": 7}),
    )
    used_for = forms.CharField(
        label=_("What you use it for, and how long you have had it"),
        max_length=160,
        required=False,
    )
    photos = PhotosField(
        label=_("Pictures"),
        required=False,
        help_text=_(
            "Up to four. We take out where and with what they were taken; look yourself that no "
            "face and no address is on them."
        ),
    )
    without = forms.MultipleChoiceField(
        label=_("Leave out a picture"), required=False, widget=Ticks
    )
    name = forms.CharField(
        label=_("Name to show with it"),
        help_text=_(
            "Everybody reads it. Choose one that is not the name of your account: a first name, "
            "or any other."
        ),
        max_length=40,
        widget=forms.TextInput({"class": "input--mid", "autocomplete": "off"}),
    )
    delivery_score = forms.ChoiceField(
        label=_("And the delivery, of 5?"), choices=BESIDE, required=False, widget=Pills
    )
    service_score = forms.ChoiceField(
        label=_("And our service, of 5?"), choices=BESIDE, required=False, widget=Pills
    )
    stays = forms.BooleanField(
        label=_("If I close my account, my review may stay under this name"),
        required=False,
        help_text=_("Otherwise it is hidden then, and your name taken from it."),
    )

    def __init__(self, *args: Any, photos: list[Any] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        field: Any = self.fields["without"]
        field.choices = [
            (str(photo.pk), _("Picture %(number)s") % {"number": number})
            for number, photo in enumerate(photos, start=1)
        ]
        if not photos:
            del self.fields["without"]

    def said(self) -> dict[str, Any]:
        """Return what was typed as an operation takes it, without the pictures."""
        typed = dict(self.cleaned_data)
        typed.pop("photos", None)
        typed.pop("without", None)
        for name in ("score", "delivery_score", "service_score"):
            typed[name] = int(typed[name]) if typed[name] else None
        return typed


class Object(forms.Form):
    """Asks an author why a hidden review is in order."""

    words = forms.CharField(
        label=_("Why it keeps to the rules"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
    )


class ReportIt(forms.Form):
    """Asks which rule a review breaks."""

    reason = forms.ChoiceField(
        label=_("Which rule does it break?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What should we look at?"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
