"""
An order as staff read of it, and what later packages add to its page: links to what they know.

A package registers `fn(order) -> [(words, url), ...]` in its `AppConfig.ready()`.
"""

from collections.abc import Callable
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from storefront.core.templatetags.candour import when

from .models import Status

# What a buyer reads is said to the buyer.
FOR_STAFF = {
    **{status: status.label for status in Status},
    Status.AWAITING_PAYMENT: _("Waits for its transfer"),
}

Links = Callable[[Any], list[tuple[str, str]]]

_sources: list[Links] = []


def register(fn: Links) -> None:
    if fn not in _sources:
        _sources.append(fn)


def links(order: Any) -> list[tuple[str, str]]:
    """Return every link about an order, in the order in which packages registered."""
    return [link for source in _sources for link in source(order)]


def status_of(order: Any) -> Any:
    """Say how far an order is."""
    return FOR_STAFF.get(order.status, order.status)


def how_it_stands(promise: Any) -> str:
    """Say how a promise stands: by when it is or was due, and when it ended."""
    facts = {
        "status": promise.get_status_display(),
        "due": strip_tags(when(promise.due_at)),
        "ended": strip_tags(when(promise.ended_at)) if promise.ended_at else "",
    }
    if promise.ended_at:
        return _("%(status)s, %(ended)s (was due by %(due)s)") % facts
    return _("%(status)s, due by %(due)s") % facts


def done_before(order: Any) -> str:
    """Say who has taken the step that was pressed for a second time, and when."""
    last = order.moves.filter(to_status=order.status).order_by("-pk").first()
    who = last.moved_by if last else None
    return _("Order %(number)s was %(status)s before you pressed: by %(who)s, %(when)s.") % {
        "number": order.number,
        "status": status_of(order),
        "who": (who.get_full_name() or who.get_username()) if who else _("the shop"),
        "when": strip_tags(when(last.moved_at)) if last else "—",
    }
