"""
What promotions take off a basket: arithmetic alone, asks nothing and changes nothing.

A thing is reduced by one promotion; where both combine, the second is worked out on what the first
has left. Of several for the same things it is tried which comes first: the one with the largest
sum, or the one with the largest share of what its things cost. The way that takes more off counts.

What a promotion takes off is rounded once and shared among its lines in proportion to what they
cost, so that each can be given back by itself.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

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


Refused = tuple[Promotion, refusals.VoucherRefused]
Rival = tuple[Candidate, list[Piece]]
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
    refused: list[Refused] = []
    deliveries: list[Candidate] = []
    rivals: list[Rival] = []
    for each in candidates:
        covered = [piece for piece in pieces if each.covers(piece)]
        if why := _why_not(each, covered, currency=currency, signed_in=signed_in, at=at):
            refused.append((each.promotion, why))
        elif each.promotion.is_for_delivery:
            deliveries.append(each)
        else:
            rivals.append((each, covered))
    applied, beaten = _best(rivals, pieces, currency)
    return Outcome(tuple(applied), tuple(deliveries), (*refused, *beaten))


def _best(
    rivals: list[Rival], pieces: Sequence[Piece], currency: str
) -> tuple[list[Applied], list[Refused]]:
    prices = {piece.line_id: piece.price for piece in pieces}
    alone = {
        each.promotion.pk: sum(
            _taken(each.promotion, prices, covered, currency).values(), money.ZERO
        )
        for each, covered in rivals
    }

    def largest_sum(rival: Rival) -> tuple[Decimal, int]:
        return -alone[rival[0].promotion.pk], rival[0].promotion.pk

    def largest_share(rival: Rival) -> tuple[Decimal, int]:
        cost = sum((piece.price for piece in rival[1]), money.ZERO)
        return -alone[rival[0].promotion.pk] / (cost or 1), rival[0].promotion.pk

    # Of two ways that come to the same, and of two promotions alike, the first one.
    ways = [
        _in_turn(sorted(rivals, key=order), pieces, currency)
        for order in ((largest_sum, largest_share) if len(rivals) > 1 else (largest_sum,))
    ]
    return max(ways, key=lambda way: sum((each.amount for each in way[0]), money.ZERO))


def _in_turn(
    rivals: list[Rival], pieces: Sequence[Piece], currency: str
) -> tuple[list[Applied], list[Refused]]:
    """Let each take off in this order what those before it leave; name those that get nothing."""
    left = {piece.line_id: piece.price for piece in pieces}
    closed: set[int] = set()
    touched: set[int] = set()
    applied: list[Applied] = []
    refused: list[Refused] = []
    for each, covered in rivals:
        promotion = each.promotion
        barred = closed if promotion.combines else touched
        free = [piece for piece in covered if piece.line_id not in barred]
        short = not free or _falls_short(promotion, free, currency)
        shares = {} if short else _taken(promotion, left, free, currency)
        amount = sum(shares.values(), money.ZERO)
        if not amount:
            refused.append((promotion, _beaten(promotion, covered, applied, currency)))
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
    return applied, refused


def _beaten(
    promotion: Promotion, covered: list[Piece], applied: list[Applied], currency: str
) -> refusals.BetterAlready:
    """Name what takes more off the same things, and both sums, where it is one and they say so."""
    prices = {piece.line_id: piece.price for piece in covered}
    alone = sum(_taken(promotion, prices, covered, currency).values(), money.ZERO)
    better = [each for each in applied if each.shares.keys() & prices.keys()]
    if len(better) != 1 or better[0].amount <= alone:
        return refusals.BetterAlready()
    [it] = better
    name = str(it.promotion.name)
    return refusals.BetterAlready(name=name, more=it.amount, less=alone, currency=currency)


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


def is_used_up(
    promotion: Promotion, counted: Counted | None, *, least: Decimal = money.ZERO
) -> bool:
    """
    Say whether nobody can get it any more, whoever they are.

    `least` is what it takes off at the least; where that is more than is left, nobody can either.
    """
    counted = counted or Counted()
    if promotion.uses_in_all is not None and counted.in_all >= promotion.uses_in_all:
        return True
    most = promotion.most_discount
    return most is not None and (counted.given >= most or counted.given + least > most)


def least_taken(promotion: Promotion, price: Decimal, currency: str) -> Decimal:
    """
    Return what it takes off whoever buys just as much of one thing as it asks for.

    `price` is what one costs, with tax. Nothing of delivery, whose charge nobody knows yet.
    """
    if promotion.is_for_delivery or price <= 0:
        return money.ZERO
    number = max(promotion.from_quantity or 1, promotion.take or 1)
    if promotion.from_value is not None:
        number = max(number, math.ceil(promotion.from_value / price))
    bought = Piece(0, 0, number, price * number)
    return sum(_taken(promotion, {0: bought.price}, [bought], currency).values(), money.ZERO)


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
