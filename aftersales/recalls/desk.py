"""The form in which staff draft a recall, and what they see of whom it is about."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from storefront.catalogue import languages
from storefront.catalogue.models import Product
from storefront.core import marks
from storefront.staff.steps import SeenForm

from .affected import Preview
from .models import Recall, Remedy

TEXTS = {"hazard": _("What the danger is"), "instructions": _("What to do now")}
HELP = {
    "hazard": _("Plainly: what can happen, to whom. Words that play it down are refused."),
    "instructions": _("What comes after “Stop using it now.”, such as unplugging it."),
}


class Draft(SeenForm):
    """A recall as it is written: what, why, and what its buyers can have."""

    variants = forms.ModelMultipleChoiceField(
        label=capfirst(_("only these variants")),
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them. They stand here once the product is kept."),
    )
    remedies = forms.MultipleChoiceField(
        label=capfirst(_("remedies offered")),
        choices=Remedy.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The law asks for at least two; the buyer chooses among them."),
    )
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Needed to send it back, to withdraw it, to allow the sale."),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Recall
        fields = ["product", "lots", "dispose", "sold_from", "sold_until", "contact_email",
                  "contact_phone"]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        recall = self.instance
        if "variants" in self.fields and recall.product_id:
            self.fields["variants"].queryset = Product.objects.filter(parent=recall.product_id)
            self.fields["variants"].initial = (
                list(recall.variants.values_list("pk", flat=True)) if recall.pk else []
            )
        if "remedies" in self.fields:
            self.fields["remedies"].initial = recall.remedies
        for name in text_fields():
            if name in self.fields:
                self.fields[name].initial = getattr(recall, name)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What was written, by field and language."""
        return {
            field: {
                code: self.cleaned_data.get(languages.column(field, code)) or ""
                for code, _name in settings.LANGUAGES
            }
            for field in TEXTS
        }


def text_fields() -> list[str]:
    """Name the fields of the texts, a language each."""
    return [languages.column(field, code) for field in TEXTS for code, _name in settings.LANGUAGES]


def whom(found: Preview) -> str:
    """Say in numbers whom a recall is about, and how many of them it cannot reach."""
    words = _(
        "Buyers: %(buyers)s, with %(orders)s orders. Units sent: %(sent)s; not sent yet: %(here)s. "
        "Orders whose buyer cannot be reached: %(unreachable)s."
    )
    return words % {
        "orders": len(found.orders),
        "buyers": found.buyers,
        "sent": found.sent,
        "here": found.here,
        "unreachable": len(found.unreachable),
    }


for _field, _label in TEXTS.items():
    for _code, _language in settings.LANGUAGES:
        Draft.base_fields[languages.column(_field, _code)] = forms.CharField(
            label=format_lazy("{} {}", _label, lazy(marks.bracketed, str)(_language)),
            help_text=HELP[_field],
            required=False,
            max_length=3_000,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "lang": _code}),
        )
