"""What happens to a parcel at the simulated carrier: a plan of scans, made when it is taken in."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from .models import Scan, SimulatedParcel

# Hours after it is taken in, what happens, where, and the carrier's words: they are posted in
# English, and the adapter knows them in the reader's language.
DIRECT = (
    (1, "in_transit", _("Wexford depot"), _("Collected from the sender")),
    (9, "in_transit", _("Dublin hub"), _("Sorted")),
    (20, "in_transit", "{town} depot", _("Arrived at the depot near you")),
    (22, "out_for_delivery", "{town}", _("On the van")),
    (26, "delivered", "{town}", _("Handed over at the door")),
)
NOBODY_IN = (
    *DIRECT[:4],
    (25, "failed_attempt", "{town}", _("Nobody answered; we come again tomorrow")),
    (46, "out_for_delivery", "{town}", _("On the van, second try")),
    (50, "delivered", "{town}", _("Handed over at the door")),
)
PLANS: dict[str, tuple[tuple[float, str, str, str], ...]] = {
    "direct": DIRECT,
    "nobody_in": NOBODY_IN,
    "lost": (*DIRECT[:2], (60, "lost", _("Dublin hub"), _("We cannot find it"))),
    "stuck": DIRECT[:2],
}


@transaction.atomic
def take_in(
    *,
    key: str,
    at: datetime,
    town: str = "",
    country: str = "",
    who: str = "",
    plan: str = "",
    an_hour: timedelta | None = None,
) -> SimulatedParcel:
    """
    Book a parcel, or find it again by its key, and plan what happens to it.

    Every sixth parcel finds nobody in at first. `an_hour` is how long an hour of the plan takes:
    a few seconds in the demonstration, so that one can watch.
    """
    pace = an_hour or timedelta(seconds=settings.CANDOUR_SIMULATED_HOUR)
    steps = PLANS[plan or ("nobody_in" if uuid.UUID(str(key)).int % 6 == 0 else "direct")]
    parcel, new = SimulatedParcel.objects.get_or_create(
        key=key,
        defaults={"taken_in_at": at, "expected_at": at + pace * steps[-1][0]},
    )
    if new:
        Scan.objects.bulk_create(
            _scan(parcel, n, step, at=at, pace=pace, town=town or country, who=who)
            for n, step in enumerate(steps, start=1)
        )
    return parcel


def make_label(*, key: str, at: datetime) -> SimulatedParcel:
    """Give out a number for a parcel that somebody brings to a counter; nothing happens to it."""
    parcel, _new = SimulatedParcel.objects.get_or_create(
        key=key, defaults={"taken_in_at": at, "expected_at": at}
    )
    return parcel


# What follows when the sender says what its customer has chosen; in hours of the plan.
AFTER: dict[str, tuple[tuple[float, str, str, str], ...]] = {
    "again": (
        (4, "out_for_delivery", "{town}", _("On the van, as you asked")),
        (8, "delivered", "{town}", _("Handed over at the door")),
    ),
    "collect": (
        (4, "to_collect", "Pick-up point, {town}", _("It waits at the counter")),
        (20, "delivered", "{town}", _("Handed over at the counter")),
    ),
    "back": ((6, "returned", "{town} depot", _("On its way back to the sender")),),
}
AFTER["elsewhere"] = AFTER["again"]


@transaction.atomic
def plan_anew(*, key: str, what: str, day: date | None, town: str, at: datetime) -> None:
    """Drop what was planned of a parcel and has not happened, and plan what was asked for; once."""
    parcel = SimulatedParcel.objects.select_for_update().filter(key=key).first()
    done = f"-{what}-{day or ''}"
    if parcel is None or parcel.scans.filter(event_id__contains=done).exists():
        return
    parcel.scans.filter(sent_at=None).delete()
    pace = timedelta(seconds=settings.CANDOUR_SIMULATED_HOUR)
    Scan.objects.bulk_create(
        _scan(parcel, f"{n}{done}", step, at=at, pace=pace, town=town, who="")
        for n, step in enumerate(AFTER[what], start=1)
    )


def _scan(
    parcel: SimulatedParcel,
    n: int | str,
    step: tuple[float, str, str, str],
    *,
    at: datetime,
    pace: timedelta,
    town: str,
    who: str,
) -> Scan:
    hours, kind, place, words = step
    happens = at + pace * hours
    return Scan(
        parcel=parcel,
        event_id=f"{parcel.number}-{n}",
        kind=kind,
        place=place.format(town=town or "the town")[:120],
        words=words,
        reason="nobody_in" if kind == "failed_attempt" else "",
        received_by=who[:120] if kind == "delivered" else "",
        due_at=happens,
        next_at=happens,
    )


def content_of(scan: Scan) -> dict[str, Any]:
    """Return a scan as it is posted; see `carriers/reports.py` for the agreed form."""
    return {
        "checkpoints": [
            {
                "event": scan.event_id,
                "number": scan.parcel.number,
                "kind": scan.kind,
                "happened_at": scan.due_at.isoformat(),
                "place": scan.place,
                "words": scan.words,
                "reason": scan.reason,
                "received_by": scan.received_by,
            }
        ]
    }
