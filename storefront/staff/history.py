"""
Who changed a setting of the shop, when, from what to what, and why.

An operation that changes such a row records it here, in its own transaction, with the row locked.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from .models import Change, What


class NotSaidWhy(Refusal):
    words = _("Say in a line what changes and why.")


class ChangedMeanwhile(Refusal):
    words = _("Somebody else has changed this meanwhile. Look at theirs first, then change it.")


def of(row: Model) -> QuerySet[Change]:
    """Return the changes of a row, the latest first."""
    return Change.objects.filter(
        subject_type=ContentType.objects.get_for_model(row), subject_id=row.pk
    ).order_by("-pk")


def last(row: Model | None) -> int:
    """Return the number of the latest change of a row; nought if there is none."""
    return (of(row).values_list("pk", flat=True).first() or 0) if row and row.pk else 0


def unless_changed(row: Model, *, since: int | None) -> None:
    """
    Go on only if a row, which is locked, is as the writer had it in view.

    `since` is what `last` gave when it was shown; None asks nothing.

    :raises ChangedMeanwhile: if it was changed since
    """
    if since is not None and last(row) != since:
        raise ChangedMeanwhile()


def record(
    *,
    row: Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    why: str,
    by: Any,
    at: datetime,
    what: str = What.CHANGED,
) -> Change | None:
    """
    Record what is different of a row now; nothing is recorded of a change that is none.

    :raises NotSaidWhy: without a word on why
    """
    names = [*before, *(name for name in after if name not in before)]
    changed = [
        [name, plain(before.get(name)), plain(after.get(name))]
        for name in names
        if plain(before.get(name)) != plain(after.get(name))
    ]
    if not changed and what == What.CHANGED:
        return None
    if not (why := " ".join(why.split())):
        raise NotSaidWhy()
    return Change.objects.create(
        subject_type=ContentType.objects.get_for_model(row),
        subject_id=row.pk,
        title=str(row)[:200],
        what=what,
        changed=changed,
        why=why[:300],
        changed_by=by if getattr(by, "pk", None) else None,
        changed_at=at,
    )


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: amounts and moments as text, lists as lists."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if value is None or isinstance(value, bool | int | dict):
        return value
    return str(value)
