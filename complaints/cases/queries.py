from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.order import queries as orders
from storefront.law import queries as law
from storefront.law.calculators.complaints import ComplaintClock, complaint_clock
from storefront.notices import registry
from storefront.notices.models import Channel, Message
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus

from .models import Complaint, Entry, Speaker, Status

WAITING_FOR_US = (Status.RECEIVED, Status.REJECTED)


def by_reference(reference: str) -> Complaint | None:
    return Complaint.objects.filter(reference=reference).first()


def locked(complaint: Complaint) -> Complaint:
    """Return a complaint as it stands, locked; an order it is about is locked before."""
    return Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)


def of_user(user: Any) -> QuerySet[Complaint]:
    """Return an account's complaints, the newest first."""
    return Complaint.objects.filter(user=user).order_by("-received_at", "-pk")


def of_order(number: str) -> QuerySet[Complaint]:
    """Return the complaints about an order, the newest first."""
    return Complaint.objects.filter(order_number=number).order_by("-received_at", "-pk")


def said(complaint: Complaint) -> QuerySet[Entry]:
    """Return what both sides said, without the notes among staff, oldest first."""
    return (
        complaint.entries.exclude(speaker=Speaker.NOTE)
        .prefetch_related("evidence")
        .order_by("said_at", "pk")
    )


def told(complaint: Complaint) -> list[dict[str, Any]]:
    """Return what we wrote about a complaint and when, the oldest first, each letter once."""
    letters = Message.objects.filter(
        kind__startswith="complaint-", channel=Channel.MAIL, context__subject_id=complaint.pk
    )
    return [
        {
            "pk": each.pk,
            "at": each.made_at,
            "title": each.title or registry.kind_of(each.kind).title,
        }
        for each in letters.order_by("made_at", "pk")
    ]


def waiting() -> QuerySet[Complaint]:
    """Return what waits for us: safety first, then the next date."""
    return Complaint.objects.filter(status__in=WAITING_FOR_US).order_by(
        "-is_about_safety", "next_at"
    )


def owing() -> QuerySet[Complaint]:
    """Return the complaints for which we have promised a thing or a repair and not done it yet."""
    promised = Promise.objects.filter(
        kind="complaint-remedy", status__in=[PromiseStatus.MADE, PromiseStatus.BROKEN]
    )
    return Complaint.objects.filter(pk__in=promised.values("subject_id"))


def others(complaint: Complaint) -> QuerySet[Complaint]:
    """Return what else the same person complained of, by account or address, the newest first."""
    same = Q(email__iexact=complaint.email)
    if complaint.user_id:
        same |= Q(user=complaint.user_id)
    return Complaint.objects.filter(same).exclude(pk=complaint.pk).order_by("-received_at", "-pk")


def country_of(order_number: str, *, otherwise: str) -> str:
    """Return where the buyer of an order has it sent, for their law counts; else `otherwise`."""
    order = orders.by_number(order_number) if order_number else None
    address = order.shipping_address if order else None
    return str(address.country_id) if address else otherwise


def clock(*, country: str, at: datetime) -> ComplaintClock:
    """Return the dates by which we answer somebody who complains now (CMP-01)."""
    return complaint_clock(law.rules_for(residence=country, at=at), received=at)


def for_staff(order: Any) -> list[tuple[str, str]]:
    """Name the complaints about an order with how they stand, and their pages."""
    return [
        (
            _("Complaint %(reference)s: %(status)s")
            % {"reference": each.reference, "status": each.get_status_display()},
            reverse("admin:cases_complaint_change", args=[each.pk]),
        )
        for each in of_order(order.number)
    ]
