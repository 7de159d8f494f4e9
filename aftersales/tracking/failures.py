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
            "place": checkpoint.place,
            "day": day_words(kept_until(checkpoint)),
        }
    if checkpoint.kind == Kind.TO_COLLECT:
        return _(
            "It waits for you until %(day)s. Bring the tracking number and something with your "
            "name on it. After that day it comes back to us, and you get all your money back."
        ) % {"day": day_words(kept_until(checkpoint))}
    if checkpoint.kind == Kind.LOST:
        return _(
            "You do not have to wait for the carrier or for us: choose whether we send everything "
            "again or give you all the money back."
        )
    if checkpoint.kind == Kind.RETURNED:
        return _("When it is here we send it again or give you the money back, as you choose.")
    if checkpoint.kind == Kind.FAILED_ATTEMPT:
        return _after_failed_try(checkpoint)
    return ""


def _after_failed_try(checkpoint: Checkpoint) -> str:
    reason = checkpoint.reason
    if reason == Reason.WRONG_ADDRESS:
        return _(
            "The carrier keeps it for us. Please tell us the right address, under “Something is "
            "not right” or by answering this message; bringing it there costs you nothing."
        )
    if reason == Reason.REFUSED:
        return _("It comes back to us. When it is here, you get your money back.")
    if reason == Reason.DAMAGED:
        return _(
            "It comes back to us. You need not prove anything: we send everything again or give "
            "you the money back, as you choose."
        )
    if tries(checkpoint) >= TRIES:
        return _(
            "This was the second try. The carrier now takes it to a pick-up point near you and "
            "keeps it there for 7 days; you get a message with the place."
        )
    again = SHOP.next_working_day(SHOP.local_date(checkpoint.happened_at) + timedelta(days=1))
    return _("The carrier comes again on %(day)s. The second try costs nothing either.") % {
        "day": day_words(again)
    }


def tries(checkpoint: Checkpoint) -> int:
    """Return how often a parcel could not be handed over, up to a report."""
    seen: Any = checkpoint.shipment.checkpoints.all()
    return sum(
        each.kind == Kind.FAILED_ATTEMPT and each.happened_at <= checkpoint.happened_at
        for each in seen
    )
