"""The second look: an author objects to hiding, another member of staff decides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core import typed
from storefront.core.refusal import Refusal
from storefront.promises import operations as promises

from .. import queries, rating, telling
from ..models import Appeal, AppealStatus, ReviewFacts
from . import deciding

SHORTEST = 8  # letters


class NotHidden(Refusal):
    words = _("This review is not hidden, so there is nothing to look at again.")


class NothingSaid(Refusal):
    words = _("Please say why, in a sentence.")


class SamePerson(Refusal):
    words = _("Whoever hid it cannot decide about it again. Ask a colleague.")


@transaction.atomic
def appeal(*, facts: ReviewFacts, words: str, at: datetime) -> Appeal:
    """
    Have a second person look at a hidden review, by a promised date; asking twice is one appeal.

    :raises NothingSaid: if there are no words to it
    :raises NotHidden: if it is not hidden
    """
    words = typed.paragraphs(words)[:2_000]
    if typed.letters(words) < SHORTEST:
        raise NothingSaid()
    facts = queries.locked(facts.pk)
    if waiting := facts.appeals.filter(status=AppealStatus.OPEN).first():
        return waiting
    if not facts.is_hidden:
        raise NotHidden()
    due_at = telling.appeal_due(at)
    made = Appeal.objects.create(facts=facts, words=words, made_at=at, due_at=due_at)
    telling.promise_to_decide(facts, due_at=due_at, at=at)
    return made


@transaction.atomic
def decide(*, facts: ReviewFacts, granted: bool, words: str, by: Any, at: datetime) -> Appeal:
    """
    Decide an appeal with reasons: show the review again, or leave it hidden.

    :raises NotHidden: if no appeal waits
    :raises SamePerson: if whoever hid it would decide
    :raises NothingSaid: if there are no reasons
    """
    words = typed.paragraphs(words)
    if typed.letters(words) < SHORTEST:
        raise NothingSaid()
    rating.lock(facts.product_id)
    facts = queries.locked(facts.pk)
    waiting = facts.appeals.filter(status=AppealStatus.OPEN).first()
    if waiting is None or not facts.is_hidden:
        raise NotHidden()
    if by is not None and facts.hidden_by_id == by.pk:
        raise SamePerson()
    waiting.status = AppealStatus.GRANTED if granted else AppealStatus.REFUSED
    waiting.answer, waiting.decided_by, waiting.decided_at = words, by, at
    waiting.save(update_fields=["status", "answer", "decided_by", "decided_at"])
    if granted:
        deciding.show_again(facts, by=by, at=at)
    promises.keep(subject=facts, kind=telling.APPEAL, at=at, evidence={"appeal": waiting.pk}, by=by)
    telling.tell("review-decided", facts, key=waiting.pk, at=at)
    return waiting
