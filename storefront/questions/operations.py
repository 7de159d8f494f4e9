"""What is done to questions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from storefront.core import lifecycle, typed
from storefront.core.refusal import Refusal
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
def answer(*, question: Question, text: str, name: str, by: Any, at: datetime) -> Question:
    """
    Answer a question and show both to everybody; whoever asked is told.

    :raises NoAnswer: if it is too short to be definite
    :raises lifecycle.IllegalMove: if it was answered or refused in the meantime
    """
    text = text.strip()
    if typed.letters(text) < SHORTEST_ANSWER:
        raise NoAnswer()
    Question.objects.filter(pk=question.pk).update(
        answer=text, answered_by_name=name.strip()[:60], answered_at=at
    )
    lifecycle.move(question, to=Question.Status.ANSWERED, by=by, at=at)
    question.refresh_from_db()
    promises.keep(subject=question, kind=ANSWER, at=at, evidence={"question": question.pk}, by=by)
    _tell(question, at)
    return question


@transaction.atomic
def refuse(*, question: Question, reason: str, by: Any, at: datetime) -> Question:
    """
    Do not publish a question, for one of the reasons of the house rules; whoever asked is told.

    :raises lifecycle.IllegalMove: if it was refused before
    """
    Question.objects.filter(pk=question.pk).update(reason=Question.Reason(reason))
    lifecycle.move(question, to=Question.Status.REFUSED, by=by, at=at, why=reason)
    question.refresh_from_db()
    promises.keep(subject=question, kind=ANSWER, at=at, evidence={"reason": reason}, by=by)
    _tell(question, at)
    return question


def _tell(question: Question, at: datetime) -> None:
    if not (question.email or question.user):
        return
    notices.tell(
        kind="question-answered",
        to=Recipient(user=question.user, email=question.email, language=question.language),
        dedupe_key=f"question:{question.pk}:{question.status}",
        at=at,
        subject=question,
    )
