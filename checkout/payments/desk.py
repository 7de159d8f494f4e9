"""What staff type to put a booking of money right: whose it is, its sum and its reference."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.core import money, references

from . import operations
from .models import Attempt

BOOK, TAKE_BACK = "book", "take_back"


class PutRight(forms.Form):
    """A booking as it should be, or that it should not be at all; and why."""

    what = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (BOOK, _("It is the money of the purchase below, with this sum and reference")),
            (TAKE_BACK, _("It is not this purchase's money; whose it is, we do not know yet")),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    purchase = forms.CharField(
        label=_("Order number"), max_length=32, required=False, widget=UnfoldAdminTextInputWidget
    )
    amount = forms.DecimalField(
        label=_("Came in"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        widget=UnfoldAdminDecimalFieldWidget(),
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, widget=UnfoldAdminTextInputWidget
    )
    reference = forms.CharField(
        label=_("Reference of the bank"),
        max_length=120,
        required=False,
        help_text=_("As the statement has it. Each line of a statement counts once."),
        widget=UnfoldAdminTextInputWidget,
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("For us: it stands in the history, with your name."),
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, attempt: Attempt, **options: Any) -> None:
        self.attempt = attempt
        stands = {
            "purchase": attempt.intent.reference,
            "amount": attempt.captured,
            "currency": attempt.came_in_currency,
            "reference": attempt.provider_reference,
        }
        super().__init__(*args, initial=stands, **options)

    def do(self, *, by: Any, at: Any) -> Any:
        """Do what was asked, or be refused by its operation; returns in words what was done."""
        given = dict(self.cleaned_data)
        if given.pop("what") == TAKE_BACK:
            taken = operations.take_back_booking(
                attempt=self.attempt, why=given["why"], by=by, at=at
            )
            words = _("%(sum)s under %(reference)s is booked on nothing now, and can be booked.")
            sum_ = money.text(taken.amount, taken.currency)
            return words % {"sum": sum_, "reference": taken.reference}
        given["purchase"] = references.dashed(given["purchase"]) or given["purchase"]
        given["amount"] = given["amount"] or Decimal(0)
        booked = operations.rebook(attempt=self.attempt, by=by, at=at, **given)
        words = _("It is booked on %(purchase)s now: %(status)s.")
        return words % {
            "purchase": booked.intent.reference,
            "status": booked.get_status_display(),
        }


# As `operations.results` writes it down.
_SUMS = re.compile(r"([\d.]+|None) ([A-Z]{3}) came in, ([\d.]+) ([A-Z]{3}) was asked for")
_TWICE = re.compile(r"the reference (.+) has paid for another purchase already")


def what_was_wrong(written: str) -> str:
    """Say in the reader's language what was written down of money that was not as asked for."""
    if sums := _SUMS.fullmatch(written):
        came, came_in, asked, asked_in = sums.groups()
        return _("%(came)s came in, %(asked)s was asked for.") % {
            "came": money.text(Decimal(came), came_in) if came != "None" else "—",
            "asked": money.text(Decimal(asked), asked_in),
        }
    if twice := _TWICE.fullmatch(written):
        words = _("The reference %(reference)s has paid for another purchase already.")
        return words % {"reference": twice.group(1)}
    return written


def what_now(attempt: Attempt) -> Any:
    """Say, of a payment under review, what can be done about it and what its buyer is told."""
    if not attempt.left:
        return _("No money came in by it. Have its purchase go on waiting for its own.")
    if attempt.came_in_currency == attempt.currency and attempt.captured > attempt.amount:
        return _(
            "Taken as paid, what is too much goes back and the buyer reads how much, by when and "
            "under what. Given back, all of it goes, and the buyer is asked for the right sum."
        )
    return _(
        "It does not pay this. What came in goes back whole, and the buyer reads how much, by when "
        "and under what, and is asked for the whole sum in one transfer. A part that is sent "
        "afterwards pays nothing either: nothing is added up."
    )


def what_follows(attempt: Attempt) -> Any:
    """Say, before the press, what putting a booking right does to the order that it paid."""
    if attempt.status == Attempt.Status.REVIEW:
        return _("It is under review, so nothing was paid by it and no buyer was told.")
    if operations.has_left(attempt):
        return _(
            "The order that it paid has left us, so the booking stays; a wrong reference alone can "
            "be put right here."
        )
    return _(
        "Both stay in the books: what was booked, and what put it right. An order that was paid by "
        "it waits for its money again, wherever it is by now, and its buyer is told."
    )
