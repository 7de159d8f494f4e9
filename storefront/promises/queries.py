from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

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
        """The share that was kept, in whole percent; a hundred only if every one was."""
        if not self.due:
            return None
        return 100 if self.kept == self.due else min(99, round(self.kept * 100 / self.due))


@dataclass(frozen=True)
class Month:
    """How many promises fell due in a month, and how many of them were kept in time."""

    first_day: date
    due: int
    kept: int
    late: int

    @property
    def missed(self) -> int:
        return self.due - self.kept - self.late


def record(*, since: datetime, at: datetime) -> list[Record]:
    """Return the shop's record by kind for promises due in the period; withdrawn ones are out."""
    rows = (
        _counted(since, at)
        .values("kind")
        .annotate(due=Count("pk"), kept=Count("pk", filter=Q(status=Status.KEPT)))
        .order_by("kind")
    )
    return [Record(row["kind"], row["due"], row["kept"]) for row in rows]


def months(*, since: datetime, at: datetime) -> list[Month]:
    """Return the same promises month by month in the shop's zone, the latest first."""
    rows = (
        _counted(since, at)
        .annotate(month=TruncMonth("due_at"))
        .values("month")
        .annotate(
            due=Count("pk"),
            kept=Count("pk", filter=Q(status=Status.KEPT)),
            late=Count("pk", filter=Q(status=Status.KEPT_LATE)),
        )
        .order_by("-month")
    )
    return [Month(row["month"].date(), row["due"], row["kept"], row["late"]) for row in rows]


def missed(*, since: datetime, at: datetime, most: int) -> list[Promise]:
    """Return the promises of the period that were not kept in time, the latest first."""
    return list(_counted(since, at).exclude(status=Status.KEPT).order_by("-due_at", "-pk")[:most])


def _counted(since: datetime, at: datetime) -> QuerySet[Promise]:
    due = Promise.objects.filter(due_at__gte=since, due_at__lt=at)
    return due.exclude(status=Status.WITHDRAWN)
