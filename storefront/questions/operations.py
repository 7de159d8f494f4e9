"""What is done to questions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from storefront.accounts.queries import display_name
from storefront.core import lifecycle, typed
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when
from storefront.core.working_time import Calendar
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient
from storefront.promises import operations as promises

from .models import Question

WITHIN = 2  # working days
SHORTEST, SHORTEST_ANSWER = 8, 15  # letters
ANSWER = "question-answer"


class QuestionRefused(Refusal):
    words = _("Please ask in a sentence or two, so that we can give a definite answer.")


class AskedAlready(Refusal):
    words = _("This was asked already. You find it, with our answer if there is one, on the page.")


class NoAnswer(Refusal):
    words = _("An answer says something definite: a sentence at least.")


class DecidedMeanwhile(lifecycle.IllegalMove):
    words = _("Nothing was done, for somebody was faster. %(who)s, %(when)s: %(status)s.")


@transaction.atomic
def ask(
    *,
    product: Any,
    text: str,
    language: str,
    at: datetime,
    author: str = "",
    email: str = "",
    user: Any = None,
) -> Question:
    """
    Put a question about a product, and promise an answer within two working days (LBT-6.1.5).

    E-mail addresses and phone numbers in it are masked. Pressing twice finds the first one.

    :raises QuestionRefused: if it is too short to be answered
    :raises AskedAlready: if the same words were asked about this product before
    """
    text = typed.masked(typed.one_line(text))[:600]
    if typed.letters(text) < SHORTEST:
        raise QuestionRefused()
    asker = user if getattr(user, "pk", None) else None
    same = (
        Question.objects.filter(product=product, text__iexact=text)
        .exclude(status=Question.Status.REFUSED)
        .first()
    )
    if same and (same.email or same.user_id) and (same.email, same.user) == (email, asker):
        return same
    if same:
        raise AskedAlready()
    due_at = Calendar(settings.CANDOUR_SEAT, settings.TIME_ZONE).due_after_working_days(at, WITHIN)
    question = Question.objects.create(
        product=product,
        text=text,
        language=language,
        author=typed.masked(author.strip())[:40],
        email=email,
        user=asker,
        asked_at=at,
        answer_due_at=due_at,
    )
    with override(language):
        promises.make(
            kind=ANSWER,
            subject=question,
            due_at=due_at,
            at=at,
            words=gettext("We answer your question about %(title)s.") % {"title": product.title},
            basis="LBT-5.3.2.3",
            user=asker,
        )
    return question


@transaction.atomic
def answer(
    *, question: Question, text: str, name: str, by: Any, at: datetime, seen: int | None = None
) -> Question:
    """
    Answer a question and show both to everybody; whoever asked is told.

    `seen` is how many steps the writer had in view. The same answer again is the first one.

    :raises NoAnswer: if it is too short to be definite
    :raises DecidedMeanwhile: if it was answered or refused in the meantime
    """
    text = _definite(text)
    row = _locked(question)
    if (row.status, row.answer) == (Question.Status.ANSWERED, text):
        return row
    _in_view(row, seen, Question.Status.WAITING)
    said = {"answer": text, "answered_by_name": name.strip()[:60], "answered_at": at}
    lifecycle.move(row, to=Question.Status.ANSWERED, by=by, at=at, also=said)
    promises.keep(subject=row, kind=ANSWER, at=at, evidence={"question": row.pk}, by=by)
    _tell(row, at)
    return row


@transaction.atomic
def correct(
    *, question: Question, text: str, name: str, by: Any, at: datetime, seen: int | None = None
) -> Question:
    """
    Put another answer in the place of one; its readers see that it was, and whoever asked is told.

    What it said before stays in the history. The same words again change nothing.

    :raises NoAnswer: if it is too short to be definite
    :raises DecidedMeanwhile: if it is not answered, or somebody took a step after step `seen`
    """
    text, name = _definite(text), name.strip()[:60]
    row = _locked(question)
    shown = (row.status, row.answer, row.answered_by_name)
    if shown == (Question.Status.ANSWERED, text, name):
        return row
    _in_view(row, seen, Question.Status.ANSWERED)
    said = {"answer": text, "answered_by_name": name, "corrected_at": at}
    lifecycle.move(row, to=Question.Status.ANSWERED, by=by, at=at, why=row.answer, also=said)
    _tell(row, at)
    return row


@transaction.atomic
def refuse(
    *, question: Question, reason: str, by: Any, at: datetime, seen: int | None = None
) -> Question:
    """
    Do not publish a question, or take it down with its answer; whoever asked is told why.

    The reason is one of those of the house rules.

    :raises DecidedMeanwhile: if it was refused before, or somebody took a step after step `seen`
    """
    reason = Question.Reason(reason)
    row = _locked(question)
    if (row.status, row.reason) == (Question.Status.REFUSED, reason):
        return row
    _in_view(row, seen, Question.Status.WAITING, Question.Status.ANSWERED)
    to = Question.Status.REFUSED
    lifecycle.move(row, to=to, by=by, at=at, why=reason, also={"reason": reason})
    promises.keep(subject=row, kind=ANSWER, at=at, evidence={"reason": reason}, by=by)
    _tell(row, at)
    return row


def _definite(text: str) -> str:
    text = "\n".join(text.strip().splitlines())
    if typed.letters(text) < SHORTEST_ANSWER:
        raise NoAnswer()
    return text


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update().get(pk=question.pk)


def _in_view(row: Question, seen: int | None, *open_to: str) -> None:
    """Refuse what was pressed on a page that shows less than has happened, and say by whom."""
    if row.status in open_to and seen in (None, row.moves.count()):
        return
    last = row.moves.select_related("moved_by").order_by("-moved_at", "-pk").first()
    if last is None:
        raise lifecycle.IllegalMove()
    raise DecidedMeanwhile(
        who=display_name(last.moved_by) if last.moved_by else _("The shop"),
        when=strip_tags(when(last.moved_at)),
        status=row.get_status_display(),
    )


def _tell(question: Question, at: datetime) -> None:
    if not (question.email or question.user):
        return
    notices.tell(
        kind="question-answered",
        to=Recipient(user=question.user, email=question.email, language=question.language),
        dedupe_key=f"question:{question.pk}:{question.status}:{question.moves.count()}",
        at=at,
        subject=question,
    )
