from typing import Any

from django.db.models import QuerySet

from .models import Channel, Message, Status


def inbox(user: Any) -> QuerySet[Message]:
    """Return what an account was told, the newest first."""
    return Message.objects.filter(user=user, channel=Channel.ACCOUNT, status=Status.SENT).order_by(
        "-sent_at", "-pk"
    )


def unread(user: Any) -> int:
    return inbox(user).filter(read_at=None).count()


def of_order(number: str) -> QuerySet[Message]:
    """Return every message about an order, in the order in which they were written."""
    return Message.objects.filter(order_number=number).order_by("made_at", "pk")
