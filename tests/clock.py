"""
The moment at which tests happen, unless they say otherwise.
"""

from datetime import UTC, datetime

# A Monday in no holiday week, with no change of summer time near.
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
