"""What an owner changes of their account, and what is left of one that is closed."""

import uuid
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from ..models import User


@transaction.atomic
def change_details(*, user: Any, first_name: str, last_name: str, language: str) -> None:
    """Take over how an account's owner wants to be addressed, and in which language."""
    User.objects.filter(pk=user.pk).update(
        first_name=first_name, last_name=last_name, language=language
    )


@transaction.atomic
def hand_over(*, user: Any, keep_password: bool = False) -> None:
    """
    Leave an account to whoever holds the mailbox of its address, and to nobody else.

    Anybody may sign up with an address that is not theirs. Until its owner has shown that it is,
    what was set before may be a stranger's: the password, second factors, keys and further
    addresses go, and with the password every session but the one that begins now.
    """
    if not keep_password:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.filter(user=user).update(verified=True, primary=True)


@transaction.atomic
def make_nobodys(*, user: Any, at: datetime) -> None:
    """Take the person out of an account: what hangs on its number stays, and leads to nobody."""
    # A colon stands in no user name that can be chosen, so nobody can have taken this one before.
    nobody = f"closed:{uuid.uuid4().hex}"
    User.objects.filter(pk=user.pk).update(
        username=nobody,
        email=f"{nobody.replace(':', '-')}@account.invalid",
        first_name="",
        last_name="",
        password=make_password(None),
        is_active=False,
        closed_at=at,
        last_login=None,
    )
