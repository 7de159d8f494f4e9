from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core.forms import Card, CardField
from storefront.core.templatetags.candour import day_words

from . import wording
from .models import Choice


class Choose(forms.Form):
    """What becomes of the parcel, and on which day the carrier comes again."""

    choice = CardField(
        label=_("What shall we do?"),
        error_messages={"required": _("Choose what shall become of it.")},
    )

    def __init__(
        self, *args: Any, options: list[str], days: list[date], sum_: str = "", **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if Choice.AGAIN in options:
            self.fields["day"] = forms.TypedChoiceField(
                label=_("On this day"),
                choices=[(each.isoformat(), day_words(each)) for each in days],
                coerce=date.fromisoformat,
                empty_value=None,
                required=False,
                widget=forms.Select(attrs={"class": "input--mid"}),
            )
        within = {str(Choice.AGAIN): self["day"]} if Choice.AGAIN in options else {}
        self.fields["choice"].choices = [
            (
                code,
                Card(
                    Choice(code).label,
                    note=wording.note(Choice(code), sum_=sum_),
                    within=within.get(code),
                ),
            )
            for code in options
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("choice") == Choice.AGAIN and not said.get("day"):
            self.add_error("day", _("Choose the day."))
        return said
