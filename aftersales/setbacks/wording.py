"""A setback in words: what can be chosen, what happens otherwise, and what was decided."""

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from aftersales.tracking.models import Reason
from storefront.core.templatetags.candour import day_words, when

from . import terms
from .models import Choice, Setback, Status

# A choice as staff name it: the buyer's own words say "I" and "me".
FOR_STAFF = {
    Choice.AGAIN: _lazy("The carrier comes again"),
    Choice.ELSEWHERE: _lazy("It goes to the right address"),
    Choice.COLLECT: _lazy("It is kept at a pick-up point"),
    Choice.BACK: _lazy("It is not wanted any more"),
    Choice.RESEND: _lazy("Everything is sent again"),
    Choice.REFUND: _lazy("The money goes back"),
}


def next_step(setback: Setback) -> str:
    """Say what a buyer reads at the parcel: the question, or the answer."""
    if not setback.is_open:
        return outcome(setback)
    question = _("You choose until %(until)s. Otherwise: %(otherwise)s.") % {
        "until": strip_tags(when(setback.decide_by)),
        "otherwise": otherwise(setback),
    }
    return f"{_lead(setback)} {question}".strip()


def for_staff(setback: Setback) -> str:
    """Say to staff what is asked of the buyer, or what was decided."""
    if not setback.is_open:
        return outcome(setback)
    return _("The buyer chooses until %(until)s. Otherwise: %(otherwise)s.") % {
        "until": strip_tags(when(setback.decide_by)),
        "otherwise": otherwise(setback),
    }


def _lead(setback: Setback) -> str:
    reason = setback.checkpoint.reason
    if reason == Reason.WRONG_ADDRESS:
        return _("Please tell us the right address; bringing it there costs you nothing.")
    if reason == Reason.DAMAGED:
        return _("You need not prove anything.")
    if Choice.RESEND in setback.options:
        return _("You do not have to wait for the carrier or for us.")
    return ""


def otherwise(setback: Setback) -> str:
    """Say what happens when nobody chooses."""
    if setback.otherwise == Choice.AGAIN:
        day = terms.SHOP.local_date(setback.decide_by)
        return _("the carrier comes again on %(day)s, without charge") % {"day": day_words(day)}
    if setback.otherwise == Choice.COLLECT:
        return _("the carrier takes it to a pick-up point near you and keeps it there for 7 days")
    return _("we give you all the money for it back")


def outcome(setback: Setback) -> str:
    """Say what was decided, and what comes now."""
    if setback.status == Status.OVERTAKEN:
        return _("something newer was reported of the parcel")
    if setback.choice == Choice.AGAIN and setback.day:
        return _("the carrier comes again on %(day)s") % {"day": day_words(setback.day)}
    return {
        Choice.ELSEWHERE: _("the carrier brings it to the address that you have put right"),
        Choice.COLLECT: _("the carrier takes it to a pick-up point and you get its address"),
        Choice.BACK: _("it comes back to us and you get your money back"),
        Choice.RESEND: _("we send everything again, free of charge"),
        Choice.REFUND: _("all the money for it comes back to you"),
    }.get(Choice(setback.choice), "")


NOTES = {
    Choice.AGAIN: lambda: _("You name the day. It costs nothing."),
    Choice.ELSEWHERE: lambda: _("In the same country. It costs nothing."),
    Choice.COLLECT: lambda: _("It is kept there for 7 days; you get a message with the place."),
    Choice.BACK: lambda: _(
        "You withdraw from the contract about it. It comes back, and the money follows."
    ),
    Choice.RESEND: lambda: _("The same things in a new parcel, without charge."),
    Choice.REFUND: lambda: _("All that you paid for it, the way you paid. You send nothing back."),
}


def note(choice: Choice, *, sum_: str = "") -> str:
    """Say what a choice means; `sum_` is what comes back with the money, in words, where known."""
    if choice == Choice.REFUND and sum_:
        words = _("%(sum)s, all that you paid for it, the way you paid. You send nothing back.")
        return words % {"sum": sum_}
    return str(NOTES[choice]())
