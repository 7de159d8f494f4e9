"""`manage.py check --deploy --database default` says what keeps the shop from selling."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError
from django.utils import timezone

from . import queries


def the_seller_is_named(*, databases: Sequence[str] | None, **_asked: Any) -> list[CheckMessage]:
    """Everything is stated of the seller that the law of the served countries asks for."""
    if not databases:
        return []
    try:
        missing = queries.missing(timezone.now())
    except DatabaseError:
        return []  # the tables are not there yet; migrating comes first
    if not missing:
        return []
    named = ", ".join(str(each.title) for each in missing)
    return [
        Warning(
            f"The shop sells nothing: of the seller is not stated: {named}",
            hint="State it under /admin/, “Who sells”.",
            id="seller.W001",
        )
    ]
