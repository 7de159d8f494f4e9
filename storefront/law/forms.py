from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.law import confirmations


class Confirm(forms.Form):
    """Which facts a person vouches for, and how they were checked."""

    questions = forms.MultipleChoiceField(
        label=_("Facts"), error_messages={"required": _("Tick at least one fact.")}
    )
    note = forms.CharField(
        label=_("How were they checked?"),
        help_text=_("Where the text stands, and when you read it."),
        max_length=2000,
        error_messages={"required": _("Say where the text stands and when you read it.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (confirmations.key(question), question.path) for question in confirmations.waiting(at)
        ]
