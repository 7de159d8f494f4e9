"""
What promotions take off a basket: arithmetic alone, asks nothing and changes nothing.

A thing is reduced by one promotion, the one that takes more off; where both combine, the second is
worked out on what the first has left. What a promotion takes off is rounded once and shared among
its lines in proportion to what they cost, so that each can be given back by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from storefront.core import money

from . import refusals
from .models import Promotion


@dataclass(frozen=True)
class Piece:
    """One line of a basket: `price` is for all of it, with tax, before anything is taken off."""

    line_id: int
    product_id: int
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class Counted:
    """How often a promotion was used, how often by this buyer, and what it gave, all others'."""

    in_all: int = 0
    by_buyer: int = 0
    given: Decimal = money.ZERO


@dataclass(frozen=True)
class Candidate:
    """A promotion with what is known of it: the products it is about (None: all), its uses."""

    promotion: Promotion
    goods: frozenset[int] | None = None
    counted: Counted = Counted()

    def covers(self, piece: Piece) -> bool:
        return self.goods is None or piece.product_id in self.goods


@dataclass(frozen=True)
class Applied:
    """What one promotion takes off: `amount` in all, `shares` of it by line."""

    promotion: Promotion
    amount: Decimal
    shares: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """
    What promotions do for a basket.

    `deliveries` make delivery cheaper, whichever is chosen; `refused` says by promotion why it does
    not count.
    """

    applied: tuple[Applied, ...] = ()
    deliveries: tuple[Candidate, ...] = ()
    refused: tuple[tuple[Promotion, refusals.VoucherRefused], ...] = ()


NOTHING = Outcome()


def outcome(
    candidates: Sequence[Candidate],
    pieces: Sequence[Piece],
    *,
    currency: str,
    signed_in: bool,
    at: datetime,
) -> Outcome:
    """Say what each promotion does for these lines at this moment, and why it does nothing."""
    refused: list[tuple[Promotion, refusals.VoucherRefused]] = []
    deliveries, for_goods = [], []
    for each in candidates:
        covered = [piece for piece in pieces if each.covers(piece)]
        if why := _why_not(each, covered, currency=currency, signed_in=signed_in, at=at):
            refused.append((each.promotion, why))
        elif each.promotion.is_for_delivery:
            deliveries.append(each)
        else:
            alone = _taken(each.promotion, {piece.line_id: piece.price for piece in covered},
                           covered, currency)  # fmt: skip
            for_goods.append((each, covered, sum(alone.values(), money.ZERO)))
    # The one that takes more off comes first; of two alike, the older one.
    for_goods.sort(key=lambda found: (-found[2], found[0].promotion.pk))
    left = {piece.line_id: piece.price for piece in pieces}
    closed: set[int] = set()
    touched: set[int] = set()
    applied = []
    for each, covered, _alone in for_goods:
        promotion = each.promotion
        barred = closed if promotion.combines else touched
        free = [piece for piece in covered if piece.line_id not in barred]
        why = _falls_short(promotion, free, currency) if free else refusals.BetterAlready()
        shares = {} if why else _taken(promotion, left, free, currency)
        amount = sum(shares.values(), money.ZERO)
        if why or not amount:
            refused.append((promotion, refusals.BetterAlready()))
            continue
        if _gives_too_much(each, amount):
            refused.append((promotion, refusals.UsedUp()))
            continue
        for line_id, share in shares.items():
            left[line_id] -= share
        touched |= shares.keys()
        if not promotion.combines:
            closed |= shares.keys()
        applied.append(Applied(promotion, amount, shares))
    return Outcome(tuple(applied), tuple(deliveries), tuple(refused))


def off_delivery(deliveries: Iterable[Candidate], charge: Decimal) -> Applied | None:
    """Return the promotion that takes most off a charge of delivery, or nothing."""
    found = [
        Applied(each.promotion, off)
        for each in deliveries
        if (off := min(charge, each.promotion.amount or charge)) > 0
        and not _gives_too_much(each, off)
    ]
    return max(found, key=lambda each: (each.amount, -each.promotion.pk), default=None)


