"""What is kept for a time is gone when the time is over: driven by what the packages declare."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction

from storefront.core import sweeps
from storefront.purposes import personal


def forget_what_is_over(*, at: datetime) -> dict[str, int]:
    """
    Delete or blank every declared row whose period is over; return how many of which model.

    Safe to run at any time and twice. What hangs on something comes before it: packages are gone
    through from the last to the first, and so are the declarations of each.
    """
    done = {}
    for entry in reversed(personal.declared()):
        if entry.kept is not None:
            forget = partial(_forget, entry)
            done[entry.model] = sweeps.each(f"kept.{entry.model}", entry.past(at), forget)
    return done


@transaction.atomic
def _forget(entry: personal.PersonalData, row: Any) -> bool:
    rows = entry.model_class()._base_manager.filter(pk=row.pk)
    with connection.cursor() as cursor:
        # Agreements and tax documents are never changed, and open for this alone.
        cursor.execute("SET LOCAL candour.retention_is_over = 'yes'")
    if isinstance(entry.over, dict):
        return bool(rows.update(**entry.over))
    file = getattr(row, entry.file) if entry.file else None
    deleted, _by_model = rows.delete()
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))
    return bool(deleted)
