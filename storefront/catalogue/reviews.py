"""What buyers wrote about a product, and how we know that they bought it (LBT-6.4.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

# The newest ones stand on the page itself.
SHOWN = 6
ALL_SHOWN = 200


@dataclass(frozen=True)
class ReviewShown:
    """One review as components/review.html reads it; the words are the buyer's own."""

    title: str
    score: int
    who: str
    body: str
    language: str
    written_at: datetime
    bought_at: datetime | None
    variant: str
    answer: str
    answered_at: datetime | None

    @property
    def verified(self) -> bool:
        return self.bought_at is not None


@dataclass(frozen=True)
class Reviews:
    """The reviews of a product: true averages of all that were published, newest first."""

    count: int
    average: float
    bars: tuple[tuple[int, int], ...]
    shown: tuple[ReviewShown, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def of(product_id: int, *, number: int = SHOWN) -> Reviews | None:
    """Return the published reviews of a product, or nothing where nobody wrote. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [product_id, product_id, number])
        scores, rows = cursor.fetchone()
    counted = {int(score): count for score, count in (scores or {}).items()}
    if not counted:
        return None
    count = sum(counted.values())
    return Reviews(
        count=count,
        average=sum(score * each for score, each in counted.items()) / count,
        bars=tuple((score, counted.get(score, 0)) for score in range(5, 0, -1)),
        shown=tuple(_shown(*row) for row in rows or []),
    )


# Only reviews that were published count; one that was taken down has its reason elsewhere.
_STATEMENT = """
    SELECT (SELECT json_object_agg(score, n) FROM (
                SELECT score, count(*) AS n FROM reviews_productreview
                WHERE product_id = %s AND status = 1 GROUP BY score) AS scores),
           (SELECT json_agg(json_build_array(
                title, score, name, place, body, language, written_at, bought_at, variant,
                answer, answered_at)) FROM (
                SELECT r.title, r.score, r.name, coalesce(f.place, '') AS place, r.body,
                       coalesce(f.language, 'en') AS language,
                       coalesce(f.written_at, r.date_created) AS written_at, f.bought_at,
                       coalesce(v.title, '') AS variant, coalesce(f.answer, '') AS answer,
                       f.answered_at
                FROM reviews_productreview r
                LEFT JOIN catalogue_reviewfacts f ON f.review_id = r.id
                LEFT JOIN catalogue_product v ON v.id = f.variant_id
                WHERE r.product_id = %s AND r.status = 1
                ORDER BY written_at DESC, r.id DESC LIMIT %s) AS newest)
"""


def _shown(
    title: str,
    score: int,
    name: str,
    place: str,
    body: str,
    language: str,
    written_at: str,
    bought_at: str | None,
    variant: str,
    answer: str,
    answered_at: str | None,
) -> ReviewShown:
    return ReviewShown(
        title=title,
        score=score,
        who=", ".join(part for part in (name, place) if part),
        body=body,
        language=language,
        written_at=datetime.fromisoformat(written_at),
        bought_at=_moment(bought_at),
        variant=variant,
        answer=answer,
        answered_at=_moment(answered_at),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def section(*, page: Any, at: datetime) -> dict[str, Any] | None:
    """Give a product's page its reviews; asks nothing where the card says there are none."""
    found = of(page.product.pk) if page.card.reviews else None
    return {"reviews": found}
