"""How parcels stand in the words of staff: the buyer's own say "you" and "your"."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.core import marks

from .models import Kind, Shipment

FOR_STAFF = {
    Kind.HANDED_OVER: _("Handed to the carrier"),
    Kind.IN_TRANSIT: _("On its way"),
    Kind.OUT_FOR_DELIVERY: _("On the van"),
    Kind.FAILED_ATTEMPT: _("Could not be delivered"),
    Kind.TO_COLLECT: _("Waits to be collected"),
    Kind.DELIVERED: _("Delivered"),
    Kind.RETURNED: _("On its way back to us"),
    Kind.LOST: _("Lost"),
}
KINDS = [(str(kind), words) for kind, words in FOR_STAFF.items()]


def status_of(shipment: Shipment) -> Any:
    """Say how a parcel stands."""
    if shipment.taken_back_at:
        return _("Taken back: it never left")
    if shipment.given_up_at and not shipment.is_delivered:
        return _("Not waited for any more")
    if shipment.given_up_at:
        return _("Delivered, though nobody waited for it any more")
    return FOR_STAFF[Kind(shipment.status)]


def said(report: Any) -> Any:
    """Say what was reported, with the reason where there is one."""
    words = FOR_STAFF[Kind(report.kind)]
    return marks.labelled(words, report.get_reason_display()) if report.reason else words
