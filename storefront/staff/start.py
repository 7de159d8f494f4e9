"""The start page: what is waiting, for this person, now."""

from typing import Any

from django.http import HttpRequest

from . import tiles


def page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to unfold's index the tiles that this member of staff may see, with their counts."""
    every = [
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
    # The tiles come in the order of work, late things first; where nothing waits is said shortly.
    waiting = [each for each in every if each["count"]]
    return {**context, "tiles": waiting, "quiet": [each for each in every if not each["count"]]}
