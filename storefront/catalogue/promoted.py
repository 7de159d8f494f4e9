"""
What a product's page may say about promotions, told by whoever knows.

Promotions belong to checkout, a later room; it registers here at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Promoted:
    """One promotion that everybody gets on a thing: in one sentence, and where its terms stand."""

    name: str
    words: str
    url: str


Tellers = Callable[..., list[Promoted]]
Histories = Callable[..., list[tuple[datetime, str]]]
_tellers: list[tuple[Tellers, Histories]] = []


def register(teller: Tellers, historian: Histories) -> None:
    """
    Let `teller(product_id=, stockrecord_id=, price=, currency=, at=)` say what runs for a thing.

    No statement where nothing runs; at most three else. `historian(product_ids=, at=)` says when
    promotions for any of these began and ended.
    """
    _tellers[:] = [(teller, historian)]


def promoted(
    *, product_id: int, stockrecord_id: int, price: Decimal, currency: str, at: datetime
) -> list[Promoted]:
    """Return what runs for a thing that costs so much."""
    if not _tellers:
        return []
    return _tellers[0][0](
        product_id=product_id,
        stockrecord_id=stockrecord_id,
        price=price,
        currency=currency,
        at=at,
    )


def history(*, product_ids: list[int], at: datetime) -> list[tuple[datetime, str]]:
    """Return when promotions for any of these products began and ended, up to now, in words."""
    return _tellers[0][1](product_ids=product_ids, at=at) if _tellers else []
