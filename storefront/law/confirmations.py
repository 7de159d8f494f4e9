"""Which facts of the law in use still wait for a person to vouch for them."""

import json
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings

from storefront.law import queries
from storefront.law.facts import Fact
from storefront.law.models import Confirmation
from storefront.law.openings import Question


def waiting(at: date | datetime) -> list[Question]:
    """
    The facts that the shop uses for the countries it delivers to and that a person can confirm.

    A fact that nobody has read is not among them: it has to be written into its profile first.
    """
    return [question for question in _asked(at) if question.fact.known]


def unread(at: date | datetime) -> list[Question]:
    """The facts that the shop uses and that nobody has read, those that close a country first."""
    return [question for question in _asked(at) if not question.fact.known]


def _asked(at: date | datetime) -> list[Question]:
    done = set(Confirmation.objects.values_list("country", "path", "fingerprint"))
    return [
        question
        for code in settings.CANDOUR_DELIVERS_TO
        for question in queries.facts_to_confirm(code, at, seat=settings.CANDOUR_SEAT)
        if (question.country, question.path, fingerprint(question.fact)) not in done
    ]


def key(question: Question) -> str:
    """The name of a question: `de:withdrawal.period`."""
    return f"{question.country}:{question.path}"


def fingerprint(fact: Fact) -> str:
    """Changes with whatever a person confirms: the value, its unit, its source and its days."""
    stated = [fact.value, fact.unit, fact.rule, fact.source, fact.since, fact.until, fact.starts]
    return sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def words(fact: Fact) -> str:
    """The fact in a line: `14 day, CRD art. 9(1), since 2014-06-13`."""
    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, tuple) else str(fact.value)
    since = f"since {fact.since}" if fact.since else ""
    return ", ".join(filter(None, (f"{value} {fact.unit or ''}".strip(), fact.source, since)))
