from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.accounts.queries import display_name
from storefront.core import marks
from storefront.core.templatetags.candour import when
from storefront.staff import asking
from storefront.staff.admin import OperationAdmin
from storefront.staff.site import site

from . import operations, queries, rendering
from .models import Announcement, PolicyVersion

FIELDS = {"title": (_("Title"), 160), "summary": (_("What changes"), 300), "body": (_("Text"), 0)}
# The names in the address of the rule, and of the version, whose text the form begins with.
OF, VERSION = "of", "version"


class Which(forms.Form):
    """Asks which of the shop's rules is written anew; what no page leads to is no rule."""

    slug = forms.ChoiceField(label=_("Rule"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].choices = _choices()  # type: ignore[attr-defined]


def _choices() -> list[tuple[str, Any]]:
    there = set(PolicyVersion.objects.values_list("slug", flat=True))
    unwritten = _("%(rule)s (not written yet)")
    return [
        (slug, words if slug in there else unwritten % {"rule": words})
        for slug, words in queries.RULES.items()
    ]


class AnnounceForm(forms.ModelForm):
    """The next version of a rule, in every language, from the one that is there."""

    slug = forms.ChoiceField(label=_("Rule"), widget=UnfoldAdminSelectWidget)
    valid_from = forms.SplitDateTimeField(
        label=_("In force from"),
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
        begun = (self.initial or {}).get(VERSION)
        number = next((row.version for row in rows if str(row.version) == begun), None)
        number = number or (rows[0].version if rows else 0)
        there = {row.language: row for row in rows if row.version == number}
        known = _choices()
        self.fields["slug"].choices = [each for each in known if each[0] == slug] or known
        self.fields["slug"].initial = slug
        self.fields["after"].initial = rows[0].version if rows else 0
        names = dict(operations.settings.LANGUAGES)
        for name, (label, most) in FIELDS.items():
            for code in operations.LANGUAGES:
                now = getattr(there.get(code), name, "") if name != "summary" else ""
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} {marks.bracketed(names[code])}",
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
            # A browser sends other ends of lines than it was given.
            code: {name: "\n".join(said[f"{name}_{code}"].strip().splitlines()) for name in FIELDS}
            for code in operations.LANGUAGES
        }

    def _post_clean(self) -> None:
        """The operation checks and writes."""


class OfRule(admin.SimpleListFilter):
    title = _("rule")
    parameter_name = "slug"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(queries.RULES.items())

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.filter(slug=self.value()) if self.value() else rows


class InLanguage(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, language_name(code)) for code in operations.LANGUAGES]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.filter(language=self.value()) if self.value() else rows


def language_name(code: str) -> str:
    """Name a language in that of the reader."""
    return str(get_language_info(code)["name_translated"])


@admin.register(PolicyVersion, site=site)
class PolicyVersionAdmin(OperationAdmin):
    """
    Every version of every rule; adding one announces it, in all languages at once.

    What was announced is never changed: buyers were told of just that.
    """

    form = AnnounceForm
    list_display = ("title", "rule", "version", "in_language", "valid_from")
    list_filter = (OfRule, InLanguage)
    ordering = ("slug", "-version", "language")
    shown = (
        "title",
        "rule",
        "version",
        "in_language",
        "valid_from",
        "summary",
        "announced",
        "text",
    )
    actions_detail = ("begin_the_next",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say so on the page of a version too, whose button asks with its key."""
        return super().has_add_permission(request)

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
        if obj:
            kwargs["form"] = forms.ModelForm  # there is nothing to be filled in
        return super().get_form(request, obj, **{**kwargs, "fields": []})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin from the rule that the address names: `?of=terms`, or from a version of it."""
        return {name: request.GET.get(name, "")[:40] for name in (OF, VERSION)}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask first which rule it is, unless the address names one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.GET.get(OF) in queries.RULES or "after" in request.POST:
            return super().add_view(request, form_url, extra_context)
        form = Which(asking.typed(request))
        if form.is_valid():
            return redirect(_beginning_from(form.cleaned_data["slug"]))
        return asking.page(
            self,
            request,
            form,
            title=_("Which rule is to have a new version?"),
            words=_("The form then begins with its text as it was announced last."),
            button=_("Go on"),
        )

    @action(description=_("Begin the next version from this"), permissions=["add"])
    def begin_the_next(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        return redirect(_after(self.one_or_404(request, object_id)))

    @admin.display(description=_("rule"), ordering="slug")
    def rule(self, row: PolicyVersion) -> Any:
        return queries.RULES.get(row.slug, row.slug)

    @admin.display(description=_("language"), ordering="language")
    def in_language(self, row: PolicyVersion) -> str:
        return language_name(row.language)

    @admin.display(description=_("text"))
    def text(self, row: PolicyVersion) -> Any:
        return format_html(
            # A table in it may be wider than a telephone: it scrolls by itself.
            '<div class="prose dark:prose-invert max-w-full overflow-x-auto">{}</div>',
            rendering.html(row.body),
        )

    @admin.display(description=_("announced"))
    def announced(self, row: PolicyVersion) -> Any:
        made = Announcement.objects.filter(slug=row.slug, version=row.version).first()
        if made is None:
            return "—"
        told = when(made.told_at) if made.told_at else _("not yet")
        who = display_name(made.announced_by) if made.announced_by else _("the shop")
        said = (when(made.announced_at), who, made.why)
        return format_html(
            marks.pattern("{}, {}: {}. {} {}"), *said, _("Everybody was told:"), told
        )

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


def _beginning_from(slug: str, version: int | str = "") -> str:
    named = {OF: slug, **({VERSION: version} if version else {})}
    return f"{reverse('admin:policies_policyversion_add')}?{urlencode(named)}"


def _after(row: PolicyVersion) -> str:
    return _beginning_from(row.slug, row.version)


def _not_just_over(wanted: datetime, at: datetime) -> datetime:
    """Take the minute that somebody wrote, which has no seconds, as now while it lasts."""
    return at if wanted < at and (at - wanted).total_seconds() < 60 else wanted
