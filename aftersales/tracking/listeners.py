"""
Who else acts when something happens to a parcel.

Other features register functions in their `AppConfig.ready()`. They are called inside the
transaction of the event: "moved" as `fn(shipment=, checkpoint=, at=)` when a report has changed how
a parcel stands, "ended" as `fn(order=, at=)` when a buyer has ended what had not come. "sending" is
`fn(shipment=, at=)` as a parcel is made; what that raises keeps it from leaving.
"""

from collections.abc import Callable
from typing import Any

_listeners: dict[str, list[Callable[..., None]]] = {"moved": [], "ended": [], "sending": []}


def on(event: str, fn: Callable[..., None]) -> None:
    if fn not in _listeners[event]:
        _listeners[event].append(fn)


def announce(event: str, **facts: Any) -> None:
    for fn in list(_listeners[event]):
        fn(**facts)
