"""What became of the parcels that did not reach their buyers at once, each in its own time."""

from datetime import datetime

from . import operations, queries


def demo(at: datetime) -> None:
    """Let time decide what nobody has chosen by now; what is lost still waits for its buyer."""
    for setback in list(queries.due(at)):
        operations.let_time_decide(setback=setback, at=setback.decide_by)
