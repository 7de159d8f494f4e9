"""
Who else acts when something happens to an order.

Later packages register functions in their `AppConfig.ready()`. Each is called as
`fn(order=, by=, at=, **facts)` inside the transaction of the event: it writes rows and notices,
calls nothing outside, and what it raises undoes the event.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

EVENTS = (
    *("placed", "paid", "packed", "dispatched", "delivered", "completed", "cancelled"),
    # Some of what it cost goes back; `refund` is among the facts.
    "refund_owed",
    # A step that was taken by mistake is undone.
    *("unpaid", "unpacked", "undispatched", "undelivered"),
)

_listeners: dict[str, list[Callable[..., None]]] = defaultdict(list)


def on(event: str, fn: Callable[..., None]) -> None:
    """
    Have a function called at an event, once, however often it is registered.

    :raises ValueError: if there is no such event
    """
    if event not in EVENTS:
        raise ValueError(f"An order has no event {event}")
    if fn not in _listeners[event]:
        _listeners[event].append(fn)


def announce(event: str, *, order: Any, by: Any, at: datetime, **facts: Any) -> None:
    """Tell all who asked, in the order in which they registered."""
    for fn in list(_listeners[event]):
        fn(order=order, by=by, at=at, **facts)
