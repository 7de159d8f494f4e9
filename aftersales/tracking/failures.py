"""What happens next when a parcel could not be handed over (LBT-6.3.1.c)."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from storefront.core.templatetags.candour import day_words
from storefront.core.working_time import Calendar

from .models import Checkpoint, Kind, Reason

SHOP = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE)
# The delivery policy: two tries without charge, then a week at a pick-up point.
TRIES = 2
KEPT_FOR = timedelta(days=7)
KEPT_BY_US = timedelta(days=14)


def kept_until(checkpoint: Checkpoint) -> date:
    """The last day on which a parcel at a pick-up point can be collected."""
    ours = checkpoint.shipment.is_collected_from_us
    return SHOP.local_date(checkpoint.happened_at) + (KEPT_BY_US if ours else KEPT_FOR)


def next_step(checkpoint: Checkpoint) -> str:
    """Say what happens next after a report, and what the buyer can do; nothing if all is well."""
    if setback := getattr(checkpoint, "setback", None):
        # What can be chosen, or was, with its time; that room stands on this one.
        from aftersales.setbacks import wording

        return wording.next_step(setback)
    if checkpoint.kind == Kind.TO_COLLECT and checkpoint.shipment.is_collected_from_us:
        return _("It waits for you at %(place)s until %(day)s. The order number is enough.") % {
            "place": checkpoint.place_told,
            "day": day_words(kept_until(checkpoint)),
        }
    if checkpoint.kind == Kind.TO_COLLECT:
        return _(
            "It waits for you until %(day)s. Bring the tracking number and something with your "
            "name on it. After that day it comes back to us, and you get all your money back."
        ) % {"day": day_words(kept_until(checkpoint))}
    if checkpoint.reason == Reason.REFUSED:
        return _("It comes back to us. When it is here, you get your money back.")
    if checkpoint.kind == Kind.RETURNED:
        return _("When it is here, you get your money back.")
    return ""


def tries(checkpoint: Checkpoint) -> int:
    """Return how often a parcel could not be handed over, up to a report."""
    seen: Any = checkpoint.shipment.checkpoints.all()
    return sum(
        each.kind == Kind.FAILED_ATTEMPT and each.happened_at <= checkpoint.happened_at
        for each in seen
    )
