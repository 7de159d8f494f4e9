"""What must follow when what is shown of a product changes, in the same transaction."""

from collections.abc import Callable
from datetime import datetime

Follower = Callable[[list[int], datetime], None]
_followers: list[Follower] = []


def on_change(follower: Follower) -> None:
    """Have `follower(product_ids, at)` called after the cards of these products were rewritten."""
    if follower not in _followers:
        _followers.append(follower)


def changed(product_ids: list[int], at: datetime) -> None:
    for follower in _followers:
        follower(product_ids, at)
