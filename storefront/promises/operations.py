from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from storefront.core import lifecycle, sweeps

from . import queries, registry
from .models import Promise, Status

# In the evidence of a promise that ended because the thing had been done before it was made: when.
DONE_AT = "done_at"


@transaction.atomic
def make(
    *,
    kind: str,
    subject: Any,
    due_at: datetime,
    at: datetime,
    words: str,
    basis: str = "",
    order_number: str = "",
    user: Any = None,
) -> Promise:
    """
    Write down that the shop must do something about a row by a time.

    Making an open promise again returns the one there is: its due time is never moved.
    """
    promise, _created = Promise.objects.get_or_create(
        kind=kind,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        status=Status.MADE,
        defaults={
            "due_at": max(due_at, at),
            "made_at": at,
            "words": str(words)[:300],
            "basis": basis,
            "order_number": order_number,
            "user": user if getattr(user, "pk", None) else None,
        },
    )
    return promise


def make_several(
    *, subject: Any, at: datetime, made: Iterable[dict[str, Any]], **common: Any
) -> None:
    """
    Write down several promises about one row at once; each of `made` is what `make` takes.

    In one statement. One that is open already stays as it is.
    """
    user = common.pop("user", None)
    common["user"] = user if getattr(user, "pk", None) else None
    Promise.objects.bulk_create(
        [
            Promise(
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                made_at=at,
                **{
                    **common,
                    **each,
                    "due_at": max(each["due_at"], at),
                    "words": str(each["words"])[:300],
                },
            )
            for each in made
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def keep(
    *,
    at: datetime,
    promise: Promise | None = None,
    subject: Any = None,
    kind: str = "",
    evidence: dict[str, Any] | None = None,
    by: Any = None,
) -> Promise | None:
    """
    Record that a promise was kept at a moment, in time or late, and how we know.

    The moment decides, not when we hear of it: a promise that was taken for broken, and for which
    something was given already, was kept if this was done in time. Name the promise, or its
    subject and kind. Returns None when there is nothing to keep: what was done without having
    been promised, or was recorded before. What was done already when it was promised once
    more, such as a new day for a parcel that had come, ends that promise without counting it.
    """
    promise = promise or queries.latest(subject=subject, kind=kind)
    if promise is None:
        return None
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if promise.status not in (Status.MADE, Status.BROKEN):
        return None
    if promise.status == Status.MADE and at > promise.due_at:
        _break(promise, at=at)
    if at < promise.made_at:
        withdraw(promise=promise, at=promise.made_at, why="done before it was promised")
        # When that was stands with it, for `reopen`: its own end is another moment.
        Promise.objects.filter(pk=promise.pk, status=Status.WITHDRAWN).update(
            evidence={**(evidence or {}), DONE_AT: _as_kept(at)}
        )
        return None
    late = at > promise.due_at
    lifecycle.move(promise, to=Status.KEPT_LATE if late else Status.KEPT, by=by, at=at)
    promise.ended_at, promise.evidence = at, evidence or {}
    promise.save(update_fields=["ended_at", "evidence"])
    return promise


@transaction.atomic
def withdraw(
    *, at: datetime, why: str, promise: Promise | None = None, subject: Any = None, kind: str = ""
) -> int:
    """
    End promises that no longer apply, such as the delivery of a cancelled order.

    Without a kind, all open promises about the subject end. Returns how many did.
    """
    if promise is not None:
        ending = Promise.objects.filter(pk=promise.pk)
    else:
        ending = queries.about(subject)
        ending = ending.filter(kind=kind) if kind else ending
    count = 0
    for each in ending.filter(status=Status.MADE).select_for_update().order_by("pk"):
        lifecycle.move(each, to=Status.WITHDRAWN, at=at, why=why)
        each.ended_at = at
        each.save(update_fields=["ended_at"])
        count += 1
    return count


@transaction.atomic
def reopen(*, subject: Any, kind: str, ended_at: datetime, by: Any, at: datetime, why: str) -> int:
    """
    Take back that promises of a kind about a row ended at a moment: it was recorded by mistake.

    That includes one that was made after that moment, and ended because the thing was done already.
    Each is again what it was before, promised or broken; one whose time is over by now is broken
    by the next sweep, as if nothing had been recorded. Returns how many there were.
    """
    count = 0
    done = {f"evidence__{DONE_AT}": _as_kept(ended_at)}
    then = Q(ended_at=ended_at) | Q(status=Status.WITHDRAWN, **done)
    ended = queries.about(subject).filter(then, kind=kind, status__in=Promise.BACK)
    for promise in ended.select_for_update().order_by("pk"):
        before = promise.moves.latest("pk").from_status
        again = queries.about(subject).filter(kind=kind, status=Status.MADE)
        if before == Status.MADE and again.exists():
            continue  # it was promised anew meanwhile, and that one counts
        since = promise.due_at if before == Status.BROKEN else None
        back: dict[str, Any] = {"ended_at": since, "evidence": {}}
        lifecycle.undo(promise, to=before, by=by, at=at, why=why, also=back)
        count += 1
    return count


def _as_kept(moment: datetime) -> str:
    """Return a moment as evidence keeps it: in one zone, whichever it was told in."""
    return moment.astimezone(UTC).isoformat()


def break_overdue(*, at: datetime) -> int:
    """
    Mark promises whose time is over as broken and set their remedies in motion; return how many.

    Each in a transaction of its own: a remedy that fails is logged, leaves its promise overdue
    where staff see it, and does not stop the others.
    """
    overdue = Promise.objects.filter(status=Status.MADE, due_at__lt=at).only("pk")
    return sweeps.each("promises.break", overdue, lambda promise: _break_if_open(promise.pk, at=at))


@transaction.atomic
def _break_if_open(pk: int, *, at: datetime) -> int:
    # Where somebody keeps or breaks it at this very moment, it is left to them.
    open_promises = Promise.objects.select_for_update(skip_locked=True).filter(
        pk=pk, status=Status.MADE
    )
    for promise in open_promises:
        _break(promise, at=at)
        return 1
    return 0


def _break(promise: Promise, *, at: datetime) -> None:
    lifecycle.move(promise, to=Status.BROKEN, at=at)
    promise.ended_at = promise.due_at
    promise.save(update_fields=["ended_at"])
    registry.remedy(promise, at=at)
