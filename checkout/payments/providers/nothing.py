"""Orders that cost nothing, because a code paid for all: settled without asking anybody."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings

from .base import CHARGED, DONE, Answer, Event, ForgedEvent, Order, RefundAnswer


class Nothing:
    code = "nothing"

    def start(self, order: Order) -> Answer:
        return Answer(CHARGED, f"nothing-{order.key}", order.amount, order.currency)

    def ask(self, key: str, reference: str) -> Answer:
        # A crash between writing the attempt and settling it: there is nothing to wait for.
        return Answer(CHARGED, f"nothing-{key}", Decimal("0.00"), settings.OSCAR_DEFAULT_CURRENCY)

    def cancel(self, key: str, reference: str) -> Answer:
        return self.ask(key, reference)

    def refund(
        self, *, key: str, payment_key: str, reference: str, amount: Decimal, currency: str
    ) -> RefundAnswer:
        return RefundAnswer(DONE, key)

    def ask_refund(self, *, key: str, reference: str, payment: str) -> RefundAnswer | None:
        return RefundAnswer(DONE, key)

    def read_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        raise ForgedEvent("this way of paying sends no posts")

    def read_kept(self, payload: Mapping[str, Any]) -> Event:
        raise ForgedEvent("this way of paying sends no posts")
