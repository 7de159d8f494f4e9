"""Holding longer: once at the buyer's wish, and for as long as a payment is on its way."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DurationField, F, Value, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from checkout.holds import locks, queries
from checkout.holds.models import HOLD_FOR, Hold
from storefront.core.refusal import Refusal

from .ending import HoldIsOver

# What is held in one piece for a buyer whose payment was refused and who may try another: the time
# of a hold, once more of it, and the time to pay.
LONGEST = timedelta(minutes=60)


class AlreadyExtended(Refusal):
    words = _("We can hold your things longer only once.")


@transaction.atomic
def extend_once(*, basket: object, at: datetime) -> list[Hold]:
    """
    Hold everything that the basket holds HOLD_FOR longer, once.

    :raises HoldIsOver: if nothing is held any more
    :raises AlreadyExtended: if it was extended before
    """
    locks.lock_basket(basket)
    live = queries.live(basket=basket, at=at)
    if not live:
        raise HoldIsOver()
    extended = Hold.objects.filter(
        pk__in=[hold.pk for hold in live], status=Hold.Status.HELD, extended_at__isnull=True
    ).update(expires_at=F("expires_at") + HOLD_FOR, extended_at=at)
    if not extended:
        raise AlreadyExtended()
    return queries.live(basket=basket, at=at)


def prolong(*, basket: object, until: datetime, in_all: timedelta | None = None) -> int:
    """
    Keep what is held until a payment is decided; never shortens. Returns how many holds.

    `in_all` is the most from when it was taken, for as long as no payment is under way.
    """
    held = Hold.objects.held().filter(basket=basket)
    end = Least(Value(until), F("taken_at") + in_all) if in_all else until
    return held.update(expires_at=Greatest(F("expires_at"), end))


def cut_back(*, basket: object) -> int:
    """
    Hold what is held no longer than if nobody had begun to pay; returns how many holds.

    Pressing and leaving again and again would else keep goods from others for ever.
    """
    own = Case(
        When(extended_at__isnull=True, then=Value(HOLD_FOR)),
        default=Value(2 * HOLD_FOR),
        output_field=DurationField(),
    )
    held = Hold.objects.held().filter(basket=basket)
    return held.update(expires_at=Least(F("expires_at"), F("taken_at") + own))
