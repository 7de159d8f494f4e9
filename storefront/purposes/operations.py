from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from . import queries, registry
from .models import Choice

Follow = Callable[..., None]
_followers: list[Follow] = []


class CannotBeRefused(Refusal):
    words = _("This use belongs to your purchase or is required by law, so it cannot be refused.")


def on_choice(follow: Follow) -> None:
    """Let a package act on a choice: `follow(purpose=, user=, visitor=, granted=, at=)`."""
    _followers.append(follow)


@transaction.atomic
def record(
    key: str,
    *,
    granted: bool,
    at: datetime,
    source: str,
    user: Any = None,
    visitor: str = "",
) -> Choice:
    """
    Write down a yes or no, with the words to which it was said; saying the same again adds nothing.

    :raises CannotBeRefused: if the purpose rests on the contract or the law
    :raises registry.Undeclared: if there is no such purpose
    """
    purpose = registry.purpose_of(key)
    if not purpose.can_be_refused:
        raise CannotBeRefused()
    latest = queries.ledger(user=user, visitor=visitor).filter(purpose=key).first()
    if latest and latest.granted == granted:
        return latest
    choice = Choice.objects.create(
        purpose=key,
        user=user if getattr(user, "pk", None) else None,
        visitor="" if getattr(user, "pk", None) else visitor,
        granted=granted,
        words=f"{purpose.title}: {purpose.why}",
        source=source,
        chosen_at=at,
    )
    for follow in _followers:
        follow(purpose=key, user=choice.user, visitor=visitor, granted=granted, at=at)
    return choice