def _why_not(
    each: Candidate, covered: list[Piece], *, currency: str, signed_in: bool, at: datetime
) -> refusals.VoucherRefused | None:
    promotion, counted = each.promotion, each.counted
    if promotion.status != Promotion.Status.APPROVED or at >= promotion.ends_at:
        return refusals.Over()
    if at < promotion.starts_at:
        return refusals.NotYet(promotion.starts_at)
    if promotion.uses_in_all is not None and counted.in_all >= promotion.uses_in_all:
        return refusals.UsedUp()
    if promotion.uses_each is not None:
        if not signed_in:
            return refusals.NeedsAccount()
        if counted.by_buyer >= promotion.uses_each:
            return refusals.YoursUsed()
    if not covered or (_names_a_sum(promotion) and currency != settings.OSCAR_DEFAULT_CURRENCY):
        return refusals.NotForThese()
    return _falls_short(promotion, covered, currency)


def _names_a_sum(promotion: Promotion) -> bool:
    sums = (promotion.amount, promotion.from_value, promotion.most_discount)
    return any(each is not None for each in sums)


def _falls_short(
    promotion: Promotion, covered: list[Piece], currency: str
) -> refusals.NeedsMore | None:
    """Say what is missing until the promotion counts for these lines."""
    worth = sum((piece.price for piece in covered), money.ZERO)
    if promotion.from_value is not None and worth < promotion.from_value:
        return refusals.NeedsMore(more=promotion.from_value - worth, currency=currency)
    least = max(promotion.from_quantity or 1, promotion.take or 1)
    pieces = sum(piece.quantity for piece in covered)
    return refusals.NeedsMore(pieces=least - pieces) if pieces < least else None


def is_used_up(promotion: Promotion, counted: Counted | None) -> bool:
    """Say whether nobody can get it any more, whoever they are."""
    if counted is None:
        return False
    if promotion.uses_in_all is not None and counted.in_all >= promotion.uses_in_all:
        return True
    return promotion.most_discount is not None and counted.given >= promotion.most_discount


def _gives_too_much(each: Candidate, amount: Decimal) -> bool:
    most = each.promotion.most_discount
    return most is not None and each.counted.given + amount > most


def _taken(
    promotion: Promotion, left: Mapping[int, Decimal], pieces: list[Piece], currency: str
) -> dict[int, Decimal]:
    """Return what a promotion takes off each of these lines, of which so much is left to pay."""
    weights = {piece.line_id: left[piece.line_id] for piece in pieces}
    whole = sum(weights.values(), money.ZERO)
    if promotion.gives == Promotion.Gives.PERCENT:
        total = whole * (promotion.percent or 0) / 100
    elif promotion.gives == Promotion.Gives.SUM:
        total = min(promotion.amount or money.ZERO, whole)
    else:
        total, weights = _fewer(promotion, left, pieces)
    total = money.quantise(total, currency)
    weights = {line_id: weight for line_id, weight in weights.items() if weight > 0}
    if total <= 0 or not weights:
        return {}
    parts = money.split(total, weights=list(weights.values()), currency=currency)
    return {line_id: part for line_id, part in zip(weights, parts, strict=True) if part}


def _fewer(
    promotion: Promotion, left: Mapping[int, Decimal], pieces: list[Piece]
) -> tuple[Decimal, dict[int, Decimal]]:
    """
    Take the cheapest of every whole group of `take` off, grouped from the dearest down.

    What is saved is weighed by all that is in a group: whoever sends one of three back gets a third
    of what the three cost, not the whole price of one or nothing for another.
    """
    take, pay = promotion.take or 1, promotion.pay or 1
    units = sorted(
        (
            (left[piece.line_id] / piece.quantity, piece.line_id)
            for piece in pieces
            for _unit in range(piece.quantity)
        ),
        key=lambda unit: (-unit[0], unit[1]),
    )
    saved = Decimal(0)
    weights: dict[int, Decimal] = {}
    for start in range(0, len(units) - take + 1, take):
        group = units[start : start + take]
        saved += sum((price for price, _line in group[pay:]), Decimal(0))
        for price, line_id in group:
            weights[line_id] = weights.get(line_id, Decimal(0)) + price
    return saved, weights


def codes_refused(found: Outcome) -> list[tuple[str, Any]]:
    """Return the codes of a basket that do nothing for it, each with the reason."""
    return [(promotion.code, why) for promotion, why in found.refused if promotion.code]
