"""Whose an address is, and so whose the account under it: what allauth tells us of a mailbox."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.contrib import messages
from django.utils.translation import gettext as _

from . import operations


def follow() -> None:
    """Act on every proof of an address."""
    email_confirmed.connect(_entered_by_code, dispatch_uid="entered-by-code")
    password_reset.connect(_password_reset, dispatch_uid="password-reset")


def reaches(user: Any, email: str) -> bool:
    """
    Say whether a mail to this address may open an account.

    Once one address of it is proved, only proved ones may; until then the one that it was opened
    with. One that was only written down may be mistyped, and be a stranger's.
    """
    proved = {each.lower() for each in _proved(user).values_list("email", flat=True)}
    return email.lower() in (proved or {user.email.lower()})


def _may_be_a_strangers(user: Any) -> bool:
    """Say whether anybody can have opened it: an account of staff is made and given by the shop."""
    return not (user.is_staff or user.is_superuser)


def _proved(user: Any) -> Any:
    return EmailAddress.objects.filter(user=user, verified=True)


def _entered_by_code(request: Any, email_address: Any, **_more: Any) -> None:
    # In one's own session it is the same person; from outside, whoever reads the mail takes over.
    user = email_address.user
    if request.user.pk != user.pk and _may_be_a_strangers(user):
        operations.hand_over(user=user)
        messages.info(
            request,
            _(
                "You have shown that this address is yours. A password or second factor set "
                "before no longer opens the account; set a new one whenever you like."
            ),
        )


def _password_reset(request: Any, user: Any, **_more: Any) -> None:
    if _may_be_a_strangers(user) and not _proved(user).exists():
        operations.hand_over(user=user, keep_password=True)
