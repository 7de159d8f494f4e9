"""Whose purchase it is while there is no order yet."""

from django.http import Http404, HttpRequest

from storefront.core import references

from . import queries
from .models import Attempt, Intent

KEPT = "intents"
MOST = 10


def remember(request: HttpRequest, intent: Intent) -> None:
    """Keep in this browser's session that the purchase is its own."""
    known = [each for each in request.session.get(KEPT, []) if each != intent.reference]
    request.session[KEPT] = [*known, intent.reference][-MOST:]


def intent_for(request: HttpRequest, reference: str) -> Intent:
    """
    Return a purchase of this visitor.

    :raises Http404: for a stranger's as for one that does not exist
    """
    intent = queries.intent(reference=references.tidy(reference))
    if intent is None or not is_own(request, intent):
        raise Http404
    return intent


def attempt_for(request: HttpRequest, reference: str, n: int) -> Attempt:
    """
    Return one try to pay for a purchase of this visitor, with the purchase but what it froze.

    :raises Http404: for a stranger's as for one that does not exist
    """
    attempt = queries.attempt(reference=references.tidy(reference), n=n)
    if attempt is None or not is_own(request, attempt.intent):
        raise Http404
    return attempt


def is_own(request: HttpRequest, intent: Intent) -> bool:
    if intent.reference in request.session.get(KEPT, []):
        return True
    user = request.user
    return bool(intent.user_id and user.is_authenticated and intent.user_id == user.pk)
