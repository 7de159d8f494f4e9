"""What comes back without a question: a refused parcel, and one that was withdrawn from."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.returns import operations as returns
from aftersales.returns.models import Return
from aftersales.tracking import late
from aftersales.tracking import queries as parcels
from aftersales.tracking.models import Checkpoint, Kind, Reason, Shipment
from storefront.core.templatetags.candour import day_words
from storefront.promises import operations as promises
from storefront.promises.models import Promise

from . import effects, keys, terms
from .models import Choice, Setback

# The promise to give the money back for a parcel that was refused at the door, about the parcel.
REFUSED = "refund_refused"
# As long as the law leaves after a withdrawal; a parcel that travels back longer is paid before.
AT_THE_LATEST = timedelta(days=14)


def follow(*, shipment: Shipment, checkpoint: Checkpoint, at: datetime) -> None:
    """Act on a report about what comes back; called in the report's transaction."""
    if shipment.status == Kind.FAILED_ATTEMPT and checkpoint.reason == Reason.REFUSED:
        _promise_the_money(shipment, at=at)
    if shipment.status == Kind.DELIVERED:
        promises.withdraw(subject=shipment, kind=REFUSED, at=at, why="delivered after all")
    for returned in _withdrawn(shipment):
        if shipment.status == Kind.RETURNED:
            returns.carrier_brings_it(returned=returned, sent_at=checkpoint.happened_at, at=at)
        elif shipment.status == Kind.DELIVERED:
            returns.went_to_the_buyer(returned=returned, at=at)


def pay_what_was_promised(*, promise: Promise, at: datetime) -> None:
    """Pay for a refused parcel of which the carrier says nothing; runs as the promise breaks."""
    shipment = Shipment.objects.get(pk=promise.subject_id)
    order = late.locked_or_later(shipment.order_id)
    shipment = parcels.locked(shipment)
    shipment.order = order
    if not shipment.is_delivered and not shipment.given_up_at:
        effects.pay_back(shipment, key=f"refused:{shipment.pk}", by=None, at=at)


def _withdrawn(shipment: Shipment) -> list[Return]:
    """Return what was withdrawn from while the carrier had it."""
    back = Setback.objects.filter(shipment=shipment, choice=Choice.BACK)
    return list(Return.objects.filter(key__in=[keys.of(each) for each in back]))


def _promise_the_money(shipment: Shipment, *, at: datetime) -> None:
    order = shipment.order
    day = terms.SHOP.local_date(at + AT_THE_LATEST)
    effects.promise_no_delivery(shipment, at=at)
    with translation.override(order.intent.language):
        words = _("Give your money for parcel %(n)s back once it is here, by %(day)s at the latest")
        words = words % {"n": shipment.n, "day": day_words(day)}
        basis = _("Our delivery rules: until it is in your hands, it is our matter")
    promises.make(
        kind=REFUSED,
        subject=shipment,
        due_at=terms.SHOP.end_of(day),
        at=at,
        words=words,
        basis=basis,
        order_number=order.number,
        user=order.user,
    )
