"""
What the texts of our rules take from elsewhere: a time or an address is stated in one place.

A text names such a fact as `[[complaint-answer]]`; it is filled in when a version is written, so
that what a buyer accepted never changes behind their back.
"""

import re
from datetime import datetime

from django.conf import settings

from storefront.law import queries as law
from storefront.purposes import keeping

NAMED = re.compile(r"\[\[([a-z-]+)\]\]")


class NoSuchFact(LookupError):
    """A text names a fact that nobody states."""


def filled(body: str, *, at: datetime) -> str:
    """
    Return a text with its facts, as they hold where the seller sits.

    :raises NoSuchFact: if it names one that there is not
    """
    if not NAMED.search(body):
        return body
    known = _facts(at)
    try:
        return NAMED.sub(lambda found: known[found.group(1)], body)
    except KeyError as name:
        raise NoSuchFact(str(name)) from None


def _facts(at: datetime) -> dict[str, str]:
    rules = law.rules_for(residence=settings.CANDOUR_SEAT, at=at)
    return {
        "complaint-answer": str(int(rules.value("house.complaint_first_answer_within"))),
        "complaint-review": str(int(rules.value("house.complaint_final_within"))),
        "keep-orders": str(keeping.ORDERS.years),
        "keep-accounts": str(keeping.ACCOUNTS.years),
    }
