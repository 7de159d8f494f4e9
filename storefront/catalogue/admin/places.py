"""Categories, classes and what they demand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from storefront.catalogue import classes, queries, tree
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import (
    Category,
    ClassDisclosure,
    FactKind,
    ProductAttribute,
    ProductClass,
)
from storefront.staff.admin import OperationAdmin, RowsInline
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site

REMOVE = "catalogue_category_remove"
COLUMNS = {field: tuple(column(field, code) for code in LANGUAGES) for field in tree.TEXTS}


class CategoryForm(RecordedForm):
    above = forms.ModelChoiceField(
        Category.objects.order_by("path"),
        label=_("Stands in"),
        required=False,
        empty_label=_("the top"),
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
        if self.instance.pk:
            self.fields["above"].initial = self.instance.get_parent()


@admin.register(Category, site=site)
class CategoryAdmin(RecordedAdmin):
    """The tree; moving a category moves all below it, and the cards of what stands there."""

    place = 5
    form = CategoryForm
    list_display = ["placed", "name_zh_hans", "is_public", "exclude_from_menu"]
    search_fields = ["name_en", "name_zh_hans"]
    ordering = ["path"]
    fieldsets = [
        (None, {"fields": [COLUMNS["name"], "above", "slug"]}),
        (_("Words"), {"fields": [COLUMNS["description"]]}),
        (_("Shown"), {"fields": [("is_public", "exclude_from_menu")]}),
    ]
    actions_submit_line = ["remove"]
    titles = {"above": _("Stands in")}

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


class ClassForm(forms.ModelForm):
    """A class and what it must state, on one page."""

    required = forms.ModelMultipleChoiceField(
        FactKind.objects.order_by("order"),
        label=_("Must be stated"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exception = forms.CharField(
        label=_("How the further rules are met"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("For a class outside our scope: nothing of it is sold before this is said."),
    )

    # The law's own words (`withdrawal.exclusions.*`): another would take nothing away.
    withdrawal_exclusion = forms.ChoiceField(
        label=_("Why it may not be sent back"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[
            ("", _("It may")),
            ("sealed_hygiene", _("sealed for hygiene")),
            ("made_to_specification", _("made to the buyer's wishes")),
            ("perishable", _("perishable")),
            ("sealed_media", _("sealed recordings or software")),
            ("newspapers", _("newspapers and magazines")),
            ("mixed_inseparably", _("mixed with other things for good")),
        ],
        help_text=_("For orders from now on, as far as the buyer's law has this exception."),
    )

    class Meta:
        model = ProductClass
        fields = ["name_en", "name_zh_hans", "requires_shipping", "track_stock"]

    SETTINGS = ("unit_price_needed", "picture_needed", "outside", "withdrawal_exclusion")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_en"].required = True
        declared = ClassDisclosure.objects.filter(product_class=self.instance.pk).first()
        if declared:
            self.fields["required"].initial = declared.required.all()
            self.fields["exception"].initial = declared.outside_met
            for name in self.SETTINGS:
                self.fields[name].initial = getattr(declared, name)


CLASS_WIDGETS = {
    "unit_price_needed": UnfoldBooleanSwitchWidget,
    "picture_needed": UnfoldBooleanSwitchWidget,
    "outside": UnfoldAdminSelectWidget,
}
for _name, _field in forms.fields_for_model(
    ClassDisclosure, fields=list(CLASS_WIDGETS), widgets=CLASS_WIDGETS
).items():
    ClassForm.base_fields[_name] = _field
    ClassForm.declared_fields[_name] = _field


class Attributes(RowsInline):
    model = ProductAttribute
    extra = 0
    fields = ["name_en", "name_zh_hans", "code", "type", "option_group", "required"]


@admin.register(ProductClass, site=site)
class ProductClassAdmin(OperationAdmin):
    """
    Classes of products, and what each must state.

    Asking for more takes off sale, at once, whatever does not state it; the page names them.
    """

    form = ClassForm
    inlines = [Attributes]
    list_display = ["name", "slug", "demands", "outside"]
    search_fields = ["name_en", "name_zh_hans"]
    ordering = ["name_en"]
    fieldsets = [
        (None, {"fields": [("name_en", "name_zh_hans"), ("requires_shipping", "track_stock")]}),
        (_("What it must state"), {"fields": ["required", "unit_price_needed", "picture_needed"]}),
        (_("Scope and law"), {"fields": ["outside", "exception", "withdrawal_exclusion"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("must state"))
    def demands(self, product_class: ProductClass) -> int:
        return product_class.disclosure.required.count()

    @admin.display(description=_("outside our scope"))
    def outside(self, product_class: ProductClass) -> str:
        return product_class.disclosure.get_outside_display()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("disclosure")

    def save_model(self, request: Any, obj: ProductClass, form: Any, change: bool) -> None:
        said, who = form.cleaned_data, {"by": request.user, "at": request.at}
        obj.name = obj.name_en
        obj.save()
        taken = classes.declare_class(
            product_class=obj,
            kinds=said["required"],
            unit_price_needed=said["unit_price_needed"],
            picture_needed=said["picture_needed"],
            withdrawal_exclusion=said["withdrawal_exclusion"],
            **who,
        )
        declared = ClassDisclosure.objects.get(product_class=obj)
        if declared.outside != said["outside"]:
            taken += classes.mark_outside(product_class=obj, outside=said["outside"], **who)
        if said["exception"] and said["exception"] != declared.outside_met:
            classes.record_exception(product_class=obj, how=said["exception"], **who)
        for product in taken:
            words = _("Taken off sale: %(product)s") % {"product": product}
            self.message_user(request, words, messages.WARNING)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        queries.forget_labels()
