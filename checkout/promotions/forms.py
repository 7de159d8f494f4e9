from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from storefront.staff.steps import SeenForm

from .models import Promotion
from .operations import Said
from .operations.writing import GOODS

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PLAIN = (
    *("gives", "percent", "amount", "take", "pay", "from_value", "from_quantity", "code"),
    *("starts_at", "ends_at", "uses_in_all", "uses_each", "most_discount", "combines"),
)


def column(name: str, language: str) -> str:
    return f"{name}_{language.replace('-', '_')}"


class PromotionForm(SeenForm):
    """A promotion as staff write it; what it may say, the operation behind it decides."""

    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in its history; needed to send it back, drop it or end it."),
    )

    proof = forms.CharField(
        label=_("Why what it claims is true"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_(
            "Only where it is said to be the best, the cheapest or the like: what shows that. It "
            "stands in the history, with your name."
        ),
    )

    class Meta:
        model = Promotion
        fields = [
            *(column(name, language) for name in ("name", "about") for language in LANGUAGES),
            *PLAIN,
            *GOODS,
        ]
        widgets = {
            column("about", language): UnfoldAdminTextareaWidget(attrs={"rows": 2})
            for language in LANGUAGES
        }

    def _post_clean(self) -> None:
        """Leave the row as it is: the operation reads it anew under its lock."""

    def said(self) -> Said:
        """Return what was typed, as the operations take it."""
        typed: dict[str, Any] = self.cleaned_data
        texts: dict[str, Any] = {
            name: {language: typed[column(name, language)] or "" for language in LANGUAGES}
            for name in ("name", "about")
        }
        goods: dict[str, Any] = {
            name: frozenset(row.pk for row in typed.get(name) or ()) for name in GOODS
        }
        return Said(**{name: typed[name] for name in PLAIN}, **texts, **goods)
