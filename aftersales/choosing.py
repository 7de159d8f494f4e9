"""Which lines of an order are meant, and how many of each: the same questions on every page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storefront.core.forms import Card, TickCards


class WithLines(forms.Form):
    """
    A form in which some lines of an order are ticked, and of several pieces a number is chosen.

    `units()` is what was chosen, by the key of the order line. An only line is ticked already; of
    several none is, unless the form says `all_ticked`.
    """

    lines_label: Any = _("Which things?")
    all_ticked = False

    def __init__(self, *args: Any, lines: Iterable[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = list(lines)
        if not self.offered:
            return
        open_ = [str(line.pk) for line in self.offered if not line.closed]
        self.fields["lines"] = forms.MultipleChoiceField(
            label=self.lines_label,
            widget=TickCards,
            choices=[
                (
                    str(line.pk),
                    Card(
                        line.title,
                        note=line.note,
                        aside=getattr(line, "aside", ""),
                        disabled=line.closed,
                    ),
                )
                for line in self.offered
            ],
            initial=open_ if self.all_ticked or len(open_) == 1 else [],
            error_messages={"required": _("Choose at least one thing.")},
        )
        for line in self.offered:
            if line.left > 1 and not line.closed:
                self.fields[f"units_{line.pk}"] = forms.TypedChoiceField(
                    label=_("How many of: %(title)s") % {"title": line.title},
                    coerce=int,
                    choices=[(count, str(count)) for count in range(line.left, 0, -1)],
                    initial=line.left,
                    required=False,
                    empty_value=line.left,
                    widget=forms.Select(attrs={"class": "input--short"}),
                )

    def clean_lines(self) -> list[str]:
        open_ = {str(line.pk) for line in self.offered if not line.closed}
        chosen = self.cleaned_data["lines"]
        if set(chosen) - open_:
            raise ValidationError(_("One of these cannot be chosen."))
        return chosen

    def units(self) -> dict[int, int] | None:
        """Return the units chosen, or None where the order's lines were not offered."""
        if not self.offered:
            return None
        chosen = {int(pk) for pk in self.cleaned_data["lines"]}
        return {
            line.pk: self.cleaned_data.get(f"units_{line.pk}") or line.left
            for line in self.offered
            if line.pk in chosen
        }
