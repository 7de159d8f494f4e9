"""
Why nothing of an order is left to withdraw from, or to make a claim about.

What has become of it may be the buyer's doing, ours, or the carrier's: nobody is told of a
statement that they have not made.
"""

from enum import Enum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from aftersales.changes import queries as changes
from aftersales.tracking import queries as tracking

from . import queries
from .models import Return, ReturnLine


class Way(Enum):
    """What has become of things of an order that were bought."""

    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    TOLD = "told"
    FAULT = "fault"
    AGREED = "agreed"
    ENDED = "ended"
    LEFT_OUT = "left_out"


WORDS = {
    Way.WITHDRAWN: _lazy("You have withdrawn from all of it already."),
    Way.RECALLED: _lazy("All of it goes back, or went back, because it is recalled for safety."),
    Way.TOLD: _lazy("You have told us about all of it, and we are at it."),
    Way.FAULT: _lazy("All of it goes back, or went back, because something was wrong with it."),
    Way.AGREED: _lazy("All of it goes back, or went back, as we agreed with you."),
    Way.ENDED: _lazy("None of it is to come any more, and what you paid for it goes back to you."),
    Way.LEFT_OUT: _lazy("All of it was left out before it left us."),
}
KINDS = {
    Return.Kind.WITHDRAWAL: Way.WITHDRAWN,
    Return.Kind.RECALL: Way.RECALLED,
    Return.Kind.GOODWILL: Way.AGREED,
}


def words(order: Any) -> str:
    """Say in one sentence why nothing of an order is left; the caller knows that nothing is."""
    found = ways(order)
    if len(found) == 1:
        return str(WORDS[found.pop()])
    if Way.TOLD in found:
        return _(
            "You have told us about it already, or it was left out, goes back or is paid back."
        )
    return _("Nothing of it is left: it was left out, goes back or is paid back.")


def ways(order: Any) -> set[Way]:
    """Return what has become of the things of an order that are not simply kept."""
    lines = queries.known_lines(order)
    found = {way for each in lines if (way := _way(each))}
    if any(tracking.ended_units(order).values()):
        found.add(Way.ENDED)
    # Whoever withdrew before it left has withdrawn, and has not merely had it left out.
    withdrawn = sum(each.quantity for each in lines if each.of.cancellation_id)
    if sum(changes.cancelled_units(order).values()) > withdrawn:
        found.add(Way.LEFT_OUT)
    return found


def pages(order: Any) -> tuple[tuple[str, str], ...]:
    """Return the pages of what goes back or is claimed: the words of each link, and its address."""
    shown = {each.of.reference for each in queries.known_lines(order) if _way(each)}
    return tuple(
        (
            _("See how %(reference)s stands") % {"reference": reference},
            reverse("returns:detail", args=[reference]),
        )
        for reference in sorted(shown)
    )


def _way(each: ReturnLine) -> Way | None:
    returned = each.of
    if not queries.goes_back(returned) and not returned.cancellation_id:
        return None
    if returned.status == Return.Status.OPEN:
        return Way.TOLD
    return KINDS.get(Return.Kind(returned.kind), Way.FAULT)
