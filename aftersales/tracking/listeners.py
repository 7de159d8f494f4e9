"""
Who else acts when something happens to a parcel.

Other features register functions in their `AppConfig.ready()`. They are called inside the
transaction of the event: "moved" as `fn(shipment=, checkpoint=, at=)` when a report has changed how
a parcel stands, "ended" as `fn(order=, at=)` when a buyer has ended what had not come. "sending" is
`fn(shipment=, at=)` as a parcel is made; what that raises keeps it from leaving.

"unreported" as `fn(shipment=, checkpoint=, by=, at=)` undoes what followed from a report that staff
take back, "taking_back" as `fn(shipment=, at=)` comes before a parcel is taken back that was handed
over by mistake; what either raises keeps all as it was.
"""

from collections.abc import Callable
from typing import Any

EVENTS = ("moved", "ended", "sending", "unreported", "taking_back")
_listeners: dict[str, list[Callable[..., None]]] = {event: [] for event in EVENTS}


def on(event: str, fn: Callable[..., None]) -> None:
    if fn not in _listeners[event]:
        _listeners[event].append(fn)


def announce(event: str, **facts: Any) -> None:
    for fn in list(_listeners[event]):
        fn(**facts)
