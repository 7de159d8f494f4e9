"""Money that the buyer sends: nobody tells us but our own bank statement, read by staff."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .base import CANCELLED, PENDING, Answer, Event, ForgedEvent, Order, RefundAnswer


class BankTransfer:
    code = "bank_transfer"

    def start(self, order: Order) -> Answer:
        return Answer(status=PENDING)

    def ask(self, key: str, reference: str) -> Answer:
        return Answer(status=PENDING)

    def cancel(self, key: str, reference: str) -> Answer:
        return Answer(status=CANCELLED)

    def refund(
        self, *, key: str, payment_key: str, reference: str, amount: Decimal, currency: str
    ) -> RefundAnswer:
        # A person sends it back and records the bank's reference.
        return RefundAnswer(PENDING)

    def ask_refund(self, *, key: str, reference: str, payment: str) -> RefundAnswer | None:
        return None

    def read_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        raise ForgedEvent("this way of paying sends no posts")

    def read_kept(self, payload: Mapping[str, Any]) -> Event:
        raise ForgedEvent("this way of paying sends no posts")
