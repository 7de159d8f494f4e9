"""Categories, classes and what they demand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from storefront.catalogue import classes, queries, shelving
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import (
    Category,
    ClassDisclosure,
    FactKind,
    ProductAttribute,
    ProductClass,
)
from storefront.staff.admin import OperationAdmin, RowsInline
from storefront.staff.site import site

CATEGORY_TEXTS = ("name", "description")


class CategoryForm(forms.ModelForm):
    above = forms.ModelChoiceField(
        Category.objects.order_by("path"),
        label=_("Stands in"),
        required=False,
        empty_label=_("the top"),
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Category
        fields = ["name_en", "name_zh_hans", "description_en", "description_zh_hans",
                  "slug", "is_public", "exclude_from_menu"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_en"].required = True
        self.fields["slug"].required = False
        if self.instance.pk:
            self.fields["above"].initial = self.instance.get_parent()

    def _post_clean(self) -> None:
        """Leave the row as it is: the operation reads it anew under the lock of the tree."""


@admin.register(Category, site=site)
class CategoryAdmin(OperationAdmin):
    """The tree; moving a category moves all below it, and the cards of what stands there."""

    place = 5
    form = CategoryForm
    list_display = ["placed", "name_zh_hans", "is_public", "exclude_from_menu"]
    search_fields = ["name_en", "name_zh_hans"]
    ordering = ["path"]
    fieldsets = [
        (None, {"fields": [("name_en", "name_zh_hans"), "above", "slug"]}),
        (_("Words"), {"fields": [("description_en", "description_zh_hans")]}),
        (_("Shown"), {"fields": [("is_public", "exclude_from_menu")]}),
    ]

    @admin.display(description=_("name"), ordering="path")
    def placed(self, category: Category) -> str:
        return f"{'— ' * (category.depth - 1)}{category.name}"

    def save_model(self, request: Any, obj: Category, form: Any, change: bool) -> None:
        said = form.cleaned_data
        saved = shelving.save_category(
            category=obj if change else None,
            texts={
                field: {each: said[column(field, each)] or "" for each in LANGUAGES}
                for field in CATEGORY_TEXTS
            },
            fields={
                name: said[name]
                for name in ("slug", "is_public", "exclude_from_menu")
                if name != "slug" or said[name]
            },
            above=said["above"],
            at=request.at,
        )
        obj.pk = saved.pk

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """There is nothing else on the page."""

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        try:
            shelving.remove_category(category=obj)
        except shelving.CategoryRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}


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
