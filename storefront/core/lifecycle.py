"""Lifecycles: a table of allowed moves, changed by compare-and-set, with a history row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .refusal import Refusal


class IllegalMove(Refusal):
    words = _("This has changed in the meantime. Please look at how it stands now.")


class Move(models.Model):
    """
    One of these is one step of one row's lifecycle: from where to where, who, when and why.

    A concrete subclass adds `row = ForeignKey(..., related_name="moves")` under any name.
    """

    from_status = models.CharField(_("from"), max_length=24)
    to_status = models.CharField(_("to"), max_length=24)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    moved_at = models.DateTimeField(_("at"))
    why = models.TextField(_("why"), blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.from_status} > {self.to_status}"


def may_move(row: Any, to: str) -> bool:
    """Say whether the row's status leads to the one asked for, without changing anything."""
    return to in row.MOVES.get(row.status, set())


def move(
    row: Any,
    *,
    to: str,
    by: Any = None,
    at: datetime,
    why: str = "",
    also: Mapping[str, Any] | None = None,
) -> None:
    """
    Put the row in its next status and record who moved it, when and why.

    The status is compared and set in one statement, so of two simultaneous moves one wins
    and the other raises. `also` are further fields that are written with it.

    :raises IllegalMove: if the row's status does not lead to the one asked for
    """
    if not may_move(row, to):
        raise IllegalMove()
    _step(row, to=to, by=by, at=at, why=why, also=also)


def undo(
    row: Any,
    *,
    to: str,
    by: Any = None,
    at: datetime,
    why: str,
    also: Mapping[str, Any] | None = None,
) -> None:
    """
    Put the row back into a status that it came from, because a step was taken by mistake.

    What may be undone stands in the table `BACK` of the row, so that it never opens a way forward.
    The step and its undoing both stay in the history.

    :raises IllegalMove: if nothing leads back from the row's status to the one asked for
    """
    if to not in row.BACK.get(row.status, set()):
        raise IllegalMove()
    _step(row, to=to, by=by, at=at, why=why, also=also)


def holding(moves: Iterable[Any]) -> list[Any]:
    """Return the steps that still hold, the first one first: without what was undone."""
    kept: list[Any] = []
    for move in sorted(moves, key=lambda each: each.pk):
        seen = [each.to_status for each in kept]
        if move.to_status in seen:
            del kept[seen.index(move.to_status) + 1 :]
        else:
            kept.append(move)
    return kept


def _step(
    row: Any, *, to: str, by: Any, at: datetime, why: str, also: Mapping[str, Any] | None
) -> None:
    before = row.status
    by = by if getattr(by, "pk", None) else None
    # The refusal is raised outside, so that whoever catches it can go on in its own transaction.
    with transaction.atomic(savepoint=False):
        unmoved = type(row)._base_manager.filter(pk=row.pk, status=before)
        moved = unmoved.update(status=to, **(also or {}))
        if moved:
            row.moves.create(from_status=before, to_status=to, moved_by=by, moved_at=at, why=why)
    if not moved:
        raise IllegalMove()
    for name, value in {"status": to, **(also or {})}.items():
        setattr(row, name, value)
