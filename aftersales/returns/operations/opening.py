"""Writing a return down, however it begins. The caller holds the order's lock."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from aftersales.returns.models import Return, ReturnLine, ReturnParcel, ReturnPhoto
from storefront.core import private
from storefront.core.refusal import Refusal

Operation = TypeVar("Operation", bound=Callable[..., Any])


class NothingChosen(Refusal):
    words = _("Choose at least one thing.")


class NotSoMany(Refusal):
    words = _("There are not as many of this left to send back.")


def check(units: Mapping[int, int], left: Mapping[int, int]) -> dict[int, int]:
    """
    Return what is asked for without its zeros; `left` is how many there are, by order line.

    :raises NothingChosen: if nothing is
    :raises NotSoMany: if a line is not in the order, or more is asked for than is left of it
    """
    wanted = {pk: count for pk, count in units.items() if count}
    if not wanted:
        raise NothingChosen()
    if any(count < 0 or count > left.get(pk, 0) for pk, count in wanted.items()):
        raise NotSoMany()
    return wanted


def write(
    *,
    order: Any,
    kind: str,
    units: Mapping[int, int],
    key: uuid.UUID,
    language: str,
    at: datetime,
    by: Any = None,
    status: str = Return.Status.OPEN,
    parcel: str = ReturnParcel.Status.ANNOUNCED,
    why: str = "",
    **fields: Any,
) -> Return:
    made = Return.objects.create(
        order=order,
        kind=kind,
        key=key,
        language=language,
        status=status,
        told_at=at,
        decided_at=None if status == Return.Status.OPEN else at,
        **fields,
    )
    by = by if getattr(by, "pk", None) else None
    made.moves.create(from_status="", to_status=status, moved_by=by, moved_at=at, why=why)
    ReturnLine.objects.bulk_create(
        ReturnLine(of=made, line_id=pk, quantity=count) for pk, count in sorted(units.items())
    )
    box = ReturnParcel.objects.create(of=made, status=parcel)
    box.moves.create(from_status="", to_status=parcel, moved_by=by, moved_at=at)
    return made


def stores_first(operation: Operation) -> Operation:
    """
    Store the files of an operation, pairs of a name and an upload, before its transaction begins.

    Nobody waits for a storage while an order is locked; what got no row is deleted again.
    """

    @wraps(operation)
    def stored_first(*, files: Any = (), **told: Any) -> Any:
        pairs = list(files)
        with private.stored([upload for _name, upload in pairs], "returns") as left:
            placed = [(*pair, place, left) for pair, place in zip(pairs, list(left), strict=True)]
            return operation(files=placed, **told)

    return stored_first  # type: ignore[return-value]


def add_photos(
    returned: Return,
    files: Any,
    *,
    shows: str,
    at: datetime,
    by: Any = None,
    by_staff: bool = False,
) -> None:
    """Write the rows of files that `stores_first` has stored; their own names are only shown."""
    for name, upload, place, left in files:
        ReturnPhoto.objects.create(
            of=returned,
            name=name[:160],
            mime=upload.mime,
            file=place,
            shows=shows,
            by_staff=by_staff,
            added_by=by if getattr(by, "pk", None) else None,
            added_at=at,
        )
        left.remove(place)
