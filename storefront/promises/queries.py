from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .models import Promise, Status


def about(subject: Any) -> QuerySet[Promise]:
    """Return every promise about one row, the next due first."""
    return Promise.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    ).order_by("due_at", "pk")


def of_order(number: str) -> QuerySet[Promise]:
    """Return every promise that has to do with an order, the next due first."""
    return Promise.objects.filter(order_number=number).order_by("due_at", "pk")


def latest(*, subject: Any, kind: str) -> Promise | None:
    """Return the promise of this kind that was made last about a row."""
    return about(subject).filter(kind=kind).order_by("-pk").first()


def overdue(at: datetime) -> QuerySet[Promise]:
    """Return open promises whose time is over, whether or not the sweep has seen them."""
    return Promise.objects.filter(status=Status.MADE, due_at__lt=at)


def not_made_good() -> QuerySet[Promise]:
    """Return broken promises with nothing in their place: not kept since, nor promised anew."""
    anew = Promise.objects.filter(
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        kind=OuterRef("kind"),
        pk__gt=OuterRef("pk"),
    )
    return Promise.objects.filter(status=Status.BROKEN).exclude(Exists(anew))


@dataclass(frozen=True)
class Record:
    """How many promises of a kind fell due in a period, and how many of them were kept in time."""

    kind: str
    due: int
    kept: int

    @property
    def percent(self) -> int | None:
        return self.kept * 100 // self.due if self.due else None


def record(*, since: datetime, at: datetime) -> list[Record]:
    """Return the shop's record by kind for promises due in the period; withdrawn ones are out."""
    rows = (
        Promise.objects.filter(due_at__gte=since, due_at__lt=at)
        .exclude(status=Status.WITHDRAWN)
        .values("kind")
        .annotate(due=Count("pk"), kept=Count("pk", filter=Q(status=Status.KEPT)))
        .order_by("kind")
    )
    return [Record(row["kind"], row["due"], row["kept"]) for row in rows]
