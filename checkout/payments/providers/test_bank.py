"""The adapter to the test bank: what a real one would send over the network goes by call."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from checkout.payments.testbank import bank

from .base import Answer, Event, ForgedEvent, NoAnswer, Order, RefundAnswer


class TestBank:
    __test__ = False  # not a test, whatever its name
    code = "test_bank"

    def start(self, order: Order) -> Answer:
        payment = _answered(
            bank.open_payment,
            key=order.key,
            shop_reference=order.reference,
            amount=order.amount,
            currency=order.currency,
            language=order.language,
            return_url=order.return_url,
            at=timezone.now(),
        )
        return self._read(bank.describe(payment))

    def ask(self, key: str, reference: str) -> Answer:
        return self._read(_answered(bank.state, key=key, at=timezone.now()))

    def cancel(self, key: str, reference: str) -> Answer:
        return self._read(_answered(bank.close, key=key, at=timezone.now()))

    def refund(
        self, *, key: str, payment_key: str, reference: str, amount: Decimal, currency: str
    ) -> RefundAnswer:
        said = _answered(
            bank.give_back,
            key=key,
            payment_key=payment_key,
            amount=amount,
            currency=currency,
            at=timezone.now(),
        )
        return RefundAnswer(said["status"], said["reference"], said["problem"])

    def ask_refund(self, *, key: str, reference: str, payment: str) -> RefundAnswer | None:
        said = _answered(bank.refund_state, key=key)
        return RefundAnswer(said["status"], said["reference"]) if said else None

    def read_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        try:
            payload = Webhook(settings.CANDOUR_TEST_BANK_SECRET).verify(
                body, {name.lower(): value for name, value in headers.items()}
            )
        except WebhookVerificationError as problem:
            raise ForgedEvent(str(problem)) from problem
        except (ValueError, KeyError) as problem:
            raise ForgedEvent("not readable") from problem
        try:
            return self.read_kept(payload)
        except (KeyError, TypeError, ValueError, InvalidOperation) as problem:
            raise ForgedEvent("signed, but not in the agreed form") from problem

    def read_kept(self, payload: Mapping[str, Any]) -> Event:
        return Event(
            id=str(payload["id"]),
            kind=str(payload["type"]),
            key=str(UUID(payload["payment"]["key"])),
            answer=self._read(payload["payment"]),
            payload=payload,
        )

    def _read(self, said: Mapping[str, Any]) -> Answer:
        return Answer(
            status=said["status"],
            reference=said["reference"],
            amount=None if said["amount"] is None else Decimal(said["amount"]),
            currency=said["currency"],
            reason=said["reason"],
            url=said["url"],
        )


def _answered(call: Any, **asked: Any) -> Any:
    try:
        return call(**asked)
    except bank.Silent as silence:
        raise NoAnswer(str(silence)) from silence


def sign(*, event_id: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers with which the bank proves that a post is its own."""
    signature = Webhook(settings.CANDOUR_TEST_BANK_SECRET).sign(event_id, at, body)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.astimezone(UTC).timestamp())),
        "webhook-signature": signature,
        "content-type": "application/json",
    }
