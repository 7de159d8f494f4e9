from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from .models import User


@transaction.atomic
def change_details(*, user: Any, first_name: str, last_name: str, language: str) -> None:
    """Take over how an account's owner wants to be addressed, and in which language."""
    User.objects.filter(pk=user.pk).update(
        first_name=first_name, last_name=last_name, language=language
    )


@transaction.atomic
def make_nobodys(*, user: Any, at: datetime) -> None:
    """Take the person out of an account: what hangs on its number stays, and leads to nobody."""
    User.objects.filter(pk=user.pk).update(
        username=f"closed-{user.pk}",
        email=f"closed-{user.pk}@account.invalid",
        first_name="",
        last_name="",
        password=make_password(None),
        is_active=False,
        closed_at=at,
        last_login=None,
    )
