"""The start page: what is waiting, for this person, now."""

from typing import Any

from django.http import HttpRequest

from . import tiles


def page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to unfold's index the tiles that this member of staff may see, with their counts."""
    shown = [
        {
            "title": tile.title,
            "count": tile.count(request.at),  # type: ignore[attr-defined]
            "url": tile.url(),
            "note": tile.note,
            "urgent": tile.urgent,
        }
        for tile in tiles.all_tiles()
        if not tile.permission or request.user.has_perm(tile.permission)  # type: ignore[union-attr]
    ]
    # What waits stands before what does not; late things stay before all else.
    shown.sort(key=lambda each: (not (each["urgent"] and each["count"]), not each["count"]))
    return {**context, "tiles": shown}
