"""What stands on the front page."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime, make_aware

from storefront.catalogue.languages import LANGUAGES, in_language
from storefront.promises.models import Promise, Status

from .models import FrontPage

LOOKED_AT = timedelta(days=31)
# The chart is drawn in these units; its columns stand this far apart.
HEIGHT, STEP, WIDTH = 116.0, 32, 22


def front_page(at: datetime) -> dict[str, Any]:
    """Return what the front page says at a moment, in the reader's language. One statement."""
    row = FrontPage.objects.in_force(at).first()
    return in_reading(row.told) if row else {}


def in_reading(value: Any) -> Any:
    """Pick the reader's language wherever words stand in several."""
    if isinstance(value, list):
        return [in_reading(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= set(LANGUAGES):
        return in_language(value)
    return {key: in_reading(each) for key, each in value.items()}


@dataclass(frozen=True)
class Record:
    """How many promises fell due in a period and how many were kept in time, with a chart of it."""

    since: datetime
    due: int
    kept: int
    late: int
    columns: str
    broken_columns: str
    width: int

    @property
    def broken(self) -> int:
        return self.due - self.kept

    @property
    def percent(self) -> float:
        return self.kept * 100 / self.due if self.due else 0.0


def record(at: datetime) -> Record | None:
    """
    Count the promises of the last days, day by day; nothing before any fell due.

    The days are whole ones of the shop's own time but for the last, which is today so far.
    """
    first = localtime(at).date() - LOOKED_AT + timedelta(days=1)
    since = make_aware(datetime.combine(first, time()))
    rows = list(
        Promise.objects.filter(due_at__gte=since, due_at__lt=at)
        .exclude(status=Status.WITHDRAWN)
        .annotate(day=TruncDate("due_at"))
        .values("day")
        .annotate(
            due=Count("pk"),
            kept=Count("pk", filter=Q(status=Status.KEPT)),
            late=Count("pk", filter=Q(status=Status.KEPT_LATE)),
        )
        .order_by("day")
    )
    if not rows:
        return None
    days = {row["day"]: row for row in rows}
    highest = max(row["due"] for row in rows)
    kept, broken = [], []
    for place in range(LOOKED_AT.days):
        row = days.get(first + timedelta(days=place))
        if not row:
            continue
        tall = HEIGHT * row["kept"] / highest
        lost = HEIGHT * (row["due"] - row["kept"]) / highest
        left, foot = place * STEP, 124.0
        kept.append(_column(left, foot - tall, tall))
        if lost:
            broken.append(_column(left, foot - tall - lost, max(1.0, lost - 1)))
    return Record(
        since=since,
        due=sum(row["due"] for row in rows),
        kept=sum(row["kept"] for row in rows),
        late=sum(row["late"] for row in rows),
        columns="".join(kept),
        broken_columns="".join(broken),
        width=LOOKED_AT.days * STEP - (STEP - WIDTH),
    )


def _column(left: int, top: float, tall: float) -> str:
    return f"M{left} {top:.1f}h{WIDTH}v{tall:.1f}h-{WIDTH}z"
