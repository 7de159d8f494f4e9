from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.core import money
from storefront.core.forms import Card, TickCards


class Cancel(forms.Form):
    """Which lines of an order are to be left out; all of them unless the buyer says otherwise."""

    lines = forms.MultipleChoiceField(
        label=_("What do you want to leave out?"),
        widget=TickCards,
        error_messages={"required": _("Choose at least one thing to leave out.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("You need not say. It helps us do better."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lines: Iterable[Any], currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines"].choices = [
            (
                str(line.pk),
                Card(
                    line.title,
                    note=_("%(count)s pieces") % {"count": line.left} if line.left > 1 else "",
                    aside=money.text(line.left_amount, currency),
                ),
            )
            for line in lines
        ]
        self.fields["lines"].initial = [str(line.pk) for line in lines]
