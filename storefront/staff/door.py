"""
The staff door: how long a sign-in opens the staff pages (ASVS 5.0, 7.3.1, 7.3.2 and 7.5.3).

A buyer stays signed in for two weeks. The same person as a member of staff is asked again who they
are after a while without a page, after a working day in any case, and before rights are changed.
Only these pages close; the basket and the account stay open as they were. What was typed is kept
and sent once the question is answered.
"""

from datetime import datetime
from typing import Any, NoReturn

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

SIGNED_IN, SEEN = "staff_signed_in", "staff_seen"
LOST_FILES = "_lost_files"
ASKED_AT = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
NOTED_EVERY = 60  # seconds: a page is not worth a write to the session


@receiver(user_logged_in)
def _signed_in(request: Any, user: Any, **_more: Any) -> None:
    """Begin the working day, whichever way somebody signed in."""
    session = getattr(request, "session", None)
    if user.is_staff and session is not None:
        at = getattr(request, "at", None)
        session[SIGNED_IN] = session[SEEN] = at.timestamp() if at else _clock()


def _clock() -> float:
    from django.utils import timezone

    return timezone.now().timestamp()


def proved_at(request: HttpRequest) -> float:
    """Return when this person last proved who they are, in seconds; nought for never."""
    records = get_authentication_records(request, request.user)
    moments = [float(each.get("at", 0)) for each in records]
    return max([*moments, float(request.session.get(SIGNED_IN, 0))])


def is_open(request: HttpRequest) -> bool:
    """Say whether the staff pages are open still: neither idle too long nor open too long."""
    now, proved = _now(request), proved_at(request)
    seen = max(proved, float(request.session.get(SEEN, 0)))
    return (
        now - proved < settings.CANDOUR_STAFF_SESSION.total_seconds()
        and now - seen < settings.CANDOUR_STAFF_IDLE.total_seconds()
    )


def proved_just_now(request: HttpRequest) -> bool:
    """Say whether somebody proved who they are within the last minutes, as rights ask for."""
    return _now(request) - proved_at(request) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def note(request: HttpRequest) -> None:
    """Note that somebody is working here."""
    now = _now(request)
    if now - float(request.session.get(SEEN, 0)) >= NOTED_EVERY:
        request.session[SEEN] = now


def ask(request: HttpRequest) -> NoReturn:
    """
    Ask who this is, by password or second factor; what was sent is kept and sent again after.

    Files are not kept: a page that gets `LOST_FILES` asks for them again.

    :raises ReauthenticationRequired: always; allauth's middleware keeps the request
    """
    if request.method == "POST":
        if request.FILES:
            request.POST = request.POST.copy()
            request.POST[LOST_FILES] = "1"
        # It is found again by its path alone.
        request.META["QUERY_STRING"] = ""
    raise ReauthenticationRequired()


def is_sent_again(request: HttpRequest) -> bool:
    """Say whether this is what was sent before `ask`, handled where the question was answered."""
    match = request.resolver_match
    return match is not None and match.url_name in ASKED_AT


def _now(request: HttpRequest) -> float:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at.timestamp()
