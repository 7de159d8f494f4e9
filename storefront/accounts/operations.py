from typing import Any

from django.db import transaction

from .models import User


@transaction.atomic
def change_details(*, user: Any, first_name: str, last_name: str, language: str) -> None:
    """Take over how an account's owner wants to be addressed, and in which language."""
    User.objects.filter(pk=user.pk).update(
        first_name=first_name, last_name=last_name, language=language
    )
