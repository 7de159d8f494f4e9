"""What buyers asked for on the strength of a parcel or a report keeps staff from taking it back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from .models import Return


class AskedSince(Refusal):
    words = _(
        "The buyer has told us since that goods go back or are faulty (%(reference)s), so this "
        "stays as it is. Deal with that first, and write to the buyer what was wrong."
    )


class Replaces(Refusal):
    words = _(
        "This parcel holds what replaces a faulty thing (%(reference)s), so it cannot be taken "
        "back. If its number is wrong, correct that."
    )


def refuse_unreporting(*, shipment: Any, checkpoint: Any, **_facts: Any) -> None:
    """
    Keep a report since which a buyer has asked for something; see `apps.py`.

    :raises AskedSince: naming the return
    """
    _refuse_since(shipment.order, checkpoint.received_at)


def refuse_taking_back(*, shipment: Any, **_facts: Any) -> None:
    """
    Keep a parcel that replaces something, or since which a buyer has asked for something.

    :raises Replaces: naming the return that it belongs to
    :raises AskedSince: naming the return
    """
    if replaced := Return.objects.filter(replacement=shipment).first():
        raise Replaces(reference=replaced.reference)
    _refuse_since(shipment.order, shipment.handed_over_at)


def _refuse_since(order: Any, moment: datetime) -> None:
    since = Return.objects.filter(order=order, told_at__gte=moment).order_by("pk").first()
    if since:
        raise AskedSince(reference=since.reference)
