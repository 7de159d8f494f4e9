from datetime import UTC, datetime
from typing import Any

from . import registry
from .registry import Right

_NEVER = datetime.max.replace(tzinfo=UTC)


def rights_of(order: Any, at: datetime) -> list[Right]:
    """
    Work out everything that a buyer may do about an order at a moment, or could before.

    Open rights come first, the one that ends soonest on top; then those that are over, the
    latest one first. Nothing is read from a flag: each is computed anew.
    """
    found = [right for source in registry.sources() for right in source(order=order, at=at)]
    open_ = [right for right in found if right.open]
    over = [right for right in found if not right.open]
    open_.sort(key=lambda right: (right.until or _NEVER, right.order, right.key))
    over.sort(key=lambda right: (-(right.until or _NEVER).timestamp(), right.order, right.key))
    return [*open_, *over]


def right_of(order: Any, key: str, at: datetime) -> Right | None:
    """Return one right of an order, open or over; nothing where it never arises."""
    return next((right for right in rights_of(order, at) if right.key == key), None)


def answers_to(order: Any, problem: str, at: datetime) -> list[Right]:
    """Return the rights that answer a problem, the best for the buyer first, what is over last."""
    return answering(rights_of(order, at), problem)


def answering(rights: list[Right], problem: str) -> list[Right]:
    """Choose of some rights those that answer a problem, as `answers_to` does."""
    found = [right for right in rights if problem in right.answers]
    return sorted(found, key=lambda right: (not right.open, right.order, right.until or _NEVER))
