"""Under which key a setback withdraws: one statement, however often it is decided."""

import uuid

from .models import Setback

_SPACE = uuid.UUID("5e7bac40-0000-4000-8000-000000000000")


def of(setback: Setback) -> uuid.UUID:
    return uuid.uuid5(_SPACE, str(setback.pk))
