from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.tracking.carriers import registry

from .models import Choice, Setback, Status

# What a carrier has to hear of.
DECIDED = (Status.CHOSEN, Status.DEFAULTED)
CARRIERS = (Choice.AGAIN, Choice.ELSEWHERE, Choice.COLLECT, Choice.BACK)


def of_order(order: Any) -> list[Setback]:
    """Return the setbacks of an order with parcel and report, the latest first."""
    rows = Setback.objects.filter(shipment__order=order)
    return list(rows.select_related("shipment", "checkpoint").order_by("-pk"))


def locked(setback: Any) -> Setback:
    """Return a setback as it stands, locked until the transaction ends."""
    rows = Setback.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("checkpoint").get(pk=setback.pk)


def open_of(shipment: Any) -> Setback | None:
    return Setback.objects.filter(shipment=shipment, status=Status.OPEN).first()


def due(at: datetime) -> QuerySet[Setback]:
    """Return questions whose time is over, the one that ended first on top."""
    rows = Setback.objects.filter(status=Status.OPEN, decide_by__lte=at)
    return rows.select_related("shipment__order").order_by("decide_by", "pk")


def to_send_again() -> QuerySet[Setback]:
    """Return what buyers want to have again and nobody has sent, the oldest wish first."""
    rows = Setback.objects.filter(choice=Choice.RESEND, replacement=None)
    return rows.filter(status__in=DECIDED).order_by("decided_at", "pk")


def to_pass_on() -> QuerySet[Setback]:
    """Return choices that the carrier has not heard of."""
    rows = Setback.objects.filter(choice__in=CARRIERS, passed_on_at=None)
    return rows.filter(status__in=DECIDED).order_by("pk")


def to_pass_on_by_line() -> QuerySet[Setback]:
    """Return those of them that can be told without a person; of the others staff have a list."""
    rows = to_pass_on().filter(shipment__carrier__in=registry.with_a_line())
    return rows.select_related("shipment__order__intent")


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name the setbacks of an order with their pages."""
    return [
        (
            _("Parcel %(n)s: %(how)s") % {"n": each.shipment.n, "how": _how(each)},
            reverse("admin:setbacks_setback_change", args=[each.pk]),
        )
        for each in of_order(order)
    ]


def _how(setback: Setback) -> Any:
    from . import wording  # it stands on `terms`, which stands on tracking

    if setback.choice:
        return wording.FOR_STAFF[Choice(setback.choice)]
    return setback.get_status_display()
