"""Categories: where goods stand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from storefront.catalogue import tree
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import Category
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site

REMOVE = "catalogue_category_remove"
COLUMNS = {field: tuple(column(field, code) for code in LANGUAGES) for field in tree.TEXTS}


class CategoryForm(RecordedForm):
    above = forms.ModelChoiceField(
        Category.objects.order_by("path"),
        label=_("Stands in"),
        required=False,
        empty_label=_("no other: it is a department"),
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Category
        fields = [*COLUMNS["name"], *COLUMNS["description"], *tree.SETTINGS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name_en" not in self.fields:
            return
        self.fields["name_en"].required = True
        self.fields["slug"].required = False
        self.fields["slug"].label = _("Name in its address")
        self.fields["slug"].help_text = _(
            "Small letters and dashes. Left empty, it is made of the name."
        )
        self.fields["is_public"].label = _("Shown to buyers, with all that stands in it")
        self.fields["is_public"].help_text = ""
        self.fields["exclude_from_menu"].label = _("Left out of the menu")
        self.fields["exclude_from_menu"].help_text = ""
        if self.instance.pk:
            self.fields["above"].initial = self.instance.get_parent()


@admin.register(Category, site=site)
class CategoryAdmin(RecordedAdmin):
    """The tree; moving a category moves all below it, and the cards of what stands there."""

    place = 5
    form = CategoryForm
    list_display = ["placed", "in_chinese", "shown", "in_menu"]
    search_fields = ["name_en", "name_zh_hans"]
    ordering = ["path"]
    fieldsets = [
        (None, {"fields": [COLUMNS["name"], "above", "slug"]}),
        (_("Words"), {"fields": [COLUMNS["description"]]}),
        (_("Shown"), {"fields": [("is_public", "exclude_from_menu")]}),
    ]
    actions_submit_line = ["remove"]
    titles = {
        "above": _("Stands in"),
        "slug": _("Name in its address"),
        "is_public": _("shown to buyers"),
        "exclude_from_menu": _("Left out of the menu"),
    }
    at_fields = {tree.BelowItself: "above"}
    saved = _("Saved. Buyers see it so from now on.")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is taken away by a button of its page, if it is empty."""
        return False

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        if not object_id or not self.has_change_permission(request):
            return []
        return super().get_actions_submit_line(request, object_id)

    @admin.display(description=_("name"), ordering="path")
    def placed(self, category: Category) -> str:
        return f"{'— ' * (category.depth - 1)}{category.name}"

    @admin.display(description=_("name in Chinese"), ordering="name_zh_hans")
    def in_chinese(self, category: Category) -> str:
        return category.name_zh_hans or "—"

    @admin.display(description=_("shown to buyers"), boolean=True, ordering="is_public")
    def shown(self, category: Category) -> bool:
        return bool(category.is_public)

    @admin.display(description=_("in the menu"), boolean=True)
    def in_menu(self, category: Category) -> bool:
        return not category.exclude_from_menu

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        said, given = self.said(request, form), form.cleaned_data
        if change and REMOVE in request.POST:
            said.pop("seen")
            tree.remove_category(category=obj, **said)
            self.message_user(request, _("It is gone."), messages.SUCCESS)
            return
        saved = tree.save_category(
            category=obj if change else None,
            texts={
                field: {code: given[column(field, code)] or "" for code in LANGUAGES}
                for field in tree.TEXTS
            },
            fields={name: given[name] for name in tree.SETTINGS if name != "slug" or given["slug"]},
            above=given["above"],
            **said,
        )
        obj.pk = saved.pk

    def response_change(self, request: HttpRequest, obj: Category) -> HttpResponse:
        if REMOVE in request.POST:
            return redirect("admin:catalogue_category_changelist")
        return super().response_change(request, obj)

    @action(description=_("Remove it"))
    def remove(self, request: HttpRequest, obj: Category) -> None:
        """Done in save_model."""
