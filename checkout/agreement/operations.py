from datetime import datetime
from typing import Any

from . import canonical, document
from .models import Agreement


def make(*, order: Any, intent: Any, attempt: Any, at: datetime) -> Agreement:
    """
    Write down what was agreed, in the transaction that places the order.

    From the frozen snapshot alone: nothing that changed since the press can get in.
    """
    content = document.build(order=order, intent=intent, attempt=attempt, at=at)
    return Agreement.objects.create(
        order=order,
        document=content,
        sha256=canonical.sha256(content),
        language=intent.language,
        made_at=at,
    )


def is_genuine(agreement: Agreement) -> bool:
    """Say whether the document still has the fingerprint that it was given."""
    return canonical.sha256(agreement.document) == agreement.sha256
