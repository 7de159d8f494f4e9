from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from . import queries
from .carriers import registry
from .models import Kind, Reason


class Carrier(forms.Form):
    """Who takes a parcel, and under which number."""

    carrier = forms.ChoiceField(label=_("Carrier"), widget=UnfoldAdminSelectWidget)
    number = forms.CharField(
        label=_("Tracking number"),
        help_text=_("Leave it empty and the carrier is asked for one."),
        max_length=64,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [
            (code, registry.name_of(code)) for code in registry.codes()
        ]


class HandOver(Carrier):
    """A packed order, and the carrier that takes it."""

    order = forms.ChoiceField(label=_("Order"), widget=UnfoldAdminSelectWidget)
    field_order = ("order", "carrier", "number")

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        """`of` is the order that is handed over, where it is known: its things can be counted."""
        super().__init__(*args, **kwargs)
        left = queries.left_to_send(of) if of is not None else {}
        for line in of.lines.filter(pk__in=left).order_by("pk") if left else []:
            self.fields[f"units_{line.pk}"] = forms.IntegerField(
                label=_("In this parcel: %(title)s") % {"title": line.title},
                help_text=_("Of %(count)s that are here; the rest follows in another parcel.")
                % {"count": left[line.pk]},
                min_value=0,
                max_value=left[line.pk],
                required=False,
                initial=left[line.pk],
                widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
            )
        self.fields["order"].choices = [
            (order.number, f"{order.number}, {order.shipping_address.name}")
            for order in queries.to_hand_over()
        ]

    @property
    def units(self) -> dict[int, int] | None:
        """How many of each line go into the parcel; None is all that is here."""
        asked = [name for name in self.fields if name.startswith("units_")]
        if not any(name in self.data for name in asked):
            return None
        given = {int(name.removeprefix("units_")): self.cleaned_data[name] for name in asked}
        return {pk: count for pk, count in given.items() if count}


class Report(forms.Form):
    """What somebody learned about a parcel by telephone or from the carrier's page."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=Kind.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.ChoiceField(
        label=_("Reason, if it could not be delivered"),
        choices=[("", "---"), *Reason.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        help_text=_("As 2026-11-24 14:30, Irish time."),
        widget=UnfoldAdminTextInputWidget,
    )
    place = forms.CharField(
        label=_("Where"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget
    )
    words = forms.CharField(
        label=_("How we know"), max_length=300, widget=UnfoldAdminTextInputWidget
    )

    def clean_happened_at(self) -> Any:
        moment = self.cleaned_data["happened_at"]
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
