import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.core import zones
from storefront.staff.asking import Why

from . import queries, wording
from .carriers import registry
from .models import Reason

# In which zone a moment is typed in, in the reader's language.
ZONE = lazy(lambda: zones.words(timezone.localtime(timezone.now())), str)()


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

    def __init__(self, *args: Any, of: Any, **kwargs: Any) -> None:
        """`of` is the order that was promised with a carrier: that one stands first."""
        super().__init__(*args, **kwargs)
        promised = str(of.intent.delivery.get("carrier") or "")
        self.fields["carrier"].choices = registry.offered(
            promised=promised, collected=of.intent.is_collected
        )
        if of.intent.is_collected:
            del self.fields["number"]


class WhichOrder(forms.Form):
    """A packed order."""

    order = forms.ChoiceField(label=_("Order"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = [  # type: ignore[attr-defined]
            (order.number, f"{order.number}, {order.shipping_address.name}")
            for order in queries.to_hand_over()
        ]


class Once(forms.Form):
    """A page whose button does its work once, however often it is pressed."""

    key = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)


class HandOver(Once, Carrier):
    """The carrier that takes a packed order, and how much of it."""

    def __init__(self, *args: Any, of: Any, **kwargs: Any) -> None:
        """`of` is the order that is handed over: its things are counted."""
        super().__init__(*args, of=of, **kwargs)
        left = queries.left_to_send(of)
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.units == {}:
            self.add_error(None, _("Say at least one piece that goes into this parcel."))
        return cleaned

    @property
    def units(self) -> dict[int, int] | None:
        """How many of each line go into the parcel; None is all that is here."""
        asked = [name for name in self.fields if name.startswith("units_")]
        if not any(name in self.data for name in asked):
            return None
        given = {int(name.removeprefix("units_")): self.cleaned_data.get(name) for name in asked}
        return {pk: count for pk, count in given.items() if count}


class Moment(forms.DateTimeInput):
    """A moment in the shop's zone, with the picker of the browser."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%dT%H:%M")


class Delivered(forms.Form):
    """When an order came to its buyer, and how we know."""

    happened_at = forms.DateTimeField(
        label=_("When"),
        help_text=ZONE,
        initial=timezone.now,
        widget=Moment,
    )
    words = forms.CharField(
        label=_("How we know"),
        help_text=_("Such as: the buyer has written so; the driver has said so."),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )


class CorrectNumber(Why):
    """The right tracking number of a parcel."""

    number = forms.CharField(
        label=_("The right tracking number"), max_length=64, widget=UnfoldAdminTextInputWidget
    )
    field_order = ("number", "why")


class Report(Once):
    """What somebody learned about a parcel by telephone or from the carrier's page."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=wording.KINDS, widget=UnfoldAdminSelectWidget
    )
    reason = forms.ChoiceField(
        label=_("Reason, if it could not be delivered"),
        choices=[("", "---"), *Reason.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        help_text=ZONE,
        initial=timezone.now,
        widget=Moment,
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
