"""Classes of goods: by what they are described, and what each must state."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from storefront.catalogue import attributes, classes
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import (
    AttributeOptionGroup,
    ClassDisclosure,
    FactKind,
    ProductAttribute,
    ProductClass,
)
from storefront.core import marks
from storefront.staff.admin import RowsInline
from storefront.staff.recorded import RecordedAdmin, RecordedForm
from storefront.staff.site import site

NAMES = [column("name", code) for code in LANGUAGES]
TERMS = ("unit_price_needed", "picture_needed", "outside", "withdrawal_exclusion")


def _switch(label: Any, words: Any = "") -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, help_text=words, widget=UnfoldBooleanSwitchWidget
    )


class ClassForm(RecordedForm):
    """A class and what it must state, on one page."""

    track_stock = _switch(
        _("Its units are counted"), _("If not, buyers may order any number at any time.")
    )
    kinds = forms.ModelMultipleChoiceField(
        FactKind.objects.order_by("order", "pk"),
        label=_("Must be stated"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("What is on sale and lacks one of them goes off sale at once."),
    )
    unit_price_needed = _switch(_("Needs a price by quantity"))
    picture_needed = _switch(_("Needs a picture"))
    outside = forms.ChoiceField(
        label=_("Outside our scope"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[("", _("No")), *ClassDisclosure.Outside.choices],
    )
    exception = forms.CharField(
        label=_("How the further rules are met"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("For a class outside our scope: nothing of it is sold before this is said."),
    )
    withdrawal_exclusion = forms.ChoiceField(
        label=_("Why it may not be sent back"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[("", _("It may")), *classes.EXCLUSIONS.items()],
        help_text=_("For orders from now on, as far as the buyer's law has this exception."),
    )

    class Meta:
        model = ProductClass
        fields = NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track_stock"].initial = self.instance.track_stock
        self.fields["picture_needed"].initial = True
        declared = ClassDisclosure.objects.filter(product_class=self.instance.pk).first()
        if declared:
            self.fields["kinds"].initial = declared.required.all()
            self.fields["exception"].initial = declared.outside_met
            for name in TERMS:
                self.fields[name].initial = getattr(declared, name)

    @property
    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(column("name", code)) or "" for code in LANGUAGES}

    @property
    def terms(self) -> classes.Terms:
        said = self.cleaned_data
        return classes.Terms(
            kinds=said.get("kinds") or [],
            exception=said.get("exception") or "",
            unit_price_needed=bool(said.get("unit_price_needed")),
            picture_needed=bool(said.get("picture_needed")),
            outside=said.get("outside") or "",
            withdrawal_exclusion=said.get("withdrawal_exclusion") or "",
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        row = self.instance if self.instance.pk else None
        for name, words in classes.problems(self.names, self.terms, product_class=row).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)
        return said


class AttributeForm(forms.ModelForm):
    type = forms.ChoiceField(label=_("Goods state"), widget=UnfoldAdminSelectWidget)
    option_group = forms.ModelChoiceField(
        AttributeOptionGroup.objects.order_by("name"),
        label=_("Choices"),
        required=False,
        empty_label=_("none: words"),
        widget=UnfoldAdminSelectWidget,
    )
    code = forms.CharField(
        label=_("Short name"),
        required=False,
        max_length=128,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("In addresses and files. Left empty, it is made of the name."),
    )

    class Meta:
        model = ProductAttribute
        fields = (*NAMES, "code", "type", "option_group", "required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(attributes.TYPES.items())
        if self.instance.pk and self.instance.type not in attributes.TYPES:
            offered.append((self.instance.type, self.instance.get_type_display()))
        self.fields["type"].choices = offered  # type: ignore[attr-defined]
        self.fields["required"].label = _("Must be stated")

    @property
    def asked(self) -> attributes.Attribute:
        said = self.cleaned_data
        return attributes.Attribute(
            names={code: said.get(column("name", code)) or "" for code in LANGUAGES},
            code=said.get("code") or "",
            type=said.get("type") or attributes.ONE,
            group=said.get("option_group"),
            required=bool(said.get("required")),
            pk=self.instance.pk,
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, words in attributes.problems(self.asked).items():
            if name not in self.errors:
                self.add_error(name, words)
        return said

    def _post_clean(self) -> None:
        """Leave the row as it is: the operation reads it anew under its lock."""


class Attributes(RowsInline):
    model = ProductAttribute
    form = AttributeForm
    verbose_name = _("attribute")
    verbose_name_plural = _("What its goods are described by, or differ in")
    extra = 0
    fields = [*NAMES, "code", "type", "option_group", "required"]


@admin.register(ProductClass, site=site)
class ProductClassAdmin(RecordedAdmin):
    """
    Classes of products, and what each must state.

    Asking for more takes off sale, at once, whatever does not state it; the page names them.
    """

    form = ClassForm
    inlines = [Attributes]
    list_display = ["name", "described_by", "demands", "outside"]
    search_fields = ["name_en", "name_zh_hans"]
    ordering = ["name_en"]
    fieldsets = [
        (None, {"fields": [tuple(NAMES), "track_stock"]}),
        (
            _("What it must state"),
            {"fields": ["kinds", ("unit_price_needed", "picture_needed")]},
        ),
        (_("Scope and law"), {"fields": ["outside", "exception", "withdrawal_exclusion"]}),
    ]
    titles = {
        "track_stock": _("its units are counted"),
        "attributes": _("attributes"),
        "required": _("must be stated"),
        "unit_price_needed": _("needs a price by quantity"),
        "picture_needed": _("needs a picture"),
        "outside": _("outside our scope"),
        "exception": _("how the further rules are met"),
        "withdrawal_exclusion": _("why it may not be sent back"),
    }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).select_related("disclosure")
        return found.prefetch_related("disclosure__required", "attributes")

    @admin.display(description=_("described by"))
    def described_by(self, product_class: ProductClass) -> str:
        return marks.listed(each.name for each in product_class.attributes.all()) or "—"

    @admin.display(description=_("must state"))
    def demands(self, product_class: ProductClass) -> str:
        declared = _declared(product_class)
        stated = declared.required.all() if declared.pk else []
        kinds = sorted(stated, key=lambda each: each.order)
        return marks.listed(kind.title for kind in kinds) or "—"

    @admin.display(description=_("outside our scope"))
    def outside(self, product_class: ProductClass) -> str:
        return _declared(product_class).get_outside_display() or "—"

    def told(self, name: str, value: Any) -> str:
        if isinstance(value, dict):
            return attributes.told(value)
        if name == "required" and isinstance(value, str):
            kind = FactKind.objects.filter(key=value).first()
            return kind.title if kind else value
        if name == "outside" and value:
            return str(dict(ClassDisclosure.Outside.choices).get(value, value))
        if name == "withdrawal_exclusion" and value:
            return str(classes.EXCLUSIONS.get(value, value))
        return super().told(name, value)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saved below, with its attributes."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        asked = []
        for formset in formsets:
            formset.save(commit=False)  # writes nothing; the admin asks it what was new
            asked += [
                row.asked
                for row in formset.forms
                if row.has_changed() or row.instance.pk
                if row not in formset.deleted_forms
            ]
        saved, taken = classes.save_class(
            product_class=form.instance if change else None,
            names=form.names,
            track_stock=form.cleaned_data["track_stock"],
            attributes=asked,
            terms=form.terms,
            **self.said(request, form),
        )
        form.instance.pk = saved.pk
        for product in taken:
            words = _("Taken off sale: %(product)s") % {"product": product}
            self.message_user(request, words, messages.WARNING)
        self.say_saved(request, form.instance, new=not change)


def _declared(product_class: ProductClass) -> ClassDisclosure:
    """Return what a class must state; one that a file has just made has stated nothing of it."""
    found = getattr(product_class, "disclosure", None)
    return found or ClassDisclosure(product_class=product_class)
