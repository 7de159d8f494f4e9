"""Kinds of fact, and the choices of an attribute, in every language."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from storefront.catalogue import vocabulary
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import AttributeOption, AttributeOptionGroup, FactKind
from storefront.staff.admin import RowsInline
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site

REMOVE = "catalogue_factkind_remove"
TITLES = tuple(column("title", code) for code in LANGUAGES)
OPTIONS = tuple(column("option", code) for code in LANGUAGES)


class KindForm(RecordedForm):
    key = forms.CharField(
        label=_("Short name"),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("In files. Left empty, it is made of the name."),
    )
    order = forms.IntegerField(
        label=_("Place on the page"),
        required=False,
        min_value=0,
        max_value=vocabulary.LAST_PLACE,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("The lowest comes first. Left empty, it comes last."),
    )

    class Meta:
        model = FactKind
        fields = ("key", *TITLES, "order")


@admin.register(FactKind, site=site)
class FactKindAdmin(RecordedAdmin):
    """The kinds of fact that can be stated, in the order in which a page shows them."""

    form = KindForm
    list_display = ["title", "short", "place_on_page"]
    at_fields = {
        vocabulary.NotAKey: "key",
        vocabulary.KeyInUse: "key",
        vocabulary.NotInEveryLanguage: TITLES[-1],
    }
    titles = {"key": _("short name"), "order": _("place on the page")}
    search_fields = ["key", "title_en"]
    ordering = ["order", "key"]
    fieldsets = [(None, {"fields": [TITLES, ("key", "order")]})]
    actions_submit_line = ["remove"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("short name"), ordering="key")
    def short(self, kind: FactKind) -> str:
        return kind.key

    @admin.display(description=_("place on the page"), ordering="order")
    def place_on_page(self, kind: FactKind) -> int:
        return kind.order

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        if not object_id or not self.has_change_permission(request):
            return []
        return super().get_actions_submit_line(request, object_id)

    def save_model(self, request: HttpRequest, obj: FactKind, form: Any, change: bool) -> None:
        said, given = self.said(request, form), form.cleaned_data
        if REMOVE in request.POST:
            said.pop("seen")
            vocabulary.remove_kind(kind=obj, **said)
            self.message_user(request, _("It is gone."), messages.SUCCESS)
            return
        saved = vocabulary.save_kind(
            kind=obj if change else None,
            key=given["key"],
            titles={code: given[column("title", code)] or "" for code in LANGUAGES},
            order=given["order"],
            **said,
        )
        obj.pk = saved.pk

    def response_change(self, request: HttpRequest, obj: FactKind) -> HttpResponse:
        if REMOVE in request.POST:
            return redirect("admin:catalogue_factkind_changelist")
        return super().response_change(request, obj)

    @action(description=_("Remove it"))
    def remove(self, request: HttpRequest, obj: FactKind) -> None:
        """Done in save_model."""


class OptionForm(forms.ModelForm):
    class Meta:
        model = AttributeOption
        fields = (*OPTIONS, "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in OPTIONS:
            self.fields[name].required = False
        self.fields["code"].label = _("Short name")

    def _post_clean(self) -> None:
        """Leave the row as it is: the operation reads it anew under its lock."""


class Options(RowsInline):
    model = AttributeOption
    form = OptionForm
    extra = 0
    fields = [*OPTIONS, "code"]


class GroupForm(RecordedForm):
    class Meta:
        model = AttributeOptionGroup
        fields = ("name",)


@admin.register(AttributeOptionGroup, site=site)
class OptionGroupAdmin(RecordedAdmin):
    """The choices of an attribute, such as its glazes, in every language."""

    form = GroupForm
    list_display = ["name", "choices"]
    search_fields = ["name"]
    inlines = [Options]
    fieldsets = [(None, {"fields": ["name"]})]
    titles = {"options": _("choices")}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Attributes are made of it: what is not used any more just has no product."""
        return False

    @admin.display(description=_("choices"))
    def choices(self, group: Any) -> str:
        return group.option_summary

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saved below, with its choices."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        choices = []
        for formset in formsets:
            formset.save(commit=False)  # writes nothing; the admin asks it what was new
            choices += [
                vocabulary.Choice(
                    words={code: row.cleaned_data[column("option", code)] or ""
                           for code in LANGUAGES},
                    code=row.cleaned_data["code"] or "",
                    pk=row.instance.pk,
                )
                for row in formset.forms
                if row.has_changed() or row.instance.pk
                if row not in formset.deleted_forms
            ]  # fmt: skip
        saved = vocabulary.save_choices(
            group=form.instance if change else None,
            name=form.cleaned_data["name"],
            choices=choices,
            **self.said(request, form),
        )
        form.instance.pk = saved.pk
