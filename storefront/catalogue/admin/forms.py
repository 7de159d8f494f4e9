"""The forms of the product page: words, figures, places, facts, one more picture."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.catalogue import disclosure, shelving
from storefront.catalogue.languages import LANGUAGES, column
from storefront.catalogue.models import (
    Category,
    Product,
    ProductClass,
    ProductFact,
    ProductSheet,
)
from storefront.core import uploads

SHEET = ("origin", "lot", "content", "content_unit", "pieces", "weight_g", "size_mm")
TEXTS = ("title", "meta_description", "description")
TEXT_COLUMNS = [column(field, language) for field in TEXTS for language in LANGUAGES]


class ProductForm(forms.ModelForm):
    """
    The words of a product, the figures of its sheet, its places, and one more picture.

    `stored` is what became of the picture; see `stored.PicturesAdmin`.
    """

    stored: dict[str, Any] = {}

    product_class = forms.ModelChoiceField(
        ProductClass.objects.all(), label=_("Class"), widget=UnfoldAdminSelectWidget
    )
    places = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=_("Categories"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    picture = forms.FileField(
        label=_("One more picture"), required=False, widget=UnfoldAdminFileFieldWidget
    )
    picture_alt_en = forms.CharField(
        label=_("What is seen on it (English)"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    picture_alt_zh_hans = forms.CharField(
        label=_("What is seen on it (Chinese)"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    proof = forms.CharField(
        label=_("Why what it claims is true"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "Only where it is said to be the best, the cheapest or the like: what shows that. It "
            "stands in the history, with your name."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Why it goes off sale"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in its history; needed to take it off sale."),
    )

    class Meta:
        model = Product
        fields = [*TEXT_COLUMNS, "product_class"]
        widgets = {
            name: UnfoldAdminTextareaWidget(attrs={"rows": 3 if "meta" in name else 7})
            for name in TEXT_COLUMNS
            if "desc" in name
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = None
        if self.instance.pk:
            sheet = ProductSheet.objects.filter(product=self.instance).first()
            self.fields["places"].initial = self.instance.categories.all()
        self.fields["seen"].initial = sheet.version if sheet else None
        own = forms.modelform_factory(ProductSheet, fields=SHEET)(instance=sheet)
        for name in SHEET:
            self.fields[name].initial = own.initial.get(name)
        self.fields["title_en"].required = True
        # A variant is of the class of its product, and stands where that stands.
        self.fields["product_class"].required = not self.instance.is_child

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("picture"):
            cleaned["stored"] = self.stored["picture"]
            if isinstance(cleaned["stored"], uploads.UploadRefused):
                self.add_error("picture", str(cleaned["stored"]))
            if not (cleaned.get("picture_alt_en") or cleaned.get("picture_alt_zh_hans")):
                self.add_error("picture_alt_en", str(shelving.PictureRefused()))
        if bool(cleaned.get("content")) != bool(cleaned.get("content_unit")):
            self.add_error("content_unit", _("A content is a number and its unit."))
        if "catalogue_product_withdraw_now" in self.data and not cleaned.get("why"):
            self.add_error("why", _("Say why: it is kept in its history."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the row as it is: Oscar's checks are about rows that operations write."""


# The figures live on the sheet, so their fields come from its form.
SHEET_WIDGETS = {
    "origin": UnfoldAdminTextInputWidget,
    "lot": UnfoldAdminTextInputWidget,
    "content": UnfoldAdminDecimalFieldWidget,
    "content_unit": UnfoldAdminSelectWidget,
    "pieces": UnfoldAdminIntegerFieldWidget,
    "weight_g": UnfoldAdminIntegerFieldWidget,
    "size_mm": UnfoldAdminTextInputWidget,
}
for _name, _field in forms.fields_for_model(
    ProductSheet, fields=SHEET, widgets=SHEET_WIDGETS
).items():
    ProductForm.base_fields[_name] = _field
    ProductForm.declared_fields[_name] = _field


class FactForm(forms.ModelForm):
    """A fact by language, with who vouches for it; “n/a” is no fact."""

    class Meta:
        model = ProductFact
        fields = ["kind", "text_en", "text_zh_hans", "source_en", "source_zh_hans"]
        widgets = {
            name: UnfoldAdminTextareaWidget(attrs={"rows": 3})
            for name in ("text_en", "text_zh_hans")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = [cleaned.get(column("text", language)) or "" for language in LANGUAGES]
        if not any(words) or any(map(disclosure.says_nothing, filter(None, words))):
            self.add_error("text_en", _("A fact says something; “n/a” does not."))
        if not any(cleaned.get(column("source", language)) for language in LANGUAGES):
            self.add_error("source_en", _("Say who vouches for it."))
        return cleaned
