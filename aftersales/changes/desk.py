"""Staff leave things out of an order: what, why, and what goes back, before anything is done."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from aftersales import shares
from checkout.payments import queries as payments
from storefront.core import money

from . import operations, queries
from .models import Cancellation


class LeaveOut(forms.Form):
    """
    How many of each line are left out, and why.

    `seen` is what was here when the page was shown: pressing twice, or beside a colleague, leaves
    out no more than was looked at.
    """

    reason = forms.CharField(
        label=_("Why, as the buyer reads it"),
        help_text=_("A sentence: it goes into the mail, and stands with the order."),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    note = forms.CharField(
        label=_("For us only"), max_length=500, required=False, widget=UnfoldAdminTextInputWidget
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Any, **kwargs: Any) -> None:
        here = {pk: count for pk, count in queries.units_here(order).items() if count}
        self.stands = json.dumps(here)
        super().__init__(*args, initial={"seen": self.stands}, **kwargs)
        given = shares.given_back(order)
        for line in order.lines.filter(pk__in=here).order_by("pk"):
            worth = money.text(given.share_of(line, here[line.pk]), order.currency)
            self.fields[f"units_{line.pk}"] = forms.IntegerField(
                label=_("Leave out: %(title)s") % {"title": line.title},
                help_text=_("Of %(count)s that are here, for which %(sum)s was paid or is asked.")
                % {"count": here[line.pk], "sum": worth},
                min_value=0,
                max_value=here[line.pk],
                required=False,
                initial=here[line.pk],
                widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
            )
        self.order_fields([*(name for name in self.fields if name.startswith("units_")), "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        # Of the form as a whole: nobody knows a field that cannot be seen.
        if given.get("seen") != self.stands:
            raise forms.ValidationError(
                _("Something of this order was left out or sent meanwhile. Please look again.")
            )
        return given

    @property
    def units(self) -> dict[int, int]:
        """How many of each order line, by its key, are left out."""
        given = ((name, count) for name, count in self.cleaned_data.items() if count)
        return {
            int(name.removeprefix("units_")): count
            for name, count in given
            if name.startswith("units_")
        }


def what_goes_back(order: Any) -> str:
    """Say, before the press, what money goes back for leaving things out."""
    left = payments.refundable(order)
    if not left:
        return str(_("Nothing has been paid, so nothing goes back. The buyer is told at once."))
    return str(
        _(
            "All of it: %(sum)s goes back the way it came. A part of it: its price, and the "
            "delivery charge stays. The buyer is told at once."
        )
        % {"sum": money.text(left, order.currency)}
    )


def in_words(made: Cancellation) -> str:
    """Say what was done, and how much goes back for it."""
    refund = operations.refund_of(made)
    words = _("Order %(number)s is cancelled.") if made.whole else _("Left out of %(number)s.")
    said = str(words % {"number": made.order.number})
    if refund is None:
        return f"{said} {_('No money goes back. The buyer is told.')}"
    back = _("%(sum)s goes back, as %(reference)s. The buyer is told.")
    named = {"sum": money.text(refund.amount, refund.currency), "reference": refund.reference}
    return f"{said} {back % named}"
