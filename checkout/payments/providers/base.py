"""
The port to whoever moves money. An adapter translates; it decides nothing and writes nothing.

Every call carries the key under which the attempt was written before, so that asking twice moves
money once. A lost answer raises `NoAnswer`: the caller then knows nothing and asks again later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

# What a provider may say of a payment; the words of `Attempt.Status`.
CHALLENGE, PENDING, CHARGED, DECLINED, CANCELLED, EXPIRED = (
    "challenge",
    "pending",
    "charged",
    "declined",
    "cancelled",
    "expired",
)
# ... and of a refund.
DONE, FAILED = "done", "failed"


class NoAnswer(Exception):
    """The provider did not answer, or not in time: whatever was asked may have happened."""


class StartAgain(NoAnswer):
    """It finds a payment by our key only where it is started anew with the same key."""


class ForgedEvent(Exception):
    """A post that its provider did not sign, or signed long ago; `str()` says which."""


@dataclass(frozen=True)
class Order:
    """
    What a provider is asked to collect: an amount in the major unit of its currency.

    `due_at` is when its page has to end: the goods are held no longer.
    """

    key: str
    reference: str
    amount: Decimal
    currency: str
    language: str
    return_url: str
    description: str = ""
    email: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """
    What a provider says about one payment now.

    `url` is where the buyer goes next, `reason` a decline code of `reasons.py`, `reference` the
    provider's own. Amount and currency are what it took, not what it was asked for.
    """

    status: str
    reference: str = ""
    amount: Decimal | None = None
    currency: str = ""
    reason: str = ""
    url: str = ""


@dataclass(frozen=True)
class RefundAnswer:
    """What a provider says about one refund; `reference` is what the buyer's bank will show."""

    status: str
    reference: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Event:
    """One signed post: about the payment with this key."""

    id: str
    kind: str
    key: str
    answer: Answer
    payload: Mapping[str, Any] = field(default_factory=dict)


class Provider(Protocol):
    """One of these is a way to a bank or a payment company. Every method may raise `NoAnswer`."""

    code: str

    def start(self, order: Order) -> Answer:
        """Open the payment, or find the one opened with this key."""

    def ask(self, key: str, reference: str) -> Answer:
        """Say how the payment stands; CANCELLED for a key that was never seen."""

    def cancel(self, key: str, reference: str) -> Answer:
        """Close the payment if no money has moved; say how it stands after that."""

    def refund(
        self, *, key: str, payment_key: str, reference: str, amount: Decimal, currency: str
    ) -> RefundAnswer:
        """Give money back, once for a key."""

    def ask_refund(self, *, key: str, reference: str, payment: str) -> RefundAnswer | None:
        """
        Say how a refund stands, without making it; nothing if it was never seen.

        `reference` is the provider's own of the refund, "" where its answer was lost; `payment`
        is that of the payment.
        """

    def read_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        """
        Read a post.

        :raises ForgedEvent: unless the provider signed it, lately
        """

    def read_kept(self, payload: Mapping[str, Any]) -> Event:
        """Read a post that was believed before, from its kept content."""
