"""What the shop's time is called: always the same, in summer and in winter."""

from datetime import datetime

from django.utils.translation import gettext

# IST is also India's, and GMT is not what the clock shows in summer: one name for all the year.
_NAMES = {"Europe/Dublin": lambda: gettext("Irish time")}


def words(at: datetime) -> str:
    """Name the zone of a moment as buyers read it; one that we have no name for by its own."""
    named = _NAMES.get(str(at.tzinfo))
    return named() if named else at.tzname() or ""
