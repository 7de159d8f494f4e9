import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from storefront.core import lifecycle, references, sweeps
from storefront.core.refusal import Refusal
from storefront.core.working_time import Calendar
from storefront.promises import operations as promises

from . import putting_right, queries
from .models import Channel, Complaint, Entry, Remedy, Speaker, Status
from .saying import Answered, File, TooManyFiles, cards_covered, say, stored, tell

__all__ = ["Answered", "File", "TooManyFiles"]

OFFICE = Calendar(country=settings.CANDOUR_SEAT, zone=settings.TIME_ZONE)
TOLD_EVERY = 5  # working days


class SamePerson(Refusal):
    words = _("Whoever gave the first answer cannot give the second. Ask a colleague.")


class NothingToAnswer(Refusal):
    words = _("This complaint is closed. You can make a new one at any time.")


class QuestionNeeded(Refusal):
    words = _("Write what you want to know.")


class ReasonsNeeded(Refusal):
    words = _("An answer says what we decided and why.")


def receive(*, files: Sequence[File] = (), **told: Any) -> Complaint:
    """
    Take in a complaint with the files that came along; `_receive` says what else it takes.

    :raises TooManyFiles: if more than five came with it
    """
    with stored(files) as names:
        return _receive(files=files, names=names, **told)


@transaction.atomic
def _receive(
    *,
    about: str,
    words: str,
    email: str,
    language: str,
    country: str,
    at: datetime,
    wish: str = "",
    order_number: str = "",
    user: Any = None,
    is_about_safety: bool = False,
    files: Sequence[File] = (),
    names: list[str],
    key: uuid.UUID | None = None,
    payment_reference: str = "",
    channel: str = Channel.WEB,
) -> Complaint:
    """
    Take in a complaint, acknowledge it at once and promise when it is answered (ISO10002-7.2, 7.4).

    `key` is that of the form it was written in: sent again, it is the same complaint. Equal words
    prove nothing, for others can guess them. `country`, two letters, is where the buyer lives: its
    law may be quicker than we are.
    A card number that somebody typed is covered. `channel` is how it came to us.
    """
    words, wish = cards_covered(words), cards_covered(wish)
    clock = queries.clock(country=country, at=at)
    # Of two presses at once the second one waits here for the first one's row.
    complaint, new = Complaint.objects.get_or_create(
        key=key or uuid.uuid4(),
        defaults={
            "reference": references.checked("CP"),
            "user": user if getattr(user, "pk", None) else None,
            "email": email,
            "language": language,
            "country": country,
            "order_number": order_number,
            "about": about,
            "wish": wish,
            "is_about_safety": is_about_safety,
            "received_at": at,
            "told_at": at,
            "payment_reference": payment_reference,
            "channel": channel,
            "next_at": _close_of(clock.first_answer_by),
        },
    )
    if not new:
        return complaint
    say(
        complaint,
        speaker=Speaker.COMPLAINANT,
        words=words,
        by=user,
        at=at,
        files=files,
        names=names,
    )
    _promise_answer(complaint, kind="complaint-answer", by_day=clock.first_answer_by, at=at)
    tell(complaint, kind="complaint-received", key="received", at=at)
    return complaint


def add(
    *, complaint: Complaint, words: str, at: datetime, by: Any = None, files: Sequence[File] = ()
) -> Entry:
    """
    Add what the complainant has to say further.

    :raises NothingToAnswer: if the complaint is over
    :raises TooManyFiles: if more than five files came with it
    """
    with stored(files) as names, transaction.atomic():
        complaint = queries.locked(complaint)
        if complaint.is_over:
            raise NothingToAnswer()
        return say(
            complaint,
            speaker=Speaker.COMPLAINANT,
            words=words,
            by=by,
            at=at,
            files=files,
            names=names,
        )


def ask(
    *, complaint: Complaint, words: str, by: Any, at: datetime, files: Sequence[File] = ()
) -> Entry:
    """
    Ask the complainant something, or show them something, before we answer: our day stays.

    :raises Answered: if it is not our turn
    :raises QuestionNeeded: if there are no words to it
    :raises TooManyFiles: if more than five files go with it
    """
    if not words.strip():
        raise QuestionNeeded()
    with stored(files) as names, transaction.atomic():
        complaint = queries.locked(complaint)
        if not complaint.waits_for_us:
            raise Answered()
        entry = say(
            complaint, speaker=Speaker.SHOP, words=words, by=by, at=at, files=files, names=names
        )
        Complaint.objects.filter(pk=complaint.pk).update(told_at=at)
        tell(complaint, kind="complaint-asked", key=f"asked-{entry.pk}", at=at)
        return entry


@transaction.atomic
def note(*, complaint: Complaint, words: str, by: Any, at: datetime) -> Entry:
    """Add a note that only staff see."""
    return say(complaint, speaker=Speaker.NOTE, words=words, by=by, at=at)


