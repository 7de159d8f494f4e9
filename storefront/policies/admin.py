from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.core.templatetags.candour import when
from storefront.staff.admin import OperationAdmin
from storefront.staff.site import site

from . import operations
from .models import Announcement, PolicyVersion

FIELDS = {"title": (_("Title"), 160), "summary": (_("What changes"), 300), "body": (_("Text"), 0)}
# The name in the address of the rule whose text the form begins with.
OF = "of"


class AnnounceForm(forms.ModelForm):
    """The next version of a rule, in every language, from the one that is there."""

    slug = forms.SlugField(
        label=_("Rule"),
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Its name in addresses, such as terms, returns or privacy."),
    )
    valid_from = forms.SplitDateTimeField(
        label=_("in force from"),
        widget=UnfoldAdminSplitDateTimeWidget,
        help_text=_("A change is announced at least seven days before; the first version may "
                    "hold at once."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("What changes, and why"), max_length=300, widget=UnfoldAdminTextInputWidget
    )
    after = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PolicyVersion
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = (self.initial or {}).get(OF) or self.data.get("slug") or ""
        rows = list(PolicyVersion.objects.filter(slug=slug).order_by("-version"))
        there = {row.language: row for row in rows if row.version == rows[0].version}
        self.fields["slug"].initial = slug
        self.fields["after"].initial = rows[0].version if rows else 0
        names = dict(operations.settings.LANGUAGES)
        for name, (label, most) in FIELDS.items():
            for code in operations.LANGUAGES:
                now = getattr(there.get(code), name, "") if name != "summary" else ""
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} ({names[code]})",
                    required=name != "summary",
                    max_length=most or 60_000,
                    initial=now,
                    widget=UnfoldAdminTextInputWidget()
                    if name == "title"
                    else UnfoldAdminTextareaWidget(attrs={"rows": 3 if most else 24}),
                )

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        said = self.cleaned_data
        return {
            code: {name: said[f"{name}_{code}"].strip() for name in FIELDS}
            for code in operations.LANGUAGES
        }

    def _post_clean(self) -> None:
        """The operation checks and writes."""


@admin.register(PolicyVersion, site=site)
class PolicyVersionAdmin(OperationAdmin):
    """
    Every version of every rule; adding one announces it, in all languages at once.

    What was announced is never changed: buyers were told of just that.
    """

    form = AnnounceForm
    list_display = ("title", "slug", "version", "language", "valid_from")
    list_filter = ("slug", "language")
    ordering = ("slug", "-version", "language")
    shown = ("title", "slug", "version", "language", "valid_from", "summary", "announced", "text")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            return [(None, {"fields": self.shown})]
        languages = operations.LANGUAGES
        return [
            (_("Which, and from when"), {"fields": ["slug", "valid_from", "why", "after"]}),
            *(
                (label, {"fields": [tuple(f"{name}_{code}" for code in languages)]})
                for name, (label, _most) in FIELDS.items()
            ),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # The fields are made with the form, so the admin must not look for them on the model.
        return super().get_form(request, obj, **{**kwargs, "fields": []})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin from the rule that the address names: `?of=terms`."""
        return {OF: request.GET.get(OF, "")[:40]}

    @admin.display(description=_("text"))
    def text(self, row: PolicyVersion) -> Any:
        return format_html("{}", linebreaks(row.body, autoescape=True))

    @admin.display(description=_("announced"))
    def announced(self, row: PolicyVersion) -> Any:
        made = Announcement.objects.filter(slug=row.slug, version=row.version).first()
        if made is None:
            return "—"
        told = when(made.told_at) if made.told_at else _("not yet")
        said = (when(made.announced_at), made.announced_by or _("the shop"), made.why)
        return format_html("{}, {}: {}. {} {}", *said, _("Everybody was told:"), told)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said, at = form.cleaned_data, request.at  # type: ignore[attr-defined]
        made = operations.announce(
            slug=said["slug"],
            texts=form.texts,
            valid_from=_not_just_over(said["valid_from"], at),
            why=said["why"],
            after=said["after"],
            by=request.user,
            at=at,
        )
        rows = PolicyVersion.objects.filter(slug=made.slug, version=made.version)
        saved = rows.order_by("pk")[0]
        obj.pk, obj.title, obj.version = saved.pk, saved.title, saved.version
        words = _("It is announced. Everybody with an account is being told.")
        self.message_user(
            request, words if made.version > 1 else _("It is kept."), messages.SUCCESS
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """All of it is saved by the operation."""

    def response_add(self, request: HttpRequest, obj: Any, *_more: Any) -> HttpResponse:
        return redirect("admin:policies_policyversion_changelist")


def _not_just_over(wanted: datetime, at: datetime) -> datetime:
    """Take the minute that somebody wrote, which has no seconds, as now while it lasts."""
    return at if wanted < at and (at - wanted).total_seconds() < 60 else wanted
