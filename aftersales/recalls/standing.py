"""How a case stands, in words for staff and for its buyer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from . import queries
from .models import Case, Remedy


def in_short(case: Case) -> str:
    """Say how far a case has come."""
    if case.returned_id and case.returned and case.returned.is_settled:
        return _("put right")
    if case.remedy:
        return _("chosen: %(remedy)s") % {"remedy": Remedy(case.remedy).label}
    if case.cancellation_id:
        return _("left out, money back")
    if case.read_at:
        return _("read")
    if case.looked_at:
        return _("page opened, not said to be read")
    if case.reached_at:
        return _("told")
    return _("not reached yet") if case.told else _("not told yet")


def links(order: Any) -> list[tuple[str, str]]:
    """Lead staff from an order to what of it is recalled, saying how far that has come."""
    if not queries.KNOWN.get():
        return []
    return [
        (
            _("Recalled, %(reference)s: %(how)s")
            % {"reference": case.recall.reference, "how": in_short(case)},
            reverse("admin:recalls_case_change", args=[case.pk]),
        )
        for case in queries.cases().filter(order=order).order_by("pk")
    ]


def things(case: Case) -> list[dict[str, Any]]:
    """Return what of an order is recalled, in the words of the order."""
    return [
        {"title": each.line.title, "sent": each.sent, "here": each.here, "lots": each.lots}
        for each in case.lines.all()
    ]
