"""
What the catalogue may say about delivery and stock holds, told by whoever knows.

Delivery and holds belong to checkout, a later room; it registers here at start-up. Where nobody
did, or the answer is nothing, a page says nothing rather than guessing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Offer:
    """The ordinary delivery of an ordinary parcel, ordered before `order_by`."""

    by: date
    order_by: datetime
    charge: Decimal
    free_from: Decimal | None
    currency: str


Offers = Callable[..., Offer | None]
Holds = Callable[..., dict[int, tuple[int, datetime]]]
_offers: list[Offers] = []
_holds: list[Holds] = []


def register(offers: Offers) -> None:
    """Let `offers(country=, goods=, at=)` say what delivery there is; at most one statement."""
    _offers[:] = [offers]


def register_holds(holds: Holds) -> None:
    """Let `holds(product_ids=, at=)` say {product: (units, latest end)}; at most one statement."""
    _holds[:] = [holds]


def offer(*, country: str, goods: Decimal, at: datetime) -> Offer | None:
    """Return the ordinary delivery of goods of this value (with tax), or nothing."""
    return _offers[0](country=country, goods=goods, at=at) if _offers else None


def held(product_ids: Sequence[int], *, at: datetime) -> dict[int, tuple[int, datetime]]:
    return _holds[0](product_ids=list(product_ids), at=at) if _holds and product_ids else {}
