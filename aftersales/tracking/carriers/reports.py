"""The agreed form of a carrier's post: JSON, checked field by field before anything is believed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aftersales.tracking.models import Kind, Reason

from .base import Report, UnreadablePost

LONGEST = {"event": 120, "number": 64, "place": 120, "words": 300, "received_by": 120}
MOST = 50


def read(body: bytes) -> list[Report]:
    """
    Read the reports of a post.

    :raises UnreadablePost: if a field is missing, too long or of another kind
    """
    try:
        content = json.loads(body)
    except ValueError as problem:
        raise UnreadablePost("it is not JSON") from problem
    given = content.get("checkpoints") if isinstance(content, dict) else None
    if not isinstance(given, list) or not 0 < len(given) <= MOST:
        raise UnreadablePost(f"it holds no list of one to {MOST} checkpoints")
    return [_report(each) for each in given]


def _report(given: Any) -> Report:
    if not isinstance(given, dict):
        raise UnreadablePost("a checkpoint is not an object")
    kind = _text(given, "kind", most=20)
    if kind not in Kind.values:
        raise UnreadablePost(f"there is no kind {kind[:20]!r}")
    reason = _text(given, "reason", most=40, needed=False)
    expected = given.get("expected_at")
    return Report(
        event_id=_text(given, "event", most=LONGEST["event"]),
        number=_text(given, "number", most=LONGEST["number"]),
        kind=kind,
        happened_at=_moment(given.get("happened_at")),
        place=_text(given, "place", most=LONGEST["place"], needed=False),
        words=_text(given, "words", most=LONGEST["words"], needed=False),
        # A reason that we do not know is still a reason; staff are told.
        reason=reason if reason in Reason.values or not reason else Reason.OTHER,
        received_by=_text(given, "received_by", most=LONGEST["received_by"], needed=False),
        expected_at=_moment(expected) if expected else None,
    )


def _text(given: Mapping[str, Any], name: str, *, most: int, needed: bool = True) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise UnreadablePost(f"{name} is not a text of at most {most} signs")
    if needed and not value.strip():
        raise UnreadablePost(f"{name} is missing")
    # Lone halves of a pair of signs cannot be stored.
    return value.encode("utf-8", "replace").decode().strip()


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as problem:
        raise UnreadablePost("a moment is not written as ISO 8601") from problem
    if moment.tzinfo is None:
        raise UnreadablePost("a moment has no zone")
    return moment
