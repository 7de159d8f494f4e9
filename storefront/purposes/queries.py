from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from . import registry
from .models import Choice


def granted(key: str, *, at: datetime, user: Any = None, visitor: str = "") -> bool:
    """
    Say whether personal data may be used for a purpose at this moment (LBT-6.5.2).

    :raises registry.Undeclared: if no package declared the purpose
    """
    purpose = registry.purpose_of(key)
    if not purpose.can_be_refused:
        return True
    latest = ledger(user=user, visitor=visitor).filter(purpose=key, chosen_at__lte=at).first()
    return latest.granted if latest else purpose.default


def ledger(*, user: Any = None, visitor: str = "") -> QuerySet[Choice]:
    """Return every choice of one account or browser, the latest first."""
    owned = {"user": user} if getattr(user, "pk", None) else {"user": None, "visitor": visitor}
    if not owned.get("user") and not visitor:
        return Choice.objects.none()
    return Choice.objects.filter(**owned).order_by("-chosen_at", "-pk")


def standing(*, at: datetime, user: Any = None, visitor: str = "") -> dict[str, bool]:
    """Return for every declared purpose whether it is granted now, in one statement."""
    latest: dict[str, bool] = {}
    for choice in ledger(user=user, visitor=visitor).filter(chosen_at__lte=at):
        latest.setdefault(choice.purpose, choice.granted)
    return {
        purpose.key: latest.get(purpose.key, purpose.default) if purpose.can_be_refused else True
        for purpose in registry.all_purposes()
    }
