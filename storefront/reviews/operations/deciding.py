"""Showing and hiding; the stars decide neither (REV-02)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from storefront.core import lifecycle, sweeps, typed
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from .. import queries, rating, telling
from ..models import Answer, AppealStatus, Reason, ReportStatus, ReviewFacts, Status
from .writing import OUT, SHOWN, set_oscars

SHORTEST_ANSWER = 8  # letters
APPEAL_GRANTED = gettext_noop("its author appealed, and was right")


class NoReason(Refusal):
    words = _("A review is hidden only for one of the published reasons. Please name it.")


class WordsNeeded(Refusal):
    words = _("Name to its author the words that break the rule.")


class WhyNeeded(Refusal):
    words = _("Say to its author, in a sentence, why it is shown again.")


class AppealWaits(Refusal):
    words = _("Its author has appealed: decide about that, with the two buttons for it.")


class AnswerNeeded(Refusal):
    words = _("An answer is a sentence at least.")


def publish_due(*, at: datetime) -> int:
    """
    Show every review whose time has come and that nobody hid; returns how many.

    Whether somebody looked at it does not matter: what nobody decides is shown (LBT-6.4.5).
    """
    due = ReviewFacts.objects.filter(status=Status.WAITING, publish_at__lte=at)
    return sweeps.each("reviews.publish", due, lambda facts: _published_if_waiting(facts, at=at))


@transaction.atomic
def _published_if_waiting(facts: ReviewFacts, *, at: datetime) -> bool:
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    if not (facts.is_waiting and facts.publish_at and facts.publish_at <= at):
        return False
    _show(facts, by=None, at=at)
    return True


@transaction.atomic
def publish(*, facts: ReviewFacts, by: Any, at: datetime) -> ReviewFacts:
    """
    Show a review that waits before its time, since somebody has looked at it.

    :raises lifecycle.IllegalMove: if it does not wait
    """
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    if not facts.is_waiting:
        raise lifecycle.IllegalMove()
    _show(facts, by=by, at=at)
    return facts


@transaction.atomic
def hide(*, facts: ReviewFacts, reason: str, words: str, by: Any, at: datetime) -> ReviewFacts:
    """
    Hide a review under one of the published reasons, and tell its author which and how to object.

    `words` go to the author: which of theirs break the rule. Nothing is changed or deleted.

    :raises NoReason: if the reason is none of the published ones
    :raises WordsNeeded: if they name nothing
    :raises lifecycle.IllegalMove: if it is hidden or taken back already
    """
    if reason not in Reason.values:
        raise NoReason()
    if not typed.one_line(words):
        raise WordsNeeded()
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    by = by if getattr(by, "pk", None) else None
    was_shown = facts.is_shown
    lifecycle.move(
        facts,
        to=Status.HIDDEN,
        by=by,
        at=at,
        why=reason,
        also={
            "reason": reason,
            "reason_words": typed.one_line(words)[:600],
            "hidden_by": by,
            "publish_at": None,
            "looked_at": at,
        },
    )
    set_oscars(facts, OUT)
    promises.keep(subject=facts, kind=telling.SHOW, at=at, evidence={"hidden": reason}, by=by)
    facts.reports.filter(status=ReportStatus.OPEN).update(
        status=ReportStatus.FOLLOWED, closed_by=by, closed_at=at
    )
    telling.tell("review-hidden", facts, key=facts.moves.count(), at=at)
    if was_shown:
        rating.refresh(facts.product_id, at=at)
    return facts


@transaction.atomic
def undo_hiding(*, facts: ReviewFacts, words: str, by: Any, at: datetime) -> ReviewFacts:
    """
    Show again what we hid by mistake, and tell its author so; `words` say why, to the author too.

    Whoever hid it may do so themselves. Undoing twice is undoing once.

    :raises WhyNeeded: if no reason is said
    :raises AppealWaits: if its author objected, which is decided by another person
    :raises lifecycle.IllegalMove: if it is not hidden
    """
    words = typed.one_line(words)[:600]
    if typed.letters(words) < SHORTEST_ANSWER:
        raise WhyNeeded()
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    if facts.is_shown and _undone(facts, words):
        return facts
    if not facts.is_hidden:
        raise lifecycle.IllegalMove()
    if facts.appeals.filter(status=AppealStatus.OPEN).exists():
        raise AppealWaits()
    show_again(facts, by=by, at=at, why=words)
    telling.tell("review-shown-again", facts, key=facts.moves.count(), at=at)
    return facts


def _undone(facts: ReviewFacts, words: str) -> bool:
    last = facts.moves.order_by("-pk").first()
    return last is not None and (last.from_status, last.why) == (Status.HIDDEN, words)


@transaction.atomic
def answer(*, facts: ReviewFacts, words: str, by: Any, at: datetime) -> Answer:
    """
    Answer a review for everyone to read; answering again replaces the words and keeps the old.

    :raises AnswerNeeded: if it says nothing
    """
    words = typed.paragraphs(words)
    if typed.letters(words) < SHORTEST_ANSWER:
        raise AnswerNeeded()
    facts = queries.locked(facts.pk)
    last = facts.answers.order_by("-pk").first()
    if last and last.words == words:
        return last
    said = Answer.objects.create(
        facts=facts, words=words, by=by if getattr(by, "pk", None) else None, at=at
    )
    if last is None and facts.is_shown:
        telling.tell("review-answered", facts, key="first", at=at)
    return said


def show_again(facts: ReviewFacts, *, by: Any, at: datetime, why: str = APPEAL_GRANTED) -> None:
    """Show what was hidden; whoever calls holds the locks and says why."""
    cleared = {"reason": "", "reason_words": "", "hidden_by": None, "looked_at": at}
    lifecycle.move(facts, to=Status.SHOWN, by=by, at=at, why=why, also=cleared)
    set_oscars(facts, SHOWN)
    rating.refresh(facts.product_id, at=at)


def _show(facts: ReviewFacts, *, by: Any, at: datetime) -> None:
    also = {"publish_at": None, "looked_at": at if by else facts.looked_at}
    lifecycle.move(facts, to=Status.SHOWN, by=by, at=at, also=also)
    set_oscars(facts, SHOWN)
    promises.keep(subject=facts, kind=telling.SHOW, at=at, evidence={"shown": facts.pk}, by=by)
    rating.refresh(facts.product_id, at=at)
