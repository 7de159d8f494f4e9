"""Two complaints of the demo shop: one that waits for us, and one that we have answered."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from checkout.order.models import Order

from . import operations, queries
from .models import Complaint, Remedy, Status

WAITS = {
    "about": "delivery",
    "words": "The driver rang, but had gone before I was down the stairs. I was in all day.",
    "wish": "Please ask him to wait two minutes.",
}
ANSWERED = {
    "about": "service",
    "words": "I asked on the telephone where my parcel was, and nobody rang me back as promised.",
    "wish": "A word about it would do.",
}
ANSWER = (
    "You are right, and we are sorry. Your call was noted and then forgotten at the end of the "
    "shift. Calls that wait now stand on the list with which every shift begins."
)


def demo(at: datetime) -> None:
    """Write both, once, for buyers who are there."""
    _complain("jonas", WAITS, at=at - timedelta(days=1))
    answered = _complain("maeve", ANSWERED, at=at - timedelta(days=4))
    service = get_user_model().objects.filter(username="service").first()
    if answered and service and answered.status == Status.RECEIVED:
        operations.answer(
            complaint=answered,
            words=ANSWER,
            by=service,
            at=at - timedelta(days=2),
            cause="call not returned",
            remedy=Remedy.CHANGE,
        )


def _complain(username: str, said: dict[str, str], *, at: datetime) -> Complaint | None:
    buyer: Any = get_user_model().objects.filter(username=username).first()
    if buyer is None:
        return None
    order = Order.objects.filter(user=buyer, date_placed__lte=at).order_by("-date_placed").first()
    number = order.number if order else ""
    return operations.receive(
        **said,  # type: ignore[arg-type]
        email=buyer.email,
        language=buyer.language or "en",
        country=queries.country_of(number, otherwise=settings.CANDOUR_SEAT),
        order_number=number,
        user=buyer,
        at=at,
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"demo:complaint:{username}"),
    )
