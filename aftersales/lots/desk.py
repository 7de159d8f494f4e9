"""What staff see of lots beside an order, and the forms in which they state and look them up."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from checkout.order import queries as orders
from storefront.core import marks, uploads
from storefront.core.forms import FilesField
from storefront.partner import lots
from storefront.partner.models import Lot

from . import queries


def links(order: Any) -> list[tuple[str, str]]:
    """Lead from an order to the lots that were packed for it, where any are or must be."""
    if not queries.tracked_lines(order):
        return []
    missing = queries.lacking(order)
    words = _("Lots: to be stated before it is packed") if missing else _("Lots that were packed")
    return [(str(words), reverse("admin:lots_statedlot_order", args=[order.pk]))]


class State(forms.Form):
    """One line of the order, its lot as on the label, and how many of it."""

    line = forms.TypedChoiceField(label=_("Goods"), coerce=int, widget=UnfoldAdminSelectWidget)
    number = forms.CharField(
        label=_("Lot, as on the label"),
        max_length=lots.LONGEST,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    quantity = forms.IntegerField(
        label=_("How many of this lot"), min_value=1, widget=UnfoldAdminIntegerFieldWidget
    )
    parcel = forms.TypedChoiceField(
        label=_("Where they are"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, order: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        missing = {line.pk: count for line, count in queries.lacking(order)}
        lines = queries.tracked_lines(order)
        self.fields["line"].choices = [
            (line.pk, f"{orders.title_for_staff(line)} {marks.bracketed(line.partner_sku)}")
            for line in lines
        ]
        first = next((line.pk for line in lines if line.pk in missing), None)
        if first is not None:
            self.fields["line"].initial = first
            self.fields["quantity"].initial = missing[first]
        left = queries.unstated(order)
        self.parcels = {parcel.pk: parcel for parcel, _line, _count in left}
        if not left:
            del self.fields["parcel"]
            return
        self.fields["parcel"].choices = [
            ("", _("Here, and have yet to leave")),
            *((pk, _("Sent in parcel %(n)s") % {"n": each.n}) for pk, each in self.parcels.items()),
        ]
        if first is None:
            parcel, line, count = left[0]
            self.fields["parcel"].initial = parcel.pk
            self.fields["line"].initial, self.fields["quantity"].initial = line.pk, count


class Trace(forms.Form):
    """The number of a lot, as a buyer or a supplier names it."""

    lot = forms.CharField(
        label=_("Lot number"), max_length=lots.LONGEST, widget=UnfoldAdminTextInputWidget
    )


class Received(forms.ModelForm):
    """A lot that came in, and the supplier's papers that came with it."""

    number = forms.CharField(
        label=_("Lot, as on the label"),
        max_length=lots.LONGEST,
        widget=UnfoldAdminTextInputWidget,
    )
    received_at = forms.SplitDateTimeField(
        label=_("Received"), widget=UnfoldAdminSplitDateTimeWidget
    )
    document = forms.CharField(
        label=_("Supplier's papers"),
        max_length=200,
        help_text=_("Delivery note, test report: their numbers."),
        widget=UnfoldAdminTextInputWidget,
    )
    copy = forms.FileField(
        label=_("Copy of the papers"),
        required=False,
        help_text=_("A PDF or a picture, up to 6 MB."),
        widget=UnfoldAdminFileFieldWidget,
    )

    class Meta:
        model = Lot
        fields = ["stockrecord"]
        labels = {"stockrecord": _("Goods")}

    def clean_copy(self) -> uploads.Upload | None:
        file = self.cleaned_data.get("copy")
        if not file:
            return None
        return FilesField().clean([file])[0][1]
