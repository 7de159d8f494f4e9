from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultiple,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminTextInputWidget,
)

from . import facts
from .models import SellerVersion


class StateSeller(forms.ModelForm):
    """Everything that a merchant states of itself, filled with what was stated last."""

    after = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SellerVersion
        fields = ("why",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = SellerVersion.objects.order_by("-version").first()
        known = last.facts if last else {}
        self.fields["after"].initial = last.version if last else 0
        for fact in facts.FACTS:
            widget = UnfoldAdminEmailInputWidget if fact.key == "email" else None
            self.fields[fact.key] = forms.CharField(
                label=fact.title,
                help_text=fact.hint,
                max_length=fact.most,
                required=fact.needed,
                initial=known.get(fact.key, ""),
                widget=(widget or UnfoldAdminTextInputWidget)(),
            )
        for code, _name in settings.LANGUAGES:
            self.fields[facts.hours_key(code)] = forms.CharField(
                label=_("Hours, in %(language)s") % {"language": _in_words(code)},
                help_text=_("When somebody answers, and in which time."),
                max_length=160,
                initial=(known.get("hours") or {}).get(code, ""),
                widget=UnfoldAdminTextInputWidget(),
            )
        self.fields["not_applicable"] = forms.MultipleChoiceField(
            label=_("Does not apply to us"),
            help_text=_("By ticking one you declare that the seller has no such thing."),
            choices=list(facts.MAY_NOT_APPLY.items()),
            required=False,
            initial=known.get("not_applicable", []),
            widget=UnfoldAdminCheckboxSelectMultiple(),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as `operations.state` takes it."""
        given = self.cleaned_data
        return {
            **{key: given.get(key) for key in facts.BY_KEY},
            "hours": {code: given.get(facts.hours_key(code)) for code, _name in settings.LANGUAGES},
            "not_applicable": given.get("not_applicable") or [],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            facts.clean(self.values)
        except facts.Wrong as wrong:
            for key, words in wrong.problems.items():
                if key not in self.errors:
                    self.add_error(key, str(words))
        return cleaned


def _in_words(code: str) -> str:
    return str(translation.get_language_info(code)["name_translated"])