@transaction.atomic
def answer(
    *,
    complaint: Complaint,
    words: str,
    by: Any,
    at: datetime,
    cause: str = "",
    remedy: str = Remedy.INFORMATION,
    amount: Decimal | None = None,
) -> Entry:
    """
    Give our answer, with reasons and with what we do; the second one comes from another person.

    ISO10002-7.8, 7.9. The mail that tells it always names the ways that stay open. What we do is
    owed from then on: money (`amount`, in the order's currency) goes back at once, a new thing or a
    repair is promised with its day.

    :raises Answered: if it is not our turn
    :raises SamePerson: if the same person would give both answers
    :raises ReasonsNeeded: if there are no words to it
    :raises putting_right.SumNeeded: if money goes back, and no sum or order is named
    :raises putting_right.ForTwo: if it is more than one person gives; then it is proposed first
    :raises putting_right.Waits: if a colleague has not decided yet about a sum that was proposed,
        whatever the answer gives
    :raises putting_right.AgreedSum: if a colleague has agreed to another sum
    :raises TooMuch: if less than the sum is left of what was paid; NotPaidYet: if nothing was
    """
    if not words.strip():
        raise ReasonsNeeded()
    order = putting_right.order_of(complaint, remedy=remedy, amount=amount)
    complaint = queries.locked(complaint)
    if not complaint.waits_for_us:
        raise Answered()
    again = complaint.status == Status.REJECTED
    if again and complaint.first_answer_by_id == by.pk:
        raise SamePerson()
    lifecycle.move(complaint, to=Status.DECIDED if again else Status.ANSWERED, by=by, at=at)
    complaint.first_answer_by = complaint.first_answer_by if again else by
    complaint.next_at, complaint.cause = None, cause or complaint.cause
    complaint.remedy, complaint.told_at = remedy, at
    complaint.save(update_fields=["first_answer_by", "next_at", "cause", "remedy", "told_at"])
    putting_right.owe(complaint, order=order, amount=amount, by=by, at=at)
    entry = say(complaint, speaker=Speaker.SHOP, words=words, by=by, at=at)
    promises.keep(
        subject=complaint,
        kind="complaint-review" if again else "complaint-answer",
        at=at,
        evidence={"entry": entry.pk},
        by=by,
    )
    told = "complaint-decided" if again else "complaint-answered"
    tell(complaint, kind=told, key=f"answered-{entry.pk}", at=at)
    return entry


@transaction.atomic
def settle(*, complaint: Complaint, at: datetime, by: Any = None) -> None:
    """
    Record that the complainant takes our answer.

    :raises lifecycle.IllegalMove: if there is no answer to take
    """
    complaint = queries.locked(complaint)
    lifecycle.move(complaint, to=Status.SETTLED, by=by, at=at)


@transaction.atomic
def reject(*, complaint: Complaint, words: str, at: datetime, by: Any = None) -> None:
    """
    Record that our answer does not settle it: a second person looks, then outside bodies are named.

    :raises lifecycle.IllegalMove: if there is no answer to reject
    """
    complaint = queries.locked(complaint)
    second = complaint.status == Status.DECIDED
    to = Status.UNRESOLVED if second else Status.REJECTED
    if not second:
        due = queries.clock(country=complaint.country, at=at).final_by
        complaint.next_at = _close_of(due)
        complaint.save(update_fields=["next_at"])
    lifecycle.move(complaint, to=to, by=by, at=at, why=words)
    if words.strip():
        say(complaint, speaker=Speaker.COMPLAINANT, words=words, by=by, at=at)
    if second:
        tell(complaint, kind="complaint-unresolved", key="unresolved", at=at)
    else:
        _promise_answer(complaint, kind="complaint-review", by_day=due, at=at)


@transaction.atomic
def withdraw(*, complaint: Complaint, at: datetime, by: Any = None) -> None:
    """
    Take a complaint back, as its owner may while it is open; other rights stay as they are.

    :raises lifecycle.IllegalMove: if it is over
    """
    complaint = queries.locked(complaint)
    lifecycle.move(complaint, to=Status.WITHDRAWN, by=by, at=at)
    complaint.next_at = None
    complaint.save(update_fields=["next_at"])
    promises.withdraw(subject=complaint, at=at, why="The complaint was taken back")


def late(*, promise: Any, at: datetime) -> None:
    """Tell the complainant, unasked, that our answer is late; the promise stays broken."""
    complaint = promise.subject
    if complaint and complaint.waits_for_us:
        # Whoever answers holds the complaint and waits for the promise that is held here: waiting
        # for each other would be a deadlock. Then they tell the complainant themselves.
        free = Complaint.objects.select_for_update(skip_locked=True, no_key=True)
        for row in free.filter(pk=complaint.pk):
            Complaint.objects.filter(pk=row.pk).update(told_at=at)
        tell(complaint, kind="complaint-late", key=f"late-{promise.pk}", at=at)


def keep_informed(*, at: datetime) -> int:
    """
    Tell whoever has heard nothing for five working days how it stands, news or none (ISO10002-7.3).

    Safe to run at any time and twice; returns how many were told.
    """
    return sweeps.each(
        "complaints.inform", queries.waiting(), lambda each: _inform_if_due(each, at=at)
    )


def _inform_if_due(complaint: Complaint, *, at: datetime) -> int:
    told_on = OFFICE.local_date(complaint.told_at)
    if OFFICE.add_working_days(told_on, TOLD_EVERY) > OFFICE.local_date(at):
        return 0
    return _inform(complaint.pk, complaint.told_at, at=at)


@transaction.atomic
def _inform(pk: int, told_at: datetime, *, at: datetime) -> int:
    # Of two sweeps at once, and of a sweep and an answer, one finds the row as it was.
    mine = queries.waiting().filter(pk=pk, told_at=told_at).update(told_at=at)
    if mine:
        complaint = Complaint.objects.get(pk=pk)
        tell(complaint, kind="complaint-standing", key=f"standing-{at.date()}", at=at)
    return mine


def _close_of(day: date) -> datetime:
    return OFFICE.close_of(day)


def _promise_answer(complaint: Complaint, *, kind: str, by_day: date, at: datetime) -> None:
    with override(complaint.language):
        words = _("An answer to your complaint, with reasons")
        promises.make(
            kind=kind,
            subject=complaint,
            due_at=_close_of(by_day),
            at=at,
            words=str(words),
            basis="CMP-01",
            order_number=complaint.order_number,
            user=complaint.user,
        )
