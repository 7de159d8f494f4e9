"""What buyers wrote about a product, and how we know that they bought it (LBT-6.4.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from storefront.catalogue.languages import LANGUAGES, said_in

from .models import Reason

# The newest ones stand on the page itself.
SHOWN = 6
ON_A_PAGE = 20
NEWEST = "newest"
# The order by default favours nobody: the newest first.
SORTS = {
    NEWEST: "written_at DESC, r.id DESC",
    "oldest": "written_at, r.id",
    "helpful": "r.delta_votes DESC, written_at DESC, r.id DESC",
    "highest": "r.score DESC, written_at DESC, r.id DESC",
    "lowest": "r.score, written_at DESC, r.id DESC",
}


@dataclass(frozen=True)
class ReviewShown:
    """One review as components/review.html reads it; the words are the buyer's own."""

    pk: int | None
    title: str
    score: int
    who: str
    body: str
    language: str
    written_at: datetime
    bought_at: datetime | None = None
    changed_at: datetime | None = None
    sent_back: bool = False
    variant: str = ""
    used_for: str = ""
    delivery_score: int | None = None
    service_score: int | None = None
    answer: str = ""
    answered_at: datetime | None = None
    answer_changed: bool = False
    votes: int = 0
    delta: int = 0
    photos: tuple[tuple[int, int, int], ...] = ()

    @property
    def verified(self) -> bool:
        return self.bought_at is not None

    @property
    def helped(self) -> int:
        """How many readers said that it helped."""
        return (self.votes + self.delta) // 2

    @property
    def stars(self) -> str:
        return "★" * self.score

    @property
    def no_stars(self) -> str:
        return "★" * (5 - self.score)


@dataclass(frozen=True)
class Beside:
    """What buyers say of something beside the goods: delivery, or our service."""

    average: float
    count: int


@dataclass(frozen=True)
class Reviews:
    """
    The reviews of a product: true averages of all that are shown, newest first.

    `hidden` are pairs of a reason and how many are hidden for it, `found` is how many there are of
    what was asked for.
    """

    count: int
    average: float
    bars: tuple[tuple[int, int], ...]
    shown: tuple[ReviewShown, ...]
    found: int = 0
    hidden: tuple[tuple[str, int], ...] = ()
    taken_back: int = 0
    delivery: Beside | None = None
    service: Beside | None = None

    @property
    def more(self) -> int:
        return self.count - len(self.shown)

    @property
    def hidden_count(self) -> int:
        return sum(number for _reason, number in self.hidden)

    @property
    def hidden_for(self) -> list[tuple[Any, int]]:
        return [(Reason(reason).label, number) for reason, number in self.hidden]


def of(
    product_id: int,
    *,
    number: int = SHOWN,
    start: int = 0,
    stars: int | None = None,
    sort: str = NEWEST,
) -> Reviews | None:
    """Return the reviews of a product, or nothing where nobody wrote. One statement."""
    wanted = [product_id, stars, stars]
    with connection.cursor() as cursor:
        statement = _STATEMENT.format(
            order=SORTS.get(sort, SORTS[NEWEST]),
            variant=said_in("v", "title", get_language() or LANGUAGES[0]),
        )
        cursor.execute(statement, [product_id] * 4 + [*wanted, number, start])
        scores, beside, hidden, taken_back, rows = cursor.fetchone()
    counted = {int(score): count for score, count in (scores or {}).items()}
    hidden = tuple(sorted((hidden or {}).items()))
    if not (counted or hidden or taken_back):
        return None
    count = sum(counted.values())
    return Reviews(
        count=count,
        average=sum(score * each for score, each in counted.items()) / count if count else 0.0,
        bars=tuple((score, counted.get(score, 0)) for score in range(5, 0, -1)),
        shown=tuple(_shown(row) for row in rows or []),
        found=counted.get(stars, 0) if stars else count,
        hidden=hidden,
        taken_back=taken_back,
        delivery=Beside(*beside[:2]) if beside and beside[1] else None,
        service=Beside(*beside[2:]) if beside and beside[3] else None,
    )


# Only reviews that are shown count; of one that is hidden the reason is counted.
_STATEMENT = """
    SELECT (SELECT json_object_agg(score, n) FROM (
                SELECT score, count(*) AS n FROM reviews_productreview
                WHERE product_id = %s AND status = 1 GROUP BY score) AS scores),
           (SELECT json_build_array(
                coalesce(avg(f.delivery_score), 0), count(f.delivery_score),
                coalesce(avg(f.service_score), 0), count(f.service_score))
                FROM reviewing_reviewfacts f WHERE f.product_id = %s AND f.status = 'shown'),
           (SELECT json_object_agg(reason, n) FROM (
                SELECT reason, count(*) AS n FROM reviewing_reviewfacts
                WHERE product_id = %s AND status = 'hidden' GROUP BY reason) AS hidden),
           (SELECT count(*) FROM reviewing_reviewfacts
                WHERE product_id = %s AND status = 'taken_back'),
           (SELECT json_agg(json_build_object(
                'pk', facts_id, 'title', title, 'score', score, 'who', name, 'body', body,
                'language', language, 'written_at', written_at, 'bought_at', bought_at,
                'changed_at', changed_at, 'sent_back', sent_back, 'variant', variant,
                'used_for', used_for, 'delivery_score', delivery_score,
                'service_score', service_score, 'answer', answer, 'answered_at', answered_at,
                'answer_changed', answers > 1, 'votes', total_votes, 'delta', delta_votes,
                'photos', photos)) FROM (
                SELECT f.id AS facts_id, r.title, r.score, r.name, r.body,
                       r.total_votes, r.delta_votes, coalesce(f.language, 'en') AS language,
                       coalesce(f.written_at, r.date_created) AS written_at, f.bought_at,
                       f.changed_at, coalesce(f.sent_back, false) AS sent_back,
                       {variant} AS variant, coalesce(f.used_for, '') AS used_for,
                       f.delivery_score, f.service_score,
                       coalesce(a.words, '') AS answer, a.at AS answered_at,
                       coalesce(a.answers, 0) AS answers,
                       (SELECT json_agg(json_build_array(p.id, p.width, p.height) ORDER BY p.id)
                            FROM reviewing_photo p
                            WHERE p.facts_id = f.id AND p.removed_at IS NULL) AS photos
                FROM reviews_productreview r
                LEFT JOIN reviewing_reviewfacts f ON f.review_id = r.id
                LEFT JOIN catalogue_product v ON v.id = f.variant_id
                LEFT JOIN LATERAL (
                    SELECT s.words, s.at, count(*) OVER () AS answers FROM reviewing_answer s
                    WHERE s.facts_id = f.id ORDER BY s.id DESC LIMIT 1) AS a ON true
                WHERE r.product_id = %s AND r.status = 1 AND (%s::int IS NULL OR r.score = %s)
                ORDER BY {order} LIMIT %s OFFSET %s) AS asked_for)
"""
_MOMENTS = ("written_at", "bought_at", "changed_at", "answered_at")


def _shown(told: dict[str, Any]) -> ReviewShown:
    moments = {
        name: datetime.fromisoformat(told[name]) if told[name] else None for name in _MOMENTS
    }
    photos = tuple(tuple(each) for each in told["photos"] or ())
    return ReviewShown(**{**told, **moments, "photos": photos})


def section(*, page: Any, at: datetime) -> dict[str, Any]:
    """Give a product's page its reviews. One statement."""
    return {"reviews": of(page.product.pk)}
