"""Staff pages over settings: saved by an operation, with a word on why, and a history."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from storefront.core import marks
from storefront.core.templatetags.candour import when

from . import door, history
from .admin import OperationAdmin, in_words
from .saved import OneLine


class RecordedForm(forms.ModelForm):
    """A row as it stands, a word on why it changes, and which change was the last one in view."""

    why = forms.CharField(
        label=_("What changes, and why"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("It stands in the history below, with your name."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:
            self.fields["seen"].initial = history.last(self.instance)

    def _post_clean(self) -> None:
        """Leave the row as it is: the operation reads it anew under its lock."""


class RecordedAdmin(OneLine, OperationAdmin):
    """
    A page over rows whose every change is recorded; `titles` name what no field of the row does.

    Subclasses call one operation in `save_model`, with `**self.said(request, form)`.
    """

    form = RecordedForm
    titles: dict[str, Any] = {}
    this_change: list[Any] = ["why", "seen"]
    saved = _("%(name)s is saved. What changed stands in its history, with your name.")

    def said(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """Return who changes it when and why, and what was in view: as operations take it."""
        return {
            "why": form.cleaned_data["why"],
            "seen": form.cleaned_data.get("seen") if form.instance.pk else None,
            "by": request.user,
            "at": request.at,  # type: ignore[attr-defined]
        }

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "history"]

    def own_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return what stands above the word on why."""
        return list(super().get_fieldsets(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = self.own_fieldsets(request, obj)
        if self.has_change_permission(request, obj) or obj is None:
            own.append((_("This change"), {"fields": self.this_change}))
        if obj is not None:
            own.append((_("History"), {"fields": ["history"]}))
        return own

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Everything on the page is saved by the operation."""

    @admin.display(description=_("changes, the latest first"))
    def history(self, row: Any) -> SafeString | str:
        changes = list(history.of(row).select_related("changed_by")[:50])
        if not changes:
            nothing = _("Nothing has been changed by staff yet.")
            return format_html('<div id="history">{}</div>', nothing)
        told = format_html_join(
            "",
            '<div class="mb-3">' + marks.pattern("<strong>{}</strong>, {}, {}: {}{}") + "</div>",
            [
                (
                    each.get_what_display(),
                    when(each.changed_at),
                    each.changed_by or _("the shop"),
                    each.why,
                    self._lines(each.changed),
                )
                for each in changes
            ],
        )
        return format_html('<div id="history">{}</div>', told)

    def _lines(self, changed: list[list[Any]]) -> SafeString:
        return format_html(
            '<ul style="margin: 0.25rem 0 0; padding-inline-start: 1rem; list-style: disc">{}</ul>',
            format_html_join(
                "",
                marks.pattern("<li>{}: {} → {}</li>"),
                [
                    (self.title_of(name), self.told(name, before), self.told(name, after))
                    for name, before, after in changed
                ],
            ),
        )

    def title_of(self, name: str) -> str:
        if name in self.titles:
            return capfirst(str(self.titles[name]))
        try:
            return in_words(self.model._meta.get_field(name))
        except FieldDoesNotExist:
            return name

    def told(self, name: str, value: Any) -> str:
        """Return a value of the history in words."""
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, list):
            return marks.listed(self.told(name, each) for each in value) or "—"
        return "—" if value in (None, "") else str(value)


class Sensitive:
    """A page whose changes are taken only from somebody who has just proved who they are."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not door.proved_just_now(request):
            door.ask(request)
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
