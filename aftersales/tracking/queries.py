import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import JSONArray
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.changes import queries as changes
from checkout.order.models import Order, Status
from storefront.promises import queries as promises
from storefront.promises.models import Promise

from . import wording
from .models import Checkpoint, Kind, RefusedPost, Shipment, ShipmentLine

# What stands later in this list is later on the way, where two reports have the same moment.
RANKS = {
    Kind.HANDED_OVER: 0,
    Kind.IN_TRANSIT: 1,
    Kind.OUT_FOR_DELIVERY: 2,
    Kind.FAILED_ATTEMPT: 3,
    Kind.TO_COLLECT: 4,
    Kind.LOST: 5,
    Kind.RETURNED: 6,
    Kind.DELIVERED: 7,
}
QUIET = timedelta(days=3)
# How the events of reports begin that staff type in.
BY_HAND = "by-hand-"
# So long a parcel that came after all stands among those to look after.
LOOKED_INTO = timedelta(days=14)
# What is in a parcel, as pairs of line and quantity, read with the parcel itself.
_HOLDS = ArraySubquery(
    ShipmentLine.objects.filter(shipment=OuterRef("pk"))
    .order_by("line_id")
    .values_list(JSONArray(F("line_id"), F("quantity")))
)


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name the parcels of an order with carrier, number and how far they are, and their pages."""
    return [
        (
            _("Parcel %(n)s: %(carrier)s %(number)s, %(status)s")
            % {
                "n": each.n,
                "carrier": each.carrier_name,
                "number": each.number or _("(no number yet)"),
                "status": wording.status_of(each),
            },
            reverse("admin:tracking_shipment_change", args=[each.pk]),
        )
        for each in Shipment.everything.filter(order=order)
        .select_related("order__intent")
        .order_by("n")
    ]


def marked(shipment: Any) -> str:
    """Return the event by which a parcel is there because staff marked its order delivered."""
    return f"{shipment.order.number}-{shipment.n}-delivered"


def gather(order: Any) -> list[Shipment]:
    """
    Read the parcels of an order with their reports, its history and its promises.

    They stay with the order, so whoever asks it again (every right does) costs no statement.
    """
    reports = Checkpoint.objects.select_related("setback").order_by("-happened_at", "-pk")
    parcels = Shipment.objects.order_by("n").annotate(holds=_HOLDS)
    parcels = parcels.prefetch_related(Prefetch("checkpoints", reports))
    prefetch_related_objects([order], Prefetch("shipments", parcels), "moves")
    order.known_promises = list(promises.of_order(order.number))
    return list(order.shipments.all())


def version_of(order: Any, refunds: Iterable[Any]) -> str:
    """Return a mark that changes with what the page of a gathered order shows."""
    shown = (
        order.status,
        sorted(
            (each.pk, each.status, each.number, len(each.checkpoints.all()))
            for each in order.shipments.all()
        ),
        sorted(each.pk for each in order.moves.all()),
        sorted((each.pk, each.status) for each in promises_of(order)),
        sorted((each.pk, each.status) for each in refunds),
    )
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:20]}"'


def promises_of(order: Any) -> list[Promise]:
    """Return every promise that has to do with an order, as gathered or read now."""
    known = getattr(order, "known_promises", None)
    return known if known is not None else list(promises.of_order(order.number))


def promised(order: Any, kind: str) -> Promise | None:
    """Return the promise of a kind about an order that was made last, as gathered or read now."""
    made = [each for each in promises_of(order) if each.kind == kind]
    return max(made, key=lambda each: each.pk, default=None)


def left_to_send(order: Any) -> dict[int, int]:
    """Return for each line of an order how many of it are in no parcel yet; none at nought."""
    # What is lost or comes back has yet to be sent, unless nobody waits for it any more.
    rows = ShipmentLine.objects.filter(shipment__order=order).exclude(
        shipment__status__in=[Kind.RETURNED, Kind.LOST], shipment__given_up_at=None
    )
    return _less(order, rows.values_list("line_id", "quantity"))


def still_to_come(order: Any) -> list[tuple[int, str]]:
    """
    Return number and title of what a gathered order has yet to send; asks nothing.

    What is in no parcel, and what is to be sent again: of what is lost, that is for its buyer to
    say.
    """
    here = (
        (line, count)
        for parcel in order.shipments.all()
        if parcel.given_up_at or not _is_sent_again(parcel)
        for line, count in parcel.holds
    )
    left = _less(order, here)
    return [(left[pk], title) for pk, title, *_more in order.known_lines_left if pk in left]


def _is_sent_again(parcel: Any) -> bool:
    known = (getattr(each, "setback", None) for each in parcel.checkpoints.all())
    return any(each.choice == "resend" and each.status != "overtaken" for each in known if each)


def is_owed_still(parcel: Any) -> bool:
    """Say whether what was in a gathered parcel is sent again, or goes back as a return."""
    known = (getattr(each, "setback", None) for each in parcel.checkpoints.all())
    return any(each.choice in ("back", "resend") for each in known if each)


def things_in(order: Any, parcel: Any) -> list[tuple[int, str]]:
    """Return number and title of what is in a parcel of a gathered order; asks nothing."""
    titles = {each.pk: each.title for each in order.known_lines_left}
    return [(count, titles[line]) for line, count in parcel.holds]


def _less(order: Any, taken: Iterable[tuple[int, int]]) -> dict[int, int]:
    sent: dict[int, int] = defaultdict(int)
    for line, count in taken:
        sent[line] += count
    wanted = sorted(changes.units_left(order).items())
    return {pk: count - sent[pk] for pk, count in wanted if count > sent[pk]}


def ended_units(order: Any) -> Counter[int]:
    """
    Return how many units of each line (by its key) are not owed any more, their money given back.

    Those of parcels that were ended for lateness, or that the buyer wanted no more once they were
    lost. What was sent again is owed still; what goes back unopened is a return, and counts there.
    """
    if not any(each.given_up_at for each in order.shipments.all()):
        return Counter()
    rows = ShipmentLine.objects.filter(
        shipment__order=order, shipment__given_up_at__isnull=False
    ).exclude(shipment__setbacks__choice__in=["back", "resend"])
    units: Counter[int] = Counter()
    for row in rows:
        units[row.line_id] += row.quantity
    return units


def status_from(checkpoints: Any) -> str:
    """
    Work out how a parcel stands from all that was reported of it, in whatever order it came.

    What a buyer has in hand is delivered, whatever a van's computer says afterwards.
    """
    known = list(checkpoints)
    if any(each.kind == Kind.DELIVERED for each in known):
        return Kind.DELIVERED
    if not known:
        return Kind.HANDED_OVER
    last = max(known, key=lambda each: (each.happened_at, RANKS[Kind(each.kind)]))
    return str(last.kind)


def same_report(checkpoint: Checkpoint) -> Checkpoint | None:
    """Return another report about a parcel that says the same as this one, where one stands."""
    others = Checkpoint.objects.filter(
        shipment=checkpoint.shipment_id, kind=checkpoint.kind, reason=checkpoint.reason
    )
    return others.exclude(pk=checkpoint.pk).order_by("pk").first()


def locked(shipment: Any) -> Shipment:
    """Return a parcel as it stands, locked until the transaction ends."""
    return Shipment.everything.select_for_update(of=("self",), no_key=True).get(pk=shipment.pk)


def parcel(pk: int) -> Shipment:
    """Return a parcel as it stands, with its order; one that was taken back too."""
    return Shipment.everything.select_related("order__intent").get(pk=pk)


def was_sent(order: Any) -> bool:
    """Say whether an order has left us, so that there is nothing to hand over."""
    return order.status in (Status.DISPATCHED, Status.DELIVERED, Status.COMPLETED)


def by_number(*, carrier: str, number: str) -> Shipment | None:
    return Shipment.objects.filter(carrier=carrier, number=number).exclude(number="").first()


def to_book(*, at: datetime, waiting: timedelta) -> QuerySet[Shipment]:
    """Return parcels whose carrier has not confirmed them and that wait for some time already."""
    return Shipment.objects.filter(
        booked_at=None, handed_over_at__lte=at - waiting, status=Kind.HANDED_OVER
    ).order_by("handed_over_at", "pk")


def stuck(at: datetime) -> QuerySet[Shipment]:
    """
    Return parcels that somebody should look after: nothing heard for days, lost, coming back.

    So for some days is what came although nobody waited for it any more: goods and their money, or
    the same goods twice, are with the buyer. What a buyer withdrew from is a return of theirs.
    """
    silent = Shipment.objects.exclude(
        status__in=[Kind.DELIVERED, Kind.RETURNED, Kind.LOST, Kind.TO_COLLECT]
    ).filter(handed_over_at__lt=at - QUIET)
    heard = Checkpoint.objects.filter(shipment=OuterRef("pk"), received_at__gte=at - QUIET)
    silent = silent.exclude(Exists(heard))
    unsaid = Checkpoint.objects.filter(shipment=OuterRef("pk"), reason="other")
    trouble = Q(status__in=[Kind.LOST, Kind.RETURNED]) | Q(
        Exists(unsaid), status=Kind.FAILED_ATTEMPT
    )
    awaited = Q(given_up_at=None) & (Q(pk__in=silent.values("pk")) | trouble)
    came = Shipment.objects.filter(
        status=Kind.DELIVERED, given_up_at__isnull=False, delivered_at__gte=at - LOOKED_INTO
    ).exclude(setbacks__choice="back")
    return Shipment.objects.filter(awaited | Q(pk__in=came.values("pk")))


def refused_posts() -> QuerySet[RefusedPost]:
    """Return posts in a carrier's name that were not believed and that nobody has looked at."""
    return RefusedPost.objects.filter(seen_at=None)


def to_hand_over() -> QuerySet[Order]:
    """Return orders that stand packed, the one packed longest ago first."""
    return (
        Order.objects.filter(status=Status.PACKED)
        .select_related("intent", "shipping_address")
        .order_by("date_placed", "pk")
    )
